from tagging.bought.cycles import cycle_of
from tagging.sold.cycles import cycles_of
from tagging.sold.figures import Sales

MILK = Sales(span_days=600, gaps=20)
BOTTLE = Sales(span_days=0, gaps=0)


def test_a_product_never_bought_again_moves_in_the_cycle_of_its_category():
    _, bottle = cycles_of([MILK, BOTTLE], ["母婴", "母婴"], 45)

    assert bottle == cycle_of(600, 20, 45)


def test_a_product_without_category_leans_on_the_shop():
    milk, bottle = cycles_of([MILK, BOTTLE], ["", ""], 45)

    assert (milk, bottle) == (cycle_of(600, 20, 45), 45)


def test_much_that_is_known_of_a_product_outweighs_its_category():
    often = Sales(span_days=7_000, gaps=1_000)

    assert round(cycles_of([often, MILK], ["母婴", "母婴"], 45)[0]) == 7

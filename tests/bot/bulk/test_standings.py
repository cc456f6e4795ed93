from datetime import date

import pytest

from bot.bulk.order_book import open_orders
from bot.bulk.standings import count_by, most_orders, movements, place_people
from tagging.holdout import holdout_salt, is_held_out
from tagging.layering import Layer, LayerRules, standing_of
from tagging.purchases import Order, state_of
from tagging.scores import score_all

TODAY = date(2026, 3, 2)
RULES = LayerRules()
BOUGHT = {
    "小周": ["2026-01-02", "2026-02-27"],
    "老李": ["2025-04-01"],
    "阿明": ["2025-11-01", "2025-12-01", "2026-01-10"],
    "a-1": ["2025-08-01"],
}
TEXT = "customer,order_id,time,amount\n" + "".join(
    f"{name},{name}{place},{day},{9 + place}\n"
    for name, days in BOUGHT.items()
    for place, day in enumerate(days)
)


@pytest.fixture(params=["duckdb", "sqlite"])
def book(request, tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(TEXT + "退货的,r1,2026-01-02,9\n退货的,r1,2026-01-03,-9\n", encoding="utf-8")
    with open_orders(path, {}, engine=request.param) as opened:
        opened.run("INSERT INTO roster VALUES ('新来的'), ('小周')")
        yield opened


def test_the_book_places_everybody_as_the_rule_does(book):
    place_people(book, RULES, TODAY)

    states = {
        name: state_of(
            Order(str(place), date.fromisoformat(day), (9 + place) * 100)
            for place, day in enumerate(days)
        )
        for name, days in BOUGHT.items()
    }
    scores = score_all(states, TODAY)
    found = book.rows("SELECT customer, layer, tier, r, f, m, held_out FROM standings")
    for customer, layer, tier, *numbers, held_out in found:
        if customer in states:
            ruled = standing_of(customer, states[customer], TODAY, RULES, scores=scores[customer])
            own = scores[customer]
            assert (tier, numbers) == (ruled.tier, [own.r, own.f, own.m])
        else:
            assert (layer, tier, numbers) == (Layer.PROSPECT, None, [None] * 3)
        assert held_out == 0
    assert count_by(book, "layer").total() == 6
    assert count_by(book, "tier").total() == 4


def test_places_follow_the_customers_as_text(book):
    place_people(book, RULES, TODAY)

    placed = [name for _, name in sorted(book.rows("SELECT place, customer FROM standings"))]

    assert placed == sorted([*BOUGHT, "新来的", "退货的"])
    assert most_orders(book) == ("阿明", 3)


def test_the_held_out_are_those_of_the_holdout(book):
    place_people(book, RULES, TODAY, holdout_share=0.5)

    for customer, held_out in book.rows("SELECT customer, held_out FROM standings"):
        assert held_out == is_held_out(customer, holdout_salt(TODAY), 0.5)


def test_who_moved_is_told_from_layer_to_layer(book):
    place_people(book, RULES, TODAY)

    layers, lost = movements(book, RULES, date(2025, 12, 10))

    assert layers["recent_buyer", "due"] == 1  # 阿明
    assert layers[None, "recent_buyer"] == 1  # 小周
    assert layers["sleeping", "lost"] == 1  # 老李
    assert layers[None, "prospect"] == 2
    assert (lost.count, lost.to) == (1, 1)


def test_processes_place_everybody_as_this_one_does(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(TEXT, encoding="utf-8")
    seen = []
    for engine in ("local", "processes"):
        with open_orders(path, {}, engine="duckdb") as book:
            book.run("INSERT INTO roster VALUES ('新来的')")
            place_people(book, RULES, TODAY, engine=engine, folder=tmp_path)
            seen.append(sorted(book.rows("SELECT * FROM standings")))

    assert seen[0] == seen[1]
    assert len(seen[0]) == 5

from datetime import date

import pytest

from bot.bulk.decisions import because_sql, decide
from bot.bulk.order_book import open_orders
from bot.bulk.spared import spare_buyers
from bot.bulk.standings import place_people
from bot.packaged import packaged
from bot.reasons import word
from tagging.layering import LayerRules, standing_of
from tagging.offered.policy_file import parse_policy
from tagging.offers import choose_offer, parse_shelf
from tagging.purchases import Order, state_of
from tagging.reasons import Because, Reason
from tagging.scores import score_all

TODAY = date(2026, 3, 2)
RULES = LayerRules()
SHELF = parse_shelf(packaged("bot.data", "shelf.toml"), "shelf.toml")
POLICY = parse_policy(packaged("bot.data", "policy.toml"), "policy.toml")
BOUGHT = {f"c{number:02}": [number * 9 % 400, number * 31 % 200] for number in range(60)}


@pytest.fixture(params=["duckdb", "sqlite"])
def book(request, tmp_path):
    path = tmp_path / "orders.csv"
    rows = (
        f"{name},{name}{place},{date.fromordinal(TODAY.toordinal() - 1 - ago)},"
        f"{place + 10 * int(name[1:])},{int(name[1:]) % 2}\n"
        for name, days in BOUGHT.items()
        for place, ago in enumerate(days[: 1 + int(name[1:]) % 3])
    )
    path.write_text("customer,order_id,time,amount,discount\n" + "".join(rows), encoding="utf-8")
    with open_orders(path, {}, engine=request.param) as opened:
        opened.run("INSERT INTO roster VALUES ('zz')")
        place_people(opened, RULES, TODAY)
        yield opened


def decided(book, shelf, policy=POLICY):
    bound = spare_buyers(book, shelf, RULES, TODAY)
    decide(book, shelf, bound, policy, TODAY)
    rows = book.rows(
        f"SELECT customer, portions.offer, {because_sql(book)} FROM standings "
        "JOIN decisions USING (place) JOIN portions USING (portion) ORDER BY place"
    )
    return {customer: (offer, because) for customer, offer, because in rows}


def test_each_class_is_given_what_each_of_its_customers_would_be(book):
    orders = {}
    for customer, day, amount, discount in book.rows(
        "SELECT customer, day, amount_fen, discount_fen FROM orders"
    ):
        own = Order("", date.fromordinal(day), amount, discount_fen=discount)
        orders.setdefault(customer, []).append(own)
    states = {customer: state_of(own) for customer, own in orders.items()}
    scores = score_all(states, TODAY)
    cycles = dict(book.rows("SELECT customer, cycle_days FROM standings"))

    found = decided(book, SHELF)

    assert set(found) == {*states, "zz"}
    for customer, (offer, because) in found.items():
        standing = standing_of(
            customer,
            states.get(customer),
            TODAY,
            RULES,
            scores=scores.get(customer),
            cycle_days=cycles[customer],
        )
        choice = choose_offer(standing, SHELF, TODAY, policy=POLICY)
        assert offer == (choice.offer and choice.offer.name)
        reasons = (standing.because, *choice.reasons)
        assert because == "；".join(word(reason) for reason in reasons)


def test_what_does_not_go_round_goes_as_far_as_it_goes(book):
    text = (
        '[gift]\ntitle = "谢谢您"\nkind = "thanks"\nstock = 7\nlayers = ["recent_buyer", "due"]\n'
    )
    shelf = parse_shelf(text, "shelf.toml")

    found = decided(book, shelf)

    given = [customer for customer, (offer, _) in found.items() if offer]
    assert len(given) == 7
    assert given != sorted(found)[:7]


def test_who_is_held_out_gets_nothing(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text("customer,time\n小周,2026-03-01\n老李,2026-03-01\n", encoding="utf-8")
    with open_orders(path, {}) as book:
        place_people(book, RULES, TODAY, holdout_share=1)
        found = decided(book, SHELF)

    assert [offer for offer, _ in found.values()] == [None, None]
    assert all(
        because.endswith(word(Because(Reason.LEFT_WITHOUT_OFFER))) for _, because in found.values()
    )

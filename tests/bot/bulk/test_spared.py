from datetime import date

import pytest

from bot.bulk.order_book import open_orders
from bot.bulk.spared import spare_buyers, usual_days
from tagging.bought.cycles import cycles_of, protected_until
from tagging.layering import Layer, LayerRules
from tagging.offers import Offer, OfferKind
from tagging.purchases import Order, state_of

RULES = LayerRules()
BOUGHT = {
    "奶粉": {"小周": ["2026-01-02", "2026-01-20"], "老李": ["2025-08-01", "2025-12-01"]},
    "米粉": {"小周": ["2026-01-02"], "阿明": ["2025-10-01", "2025-11-15", "2025-12-30"]},
    "秋裤": {"阿明": ["2025-10-01"]},
}
KINDS = {"奶粉": "婴儿食品", "米粉": "婴儿食品", "秋裤": ""}


def offer(name, *, kind=OfferKind.COUPON, **bound):
    depth_fen = 500 if kind is OfferKind.COUPON else 0
    layers = frozenset(Layer)
    return Offer(name=name, title=name, kind=kind, layers=layers, depth_fen=depth_fen, **bound)


@pytest.fixture(params=["duckdb", "sqlite"])
def book(request, tmp_path):
    path = tmp_path / "orders.csv"
    rows = (
        f"{customer},{customer}{day},{day},{product},{KINDS[product]},1,20\n"
        for product, owners in BOUGHT.items()
        for customer, days in owners.items()
        for day in days
    )
    text = "customer,order_id,time,product,category,quantity,price\n" + "".join(rows)
    path.write_text(text, encoding="utf-8")
    with open_orders(path, {}, engine=request.param) as opened:
        yield opened


def spared(book, shelf, today):
    bound = spare_buyers(book, shelf, RULES, today)
    return {
        (customer, offer.name)
        for customer, bits in book.rows("SELECT customer, offers FROM spared")
        for place, offer in enumerate(bound)
        if bits >> place & 1
    }


def state(days):
    return state_of(Order(day, date.fromisoformat(day), 2000) for day in days)


@pytest.mark.parametrize("today", [date(2026, 1, d) for d in (5, 20, 31)] + [date(2026, 2, 20)])
def test_a_buyer_is_spared_until_their_own_cycle_of_the_product_is_over(book, today):
    days_of = {}
    for owners in BOUGHT.values():
        for customer, days in owners.items():
            days_of.setdefault(customer, set()).update(days)
    shop = cycles_of([state(days) for days in days_of.values()], RULES.default_cycle_days)
    states = {
        product: {customer: state(days) for customer, days in owners.items()}
        for product, owners in BOUGHT.items()
    }
    of_food = [own for kind in ("奶粉", "米粉") for own in states[kind].values()]
    food = cycles_of(of_food, shop.usual_days)
    cycles = {
        product: cycles_of(owners.values(), (food if KINDS[product] else shop).usual_days)
        for product, owners in states.items()
    }
    expected = {
        (customer, product)
        for product, owners in states.items()
        for customer, own in owners.items()
        if today
        <= protected_until(own.last_day, cycles[product].own(own), RULES.product_protection_days)
    }

    shelf = [offer(product, products=frozenset({product})) for product in BOUGHT]

    assert spared(book, shelf, today) == expected
    assert usual_days(book, "states", RULES.default_cycle_days) == shop.usual_days


def test_a_category_is_spared_to_all_who_bought_of_it(book):
    shelf = [
        offer("整类", categories=frozenset({"婴儿食品"})),
        offer("全店"),
        offer("谢谢", kind=OfferKind.THANKS, products=frozenset({"奶粉"})),
    ]

    assert spared(book, shelf, date(2026, 1, 3)) == {
        (customer, "整类") for customer in ("小周", "老李", "阿明")
    }


def test_a_shelf_for_the_whole_shop_spares_nobody(book):
    assert spared(book, [offer("全店")], date(2026, 1, 3)) == set()

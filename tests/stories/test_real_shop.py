"""A real shop's orders and real reviews through the whole house (skipped where there are none)."""

import json
import subprocess
import sys
from collections import Counter

import pytest
from sqlalchemy import text

from bot.flows.insights import mine_reviews
from bot.flows.standing import stand
from bot.shop import open_shop
from bot.store import Store
from tagging.layering import Layer, standing_of
from tagging.offers import choose_offer
from tagging.scores import score_all
from tests.builders import NOON, all_states, settings

LAST_DAY_OF_ORDERS = "2011-12-09"


def bring_in(kind, path, url, folder):
    """Run `zhanggui import` as an operator would."""
    command = [sys.executable, "-m", "bot", "import", kind, str(path), "--store", url, "--json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    assert done.returncode in {0, 1}, done.stderr.decode()
    counts = json.loads(done.stdout)
    parts = ("new", "updated", "skipped", "conflicting", "bad")
    assert sum(counts[part] for part in parts) == counts["rows"]
    return counts


@pytest.fixture(scope="module")
def imported(real_data, migrated, tmp_path_factory):
    folder = tmp_path_factory.mktemp("real")
    path = folder / "shop.db"
    path.write_bytes(migrated.read_bytes())
    url = f"sqlite:///{path}"
    orders = bring_in("orders", real_data / "commerce/online_retail.csv.gz", url, folder)
    reviews = bring_in("reviews", real_data / "text/reviews_shopping_10cats.csv.gz", url, folder)
    return url, orders, reviews


@pytest.fixture
async def shop_and_store(imported):
    store = await Store.open(imported[0])
    async with store.reading() as unit:
        shop = await open_shop(settings(imported[0]), unit)
    yield shop, store
    await store.close()


@pytest.mark.slow
def test_every_row_of_the_files_is_accounted_for(imported):
    _, orders, reviews = imported

    assert orders["rows"] == 326_678
    assert orders["new"] > 240_000
    assert (reviews["rows"], reviews["new"]) == (37_554, 37_554)


@pytest.mark.slow
async def test_every_customer_stands_in_one_layer_and_no_recent_buyer_gets_a_discount(
    shop_and_store,
):
    shop, store = shop_and_store
    async with store.reading() as unit:
        states = await all_states(unit)
    today = max(state.last_day for state in states.values() if state.last_day)
    assert str(today) == LAST_DAY_OF_ORDERS
    today = today.fromordinal(today.toordinal() + 1)
    scores = score_all(states, today)
    layers = Counter()
    for customer, state in states.items():
        standing = standing_of(
            customer, state, today, shop.layer_rules, scores=scores.get(customer)
        )
        choice = choose_offer(standing, shop.shelf, today)
        layers[standing.layer] += 1
        is_recent = standing.layer is Layer.RECENT_BUYER
        assert not (is_recent and choice.offer and choice.offer.is_discount)
        assert choice.because.code

    assert layers.total() == len(states) > 2_500
    assert set(layers) == set(Layer) - ({Layer.PROSPECT} - set(layers))


@pytest.mark.slow
async def test_the_store_places_a_customer_as_the_rule_does(shop_and_store):
    shop, store = shop_and_store
    async with store.reading() as unit:
        states = await all_states(unit)
        for customer in sorted(states)[:50]:
            placed = await stand(customer, unit, shop, NOON)
            ruled = standing_of(customer, states[customer], shop.date_of(NOON), shop.layer_rules)
            assert placed == ruled


@pytest.mark.slow
async def test_money_in_the_store_is_the_money_of_the_orders(shop_and_store):
    _, store = shop_and_store
    async with store.reading() as unit:
        paid = "status NOT IN ('open', 'closed') AND NOT (status = 'refunded' AND amount_fen > 0)"
        by_order = await unit.work.row(text(f"SELECT SUM(amount_fen) FROM orders WHERE {paid}"))
        by_customer = await unit.work.row(text("SELECT SUM(money_fen) FROM purchase_states"))

    assert by_order[0] == by_customer[0] > 0


@pytest.mark.slow
async def test_every_finding_in_real_reviews_is_a_span_of_its_text(shop_and_store):
    shop, store = shop_and_store
    async with store.unit() as unit:
        others = "category NOT IN ('衣服', '洗发水')"
        await unit.work.change(text(f"UPDATE reviews SET mined_at = 0 WHERE {others}"))
    mined = 0
    while True:
        async with store.unit() as unit:
            count = await mine_reviews(NOON, unit, shop, limit=2_000)
        mined += count
        if not count:
            break
    async with store.reading() as unit:
        rows = await unit.work.rows(
            text(
                'SELECT text, evidence, start, "end" FROM findings '
                "JOIN reviews ON reviews.id = findings.said_in"
            )
        )
        clothes = await unit.reviews.count_concerns("衣服")
        shampoo = await unit.reviews.count_concerns("洗发水")

    assert mined > 10_000
    assert all(row.evidence == row.text[row.start : row.end] for row in rows)
    assert clothes["尺码大小", "complains"] > 100
    assert shampoo["真假", "doubts"] > 50

import csv
import gzip
import os
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.errors import RuleError
from tagging.layering import Flag, Layer, LayerRules, Level, Tier, level_of, standing_of, tier_of
from tagging.purchases import Order, PurchaseState, state_of
from tagging.reasons import Reason
from tagging.scores import Scores, Segment, score_all

TODAY = date(2026, 3, 1)
RULES = LayerRules()


def bought(days_ago, orders=2, **more):
    day = TODAY - timedelta(days=days_ago)
    return PurchaseState(first_day=day, last_day=day, orders=orders, money_fen=20_000, **more)


def stand(state, rules=RULES, **more):
    return standing_of("小周", state, TODAY, rules, **more)


@pytest.mark.parametrize(
    ("days_ago", "tier"),
    [
        (0, Tier.ACTIVE),
        (90, Tier.ACTIVE),
        (91, Tier.SILENT),
        (180, Tier.SILENT),
        (181, Tier.SLEEPING),
        (270, Tier.SLEEPING),
        (271, Tier.LOST),
    ],
)
def test_a_tier_keeps_its_last_day(days_ago, tier):
    assert tier_of(days_ago, RULES) is tier
    assert stand(bought(days_ago)).tier is tier


@pytest.mark.parametrize(
    ("orders", "level"),
    [
        (0, Level.PROSPECT),
        (1, Level.FIRST_TIME),
        (2, Level.SECOND_TIME),
        (3, Level.REGULAR),
        (4, Level.REGULAR),
        (5, Level.LOYAL),
        (90, Level.LOYAL),
    ],
)
def test_a_level_is_earned_by_paid_orders(orders, level):
    assert level_of(orders) is level


@pytest.mark.parametrize(
    ("days_ago", "orders", "layer", "reason"),
    [
        (3, 2, Layer.RECENT_BUYER, Reason.WITHIN_PROTECTION),
        (30, 2, Layer.RECENT_BUYER, Reason.WITHIN_PROTECTION),
        (31, 2, Layer.RETURNING_BUYER, Reason.BOUGHT_AGAIN),
        (35, 1, Layer.FIRST_TIME_BUYER, Reason.BOUGHT_ONCE),
        (36, 1, Layer.DUE, Reason.CYCLE_COMES_DUE),
        (67, 2, Layer.DUE, Reason.CYCLE_COMES_DUE),
        (68, 2, Layer.RETURNING_BUYER, Reason.BOUGHT_AGAIN),
        (90, 1, Layer.FIRST_TIME_BUYER, Reason.BOUGHT_ONCE),
        (91, 1, Layer.LAPSING, Reason.LONG_SILENT),
        (180, 2, Layer.LAPSING, Reason.LONG_SILENT),
        (181, 2, Layer.SLEEPING, Reason.LONG_ASLEEP),
        (270, 2, Layer.SLEEPING, Reason.LONG_ASLEEP),
        (271, 2, Layer.LOST, Reason.LONG_GONE),
    ],
)
def test_the_first_layer_that_holds_is_the_one(days_ago, orders, layer, reason):
    standing = stand(bought(days_ago, orders))

    assert (standing.layer, standing.because.code) == (layer, reason)


@pytest.mark.parametrize("state", [None, PurchaseState(), PurchaseState(open_day=TODAY)])
def test_who_has_not_paid_is_a_prospect(state):
    standing = stand(state)

    assert (standing.layer, standing.level) == (Layer.PROSPECT, Level.PROSPECT)
    assert (standing.tier, standing.recency_days, standing.protected_until) == (None, None, None)
    assert standing.because.code is Reason.NO_PAID_ORDER


@pytest.mark.parametrize(("days_ago", "layer"), [(23, Layer.RETURNING_BUYER), (24, Layer.DUE)])
def test_a_thirty_day_customer_comes_due_on_day_24(days_ago, layer):
    rules = LayerRules(protection_days=7)

    assert stand(bought(days_ago), rules, cycle_days=30).layer is layer


@pytest.mark.parametrize(("days_ago", "layer"), [(60, Layer.DUE), (61, Layer.RETURNING_BUYER)])
def test_a_forty_day_customer_is_late_after_day_60(days_ago, layer):
    assert stand(bought(days_ago), cycle_days=40).layer is layer


def test_the_protection_window_ends_on_the_day_it_names():
    standing = stand(bought(30))

    assert standing.protected_until == TODAY
    assert standing.because.values == {
        "recency_days": 30,
        "last_day": "2026-01-30",
        "protected_until": "2026-03-01",
    }
    assert stand(bought(31)).protected_until == TODAY - timedelta(days=1)


def test_a_clock_that_runs_ahead_makes_a_recent_buyer():
    standing = stand(bought(-1))

    assert (standing.layer, standing.recency_days) == (Layer.RECENT_BUYER, 0)


@pytest.mark.parametrize(("m", "is_high_value"), [(4, False), (5, True)])
def test_the_top_fifth_by_money_is_of_high_value(m, is_high_value):
    standing = stand(bought(40), scores=Scores(5, 5, m))

    assert (Flag.HIGH_VALUE in standing.flags) is is_high_value
    assert standing.segment is Segment.CHAMPIONS


def test_nobody_is_of_high_value_where_no_money_is_known():
    state = PurchaseState(first_day=TODAY, last_day=TODAY, orders=2)

    assert stand(state, scores=Scores(5, 5, 5)).flags == frozenset()


@pytest.mark.parametrize(("orders", "is_sensitive"), [(4, True), (5, False)])
def test_who_buys_half_the_time_with_a_discount_is_price_sensitive(orders, is_sensitive):
    standing = stand(bought(40, orders, discounted_orders=2))

    assert (Flag.PRICE_SENSITIVE in standing.flags) is is_sensitive


def test_an_order_left_unpaid_and_a_holdout_are_flags():
    standing = stand(bought(40, open_day=TODAY), is_held_out=True)

    assert standing.flags == {Flag.ABANDONED_ORDER, Flag.HELD_OUT}


@pytest.mark.parametrize(
    ("rules", "name"),
    [
        ({"active_days": 0}, "active_days"),
        ({"active_days": 180}, "active_days"),
        ({"silent_days": 270}, "silent_days"),
        ({"protection_days": -1}, "protection_days"),
        ({"product_protection_days": -1}, "product_protection_days"),
        ({"due_from": 0}, "due_from"),
        ({"due_from": 1.5}, "due_from"),
        ({"due_until": float("nan")}, "due_until"),
        ({"due_until": float("inf")}, "due_until"),
        ({"default_cycle_days": 0}, "default_cycle_days"),
        ({"price_sensitive_share": 0}, "price_sensitive_share"),
        ({"price_sensitive_share": 1.01}, "price_sensitive_share"),
    ],
)
def test_rules_that_contradict_themselves_are_refused(rules, name):
    with pytest.raises(RuleError, match=name) as error:
        LayerRules(**rules)

    assert "\n" not in str(error.value)


@given(
    st.integers(0, 500),
    st.integers(0, 9),
    st.integers(0, 120),
    st.one_of(st.none(), st.integers(1, 200)),
)
def test_every_customer_stands_in_one_layer_that_agrees_with_the_rest(
    days_ago, orders, protection_days, cycle_days
):
    rules = LayerRules(protection_days=protection_days)
    state = bought(days_ago, orders) if orders else None

    standing = stand(state, rules, cycle_days=cycle_days)

    is_recent = bool(orders) and state.last_day + timedelta(days=protection_days) >= TODAY
    assert (standing.layer is Layer.PROSPECT) == (orders == 0)
    assert (standing.layer is Layer.RECENT_BUYER) == is_recent
    if orders and not is_recent:
        assert (standing.layer is Layer.LAPSING) == (standing.tier is Tier.SILENT)
        assert (standing.layer is Layer.SLEEPING) == (standing.tier is Tier.SLEEPING)
        assert (standing.layer is Layer.LOST) == (standing.tier is Tier.LOST)


REAL_DATA = os.environ.get("ZHANGGUI_REAL_DATA")


@pytest.mark.skipif(not REAL_DATA, reason="ZHANGGUI_REAL_DATA is not set")
def test_a_year_of_a_real_gift_shop_is_scored_as_published():
    folder = Path(REAL_DATA) / "commerce"
    today = date(2011, 12, 11)
    fen, days = defaultdict(lambda: defaultdict(int)), {}
    with gzip.open(folder / "online_retail.csv.gz", "rt", encoding="utf-8") as lines:
        for line in csv.DictReader(lines):
            pieces, price = int(line["quantity"]), float(line["unit_price"])
            if line["customer_id"] and pieces > 0 and price > 0:
                fen[line["customer_id"]][line["invoice_no"]] += round(pieces * price * 100)
                days[line["invoice_no"]] = date.fromisoformat(line["invoice_ts"][:10])
    states = {
        customer: state_of(Order(name, days[name], paid) for name, paid in orders.items())
        for customer, orders in fen.items()
    }
    scores = score_all(states, today)
    with gzip.open(
        folder / "reference" / "rfm_online_retail.csv.gz", "rt", encoding="utf-8"
    ) as lines:
        expected = {
            line["customer_id"]: tuple(
                line[name] for name in ("r_quintile", "f_quintile", "m_quintile", "tier")
            )
            for line in csv.DictReader(lines)
        }

    found = {}
    for customer, state in states.items():
        own = scores[customer]
        tier = standing_of(customer, state, today, RULES, scores=own).tier
        found[customer] = (str(own.r), str(own.f), str(own.m), tier.value)

    assert found == expected

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.errors import RuleError
from tagging.layering import Flag, Layer, LayerRules, Level, Tier, level_of, standing_of, tier_of
from tagging.purchases import PurchaseState, state_of
from tagging.reasons import Reason
from tagging.scores import Scores, Segment, score_all
from tests.tagging.bought.real_orders import REAL_DATA, retail_orders, rows_of

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
    standing = stand(bought(days_ago, orders), cycle_days=45)

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


@pytest.mark.parametrize(
    ("days_ago", "layer"), [(47, Layer.RETURNING_BUYER), (48, Layer.DUE), (60, Layer.DUE)]
)
def test_without_a_shop_beside_them_the_own_gaps_lean_on_the_default(days_ago, layer):
    last_day = TODAY - timedelta(days=days_ago)
    state = PurchaseState(last_day - timedelta(days=210), last_day, orders=2, money_fen=20_000)

    standing = stand(state)

    assert (standing.layer, standing.cycle_days) == (layer, 60)
    if layer is Layer.DUE:
        assert standing.because.values["cycle_days"] == 60


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


@pytest.mark.parametrize(
    ("discounted_money_fen", "is_sensitive"), [(10_000, True), (9_999, False)]
)
def test_who_pays_half_their_money_with_a_discount_on_is_price_sensitive(
    discounted_money_fen, is_sensitive
):
    standing = stand(bought(40, discounted_money_fen=discounted_money_fen))

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


@pytest.mark.skipif(not REAL_DATA, reason="ZHANGGUI_REAL_DATA is not set")
def test_a_year_of_a_real_gift_shop_is_placed_as_published():
    today = date(2011, 12, 11)
    states = {customer: state_of(orders) for customer, orders in retail_orders().items()}
    scores = score_all(states, today)

    found = {}
    for customer, state in states.items():
        placed = standing_of(customer, state, today, RULES, scores=scores[customer])
        found[customer] = {
            "recency_days": placed.recency_days,
            "frequency": state.orders,
            "money_pence": state.money_fen,
            "first_day": state.first_day,
            "last_day": state.last_day,
            "r_quintile": placed.scores.r,
            "f_quintile": placed.scores.f,
            "m_quintile": placed.scores.m,
            "tier": placed.tier,
            "kind": "new" if placed.level is Level.FIRST_TIME else "returning",
        }

    expected = {
        row.pop("customer_id"): row for row in rows_of("reference/rfm_online_retail.csv.gz")
    }
    assert len(found) == 2_567
    assert {name: {k: str(v) for k, v in row.items()} for name, row in found.items()} == expected

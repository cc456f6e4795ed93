from datetime import date, timedelta

import pytest

from tagging.bought.level_tags import Closeness, level_tag_of, parse_rights, rights_of
from tagging.errors import RuleError
from tagging.layering import LayerRules, Level, standing_of
from tagging.purchases import PurchaseState
from tagging.scores import Scores

TODAY = date(2026, 3, 1)


def tag(orders, days_ago=40, m=3):
    day = TODAY - timedelta(days=days_ago)
    state = PurchaseState(day, day, orders, money_fen=9000) if orders else None
    return level_tag_of(standing_of("小周", state, TODAY, LayerRules(), scores=Scores(3, 3, m)))


def given_reasons():
    """Every reason a level tag can have."""
    return [tag(*known).because for known in ((0,), (2,), (5, 40, 5))]


@pytest.mark.parametrize(
    ("orders", "closeness"),
    [
        (0, Closeness.PROSPECT),
        (1, Closeness.FIRST_TIME_BUYER),
        (2, Closeness.SECOND_TIME_BUYER),
        (3, Closeness.REGULAR_BUYER),
        (4, Closeness.REGULAR_BUYER),
        (5, Closeness.LOYAL_BUYER),
    ],
)
def test_paid_orders_bring_a_customer_closer(orders, closeness):
    found = tag(orders)

    assert found.closeness is closeness
    assert dict(found.because.values) == ({"orders": orders} if orders else {})


@pytest.mark.parametrize(
    ("orders", "days_ago", "m", "is_super"),
    [(5, 90, 5, True), (5, 91, 5, False), (5, 90, 4, False), (4, 90, 5, False)],
)
def test_a_super_user_is_loyal_of_high_value_and_active(orders, days_ago, m, is_super):
    assert (tag(orders, days_ago, m).closeness is Closeness.SUPER_USER) is is_super


def test_a_level_keeps_the_rights_of_those_below():
    rights = parse_rights({"first_time": ["满 99 包邮"], "regular": ["生日礼", "优先发货"]})

    assert rights_of(Level.PROSPECT, rights) == ()
    assert rights_of(Level.SECOND_TIME, rights) == ("满 99 包邮",)
    assert rights_of(Level.LOYAL, rights) == ("满 99 包邮", "生日礼", "优先发货")


def test_rights_of_a_level_that_does_not_exist_are_refused():
    with pytest.raises(RuleError, match="no level 'gold', only prospect, first_time"):
        parse_rights({"gold": ["x"]})

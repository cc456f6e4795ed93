from datetime import date, timedelta

import pytest

from persona.worded.facts import CopyFacts
from persona.worded.prices import (
    compared_prices,
    is_price_true,
    lowest_deal_fen,
    told_prices,
    yuan_of,
)

TODAY = date(2026, 11, 8)


def ago(days):
    return TODAY - timedelta(days=days)


def test_the_lowest_deal_of_the_previous_seven_days_counts():
    deals = [(ago(8), 5_900), (ago(7), 8_900), (ago(1), 9_900), (TODAY, 4_900)]

    assert lowest_deal_fen(deals, TODAY) == 8_900


def test_without_a_deal_in_seven_days_the_last_day_with_one_counts():
    deals = [(ago(30), 4_900), (ago(12), 8_900), (ago(12), 7_900)]

    assert lowest_deal_fen(deals, TODAY) == 7_900


def test_what_was_never_sold_before_has_no_lowest_price():
    assert lowest_deal_fen([], TODAY) is None
    assert lowest_deal_fen([(TODAY, 4_900)], TODAY) is None


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("原价199元,现价99元", [19_900]),
        ("划线价:299.5", [29_950]),
        ("专柜价一千九百八", [198_000]),
        ("吊牌价399,到手99", [39_900]),
        ("市场价是59块", [5_900]),
        ("原价89,划线价129", [8_900, 12_900]),
        ("标价一块", [100]),
    ],
)
def test_a_price_to_compare_with_is_read(text, fen):
    assert [price for price, _ in compared_prices(text)] == fen


@pytest.mark.parametrize(
    "text",
    [
        "原价退",
        "标价一律含税",
        "吊牌:三岁以下",
        "原价8折",
        "按原价11月恢复",
        "现价99元",
        "原价" + "9" * 400,
    ],
)
def test_what_is_no_price_to_compare_with_is_left(text):
    assert not [*compared_prices(text)]


@pytest.mark.parametrize(
    ("fen", "yuan"), [(19_900, "199"), (1_990, "19.9"), (1_999, "19.99"), (5, "0.05")]
)
def test_fen_are_written_as_yuan(fen, yuan):
    assert yuan_of(fen) == yuan


def test_a_compared_price_that_is_known_counts_alone():
    text = "原价199元，吊牌299元"

    assert [fen for fen, _ in told_prices(text, CopyFacts())] == [19_900, 29_900]
    assert told_prices(text, CopyFacts(compare_fen=9_900)) == [(9_900, (0, 6))]
    assert told_prices("上新啦", CopyFacts(compare_fen=9_900)) == [(9_900, None)]


@pytest.mark.parametrize(
    ("text", "lowest_fen", "is_true"),
    [
        ("原价199元", 19_900, True),
        ("原价199元", 19_899, False),
        ("原价199元", None, False),
        ("原价199元，吊牌299元", 19_900, False),
        ("上新啦", 19_900, False),
    ],
)
def test_a_compared_price_is_true_where_it_was_paid_lately(text, lowest_fen, is_true):
    assert is_price_true(text, CopyFacts(lowest_deal_fen=lowest_fen)) is is_true

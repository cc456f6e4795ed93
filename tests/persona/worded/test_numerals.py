import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona.worded.numerals import NUMBER, number_of

SIGNS = "零一二三四五六七八九"


def spoken(number):
    """Say a number below 10,000 as a shop does: no 零 at the end, 十 without 一."""
    said, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            said += ("零" if gap and said else "") + SIGNS[digit] + name
        gap = not digit
    return said.removeprefix("一") if said.startswith("一十") else said


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("199", "199"),
        ("19.9", "19.9"),
        ("1.2万", "12000"),
        ("九十九", "99"),
        ("十二", "12"),
        ("两百", "200"),
        ("一百零五", "105"),
        ("一千九", "1900"),
        ("三千九百八", "3980"),
        ("两万五", "25000"),
        ("十二万", "120000"),
        ("一亿", "100000000"),
        ("万", "10000"),
    ],
)
def test_a_number_is_read_as_it_is_said(written, number):
    assert re.fullmatch(NUMBER, written)
    assert number_of(written) == Decimal(number)


@settings(max_examples=60)
@given(st.integers(1, 9999), st.sampled_from(["", "万"]))
def test_every_number_said_in_full_is_read_back(number, unit):
    assert number_of(spoken(number) + unit) == number * (10_000 if unit else 1)


@settings(max_examples=60)
@given(st.from_regex(NUMBER, fullmatch=True))
def test_whatever_looks_like_a_number_is_read(written):
    assert number_of(written) >= 0

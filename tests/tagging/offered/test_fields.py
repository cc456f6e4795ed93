from datetime import date, datetime

import pytest

from tagging.errors import RuleError
from tagging.offered import fields


@pytest.mark.parametrize(
    ("reader", "value", "read"),
    [
        (fields.text, "券", "券"),
        (fields.whole, 3, 3),
        (fields.number, 3, 3),
        (fields.number, 0.8, 0.8),
        (fields.yes_or_no, True, True),
        (fields.day, date(2026, 3, 1), date(2026, 3, 1)),
        (fields.texts, ["奶粉", "奶粉"], {"奶粉"}),
        (fields.kinds, ["coupon"], {"coupon"}),
        (fields.layers, ["due"], {"due"}),
        (fields.flags, ["high_value"], {"high_value"}),
        (fields.levels, ["loyal"], {4}),
        (fields.roles, ["edge"], {"edge"}),
    ],
)
def test_a_value_is_read_as_what_it_should_be(reader, value, read):
    assert reader(value) == read


@pytest.mark.parametrize(
    ("reader", "value", "sentence"),
    [
        (fields.text, 3, "must be a text, not 3"),
        (fields.whole, True, "must be a whole number, not True"),
        (fields.whole, 1.5, "must be a whole number, not 1.5"),
        (fields.number, "3", "must be a whole number, not '3'"),
        (fields.yes_or_no, 1, "must be true or false, not 1"),
        (fields.day, datetime(2026, 3, 1), "must be a day such as 2026-06-18"),
        (fields.texts, "奶粉", "must be a list, not '奶粉'"),
        (fields.kind, "cupon", "must be one of coupon, .*, price_protection, not 'cupon'"),
        (fields.roles, ["star"], "must be one of traffic_driver, .* not 'star'"),
    ],
)
def test_a_wrong_value_is_refused(reader, value, sentence):
    with pytest.raises(RuleError, match=f"^{sentence}"):
        reader(value)


def test_a_complaint_names_whose_field_it_is():
    with pytest.raises(RuleError, match=r"^offer spring: stock must be a whole number, not 'x'"):
        fields.read_fields("offer spring", {"stock": "x"}, {"stock": fields.whole})
    with pytest.raises(RuleError, match=r"^spring must be a table \[spring\], not 3"):
        fields.read_fields("offer spring", 3, {})
    with pytest.raises(RuleError, match=r"^offer spring: stok is none of stock"):
        fields.read_fields("offer spring", {"stok": 1}, {"stock": fields.whole})


def test_a_file_that_is_no_toml_is_named():
    with pytest.raises(RuleError, match=r"^shelf.toml: .*line 1"):
        fields.read_toml("[spring\n", "shelf.toml")

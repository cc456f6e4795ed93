from datetime import date

import pytest

from persona.errors import ProfileError
from persona.fields import read_fields


def keys_of(text):
    return read_fields(text, "file.toml", ProfileError)


def test_values_come_back_by_type():
    keys = keys_of(
        'name = " 阿青 "\nday = 2026-06-18\ndays = [18, 8, 8]\nyes = true\nwords = ["a"]'
    )

    assert keys.need_text("name") == "阿青"
    assert keys.day("day") == date(2026, 6, 18)
    assert keys.month_days("days") == (8, 18)
    assert keys.flag("yes", default=False)
    assert keys.texts("words") == ("a",)


def test_missing_keys_have_a_quiet_default():
    keys = keys_of("")

    assert (keys.text("a"), keys.texts("a"), keys.day("a"), keys.month_days("a")) == (
        "", (), None, (),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("read", "wanted"),
    [
        (lambda keys: keys.need_text("v"), "text"),
        (lambda keys: keys.texts("v"), "a list of texts"),
        (lambda keys: keys.day("v"), "a date"),
        (lambda keys: keys.month_days("v"), "1 to 31"),
        (lambda keys: keys.flag("v", default=True), "true or false"),
        (lambda keys: keys.each("v"), "[[v]]"),
    ],
)
def test_a_wrong_value_is_named_with_its_file_and_what_is_wanted(read, wanted):
    with pytest.raises(ProfileError) as refused:
        read(keys_of("v = 7"))

    assert "file.toml" in str(refused.value)
    assert "v = 7" in str(refused.value)
    assert wanted in str(refused.value)


@pytest.mark.parametrize("day", ["0", "32", "true", '"8"'])
def test_a_month_has_no_such_day(day):
    with pytest.raises(ProfileError, match="1 to 31"):
        keys_of(f"days = [{day}]").month_days("days")


def test_a_moment_is_no_date():
    with pytest.raises(ProfileError, match="a date"):
        keys_of("day = 2026-06-18T08:00:00").day("day")


def test_a_file_that_is_no_toml_is_named():
    with pytest.raises(ProfileError, match=r"file\.toml: is not valid TOML"):
        keys_of("name = ")

from datetime import date

import pytest

from persona.errors import ProfileError
from persona.fields import read_fields
from persona.materials import Kind


def keys_of(text):
    return read_fields(text, "file.toml", ProfileError)


def test_values_come_back_by_type():
    keys = keys_of(
        'name = " 阿青 "\nday = 2026-06-18\ndays = [18, 8, 8]\nyes = true\nwords = ["a"]\n'
        'word = "a"\nkinds = ["work", "干货"]\nstock = 0'
    )

    assert keys.need_text("name") == "阿青"
    assert keys.day("day") == date(2026, 6, 18)
    assert keys.month_days("days") == (8, 18)
    assert keys.flag("yes", default=False)
    assert keys.texts("words") == keys.texts("word") == ("a",)
    assert keys.choices("kinds", Kind, {"干货": "knowledge"}) == {Kind.WORK, Kind.KNOWLEDGE}
    assert keys.count_or_none("stock") == 0
    assert keys_of("day = '2026-06-18'").day("day") == date(2026, 6, 18)


def test_missing_keys_have_a_quiet_default():
    keys = keys_of("")

    assert (keys.text("a"), keys.texts("a"), keys.day("a"), keys.month_days("a")) == (
        "", (), None, (),
    )  # fmt: skip
    assert keys.count_or_none("a") is None
    assert keys.choices("a", Kind) == frozenset()


@pytest.mark.parametrize(
    ("read", "wanted"),
    [
        (lambda keys: keys.need_text("v"), "带引号的文字"),
        (lambda keys: keys.texts("v"), "文字的列表"),
        (lambda keys: keys.day("v"), "日期，例如 2026-06-18"),
        (lambda keys: keys.month_days("v"), "1 到 31"),
        (lambda keys: keys.flag("v", default=True), "true 或 false"),
        (lambda keys: keys.inner("v"), "一段，以 [v] 开头"),
        (lambda keys: keys.each("v"), "每段以 [[v]] 开头"),
    ],
)
def test_a_wrong_value_is_named_with_its_file_and_what_is_wanted(read, wanted):
    with pytest.raises(ProfileError) as refused:
        read(keys_of("v = 7"))

    assert str(refused.value).startswith("file.toml：v = 7 不对；请写成")
    assert wanted in str(refused.value)


@pytest.mark.parametrize("count", ["-1", "true", "1.5", '"3"'])
def test_a_count_is_whole_and_not_below_nothing(count):
    with pytest.raises(ProfileError, match="整数，0 或更大"):
        keys_of(f"v = {count}").count("v", default=0)


@pytest.mark.parametrize("day", ["0", "32", "true", '"8"'])
def test_a_month_has_no_such_day(day):
    with pytest.raises(ProfileError, match="1 到 31"):
        keys_of(f"days = [{day}]").month_days("days")


def test_a_moment_is_no_date():
    with pytest.raises(ProfileError, match="日期"):
        keys_of("day = 2026-06-18T08:00:00").day("day")


@pytest.mark.parametrize(
    ("key", "advice"), [("pictrues", "是不是想写 pictures？"), ("x", "可以写：pictures、text")]
)
def test_a_key_nobody_knows_is_answered_with_one_that_was_meant_or_with_all(key, advice):
    with pytest.raises(ProfileError) as refused:
        keys_of(f"{key} = 1").allow(["pictures", "text"])

    assert str(refused.value) == f"file.toml：不认识“{key}”；{advice}"


def test_a_table_of_many_is_named_by_its_key_or_its_number():
    first, second = keys_of('[[v]]\nkey = "a"\n[[v]]\n').each("v", called="素材")

    assert (first.place, second.place) == ("file.toml：素材 a", "file.toml：素材 2")


def test_a_file_that_is_no_toml_is_named_with_the_line():
    with pytest.raises(ProfileError, match=r"^file\.toml：第 2 行第 8 列不是合法的 TOML"):
        keys_of("a = 1\nname = x")
    with pytest.raises(ProfileError, match=r"^file\.toml：第 2 行不是合法的 TOML"):
        keys_of("a = 1\nname = ")
    with pytest.raises(ProfileError, match=r"^file\.toml：第 12 行"):
        read_fields("a = 1\nname = ", "file.toml", ProfileError, first_line=11)


def test_the_mark_some_editors_put_first_is_no_fault():
    assert keys_of('\ufeffname = "阿青"').text("name") == "阿青"

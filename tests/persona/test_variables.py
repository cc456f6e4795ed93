import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona.reasons import Because, Reason
from persona.variables import VARIABLES, bytes_of, fill, find_excess, find_unknown
from tests.persona.builders import aqing


@pytest.mark.parametrize("name", VARIABLES)
def test_every_variable_has_something_to_say_for_itself(name):
    assert fill(f"{{{name}}}", aqing(), {}) not in ("", f"{{{name}}}")


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("{称呼}好", None),
        ("{姓名}好", "{姓名}"),
        ("{称呼.name}", "{称呼.name}"),
        ("{{称呼}}", "{"),
        ("少一半{称呼", "{"),
        ("没有变量", None),
    ],
)
def test_what_is_no_variable_is_found(text, unknown):
    assert find_unknown(text) == unknown


def test_a_customers_name_is_a_value_and_never_syntax():
    assert fill("{称呼}好，{优惠}", aqing(), {"称呼": "{优惠}"}) == "{优惠}好，店里现有的活动"


def test_an_empty_value_falls_back_to_the_persona():
    assert fill("{称呼}好", aqing(), {"称呼": "  "}) == "姐妹好"


def test_a_value_stays_on_one_line():
    assert fill("{称呼}好", aqing(), {"称呼": "小\n王"}) == "小 王好"


def test_particles_take_turns():
    said = [fill("好{语气}", aqing(), {}, turn) for turn in range(3)]

    assert said == ["好呀", "好呢", "好呀"]


def test_a_plain_persona_leaves_emoji_out():
    assert fill("好{表情}", aqing(emoji=()), {}) == "好"


def test_a_text_has_no_more_emoji_than_the_persona_uses_but_a_name_keeps_its_own():
    said = fill("{称呼}好{表情}，开门啦{表情}🎉", aqing(emoji_per_post=1), {"称呼": "小满🌸🌸"})

    assert said == "小满🌸🌸好🌿，开门啦"


def test_a_text_fits_up_to_the_platforms_last_byte():
    assert bytes_of("好a") == 4
    assert find_excess("好a", 4) is None
    assert find_excess("好a", 3) == Because(Reason.TEXT_TOO_LONG, {"bytes": 4, "limit": 3})


@given(st.text())
def test_any_name_is_said_as_it_is(name):
    said = fill("【{称呼}】", aqing(), {"称呼": name})

    assert said == f"【{' '.join(name.split()) or '姐妹'}】"

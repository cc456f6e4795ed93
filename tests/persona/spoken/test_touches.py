import pytest

from persona.spoken.touches import TOUCHES, Purpose, Rule, TouchKind, digest_of


def test_every_kind_of_touch_has_its_rules():
    assert set(TOUCHES) == set(TouchKind)


def test_only_what_a_customer_asked_for_keeps_no_rule():
    free = {kind for kind, touch in TOUCHES.items() if not touch.rules}

    assert free == {kind for kind, touch in TOUCHES.items() if touch.purpose is Purpose.ANSWER}


@pytest.mark.parametrize("kind", [TouchKind.NEWS, TouchKind.BROADCAST, TouchKind.DISCOUNT])
def test_marketing_to_one_customer_keeps_every_rule_there_is(kind):
    assert set(Rule) - TOUCHES[kind].rules <= {Rule.RECENT_BUYER}
    assert TOUCHES[kind].fills_budget


@pytest.mark.parametrize(
    "other", ["ＡＢ 小满，你好", "ab小满你好🌿", "ab\u200b小满——你好！", "Ab_小满你好"]
)
def test_texts_that_sound_the_same_have_one_digest(other):
    assert digest_of(other) == digest_of("AB小满你好")
    assert digest_of(other) != digest_of("AB小满再见")


def test_a_text_of_marks_alone_equals_no_other():
    assert digest_of("🌿～") == digest_of("") == ""

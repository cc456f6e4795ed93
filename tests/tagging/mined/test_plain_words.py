from tagging.mined.plain_words import DEGREES, HALF_NAMES, INTENSIFIERS, PLAIN_WORDS, TALK_WORDS


def test_what_is_plain_talk_is_no_aspect_either():
    assert TALK_WORDS < PLAIN_WORDS
    assert "退货" in PLAIN_WORDS - TALK_WORDS


def test_the_aspects_of_a_sale_are_not_plain():
    named = {"质量", "价格", "物流", "包装", "味道", "尺码", "客服", "屏幕", "面料", "口感"}

    assert not named & (PLAIN_WORDS | HALF_NAMES | DEGREES | INTENSIFIERS)

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona.spoken.voice import find_forbidden, nearest, sentence_letters, temper
from tests.persona.builders import aqing


def voice(**told):
    return aqing(**told).voice


@pytest.mark.parametrize(
    ("habit", "said"),
    [
        (0, "开门，收工"),
        (1, "开门☀️，收工"),
        (2, "开门☀️，收工{表情}"),
        (3, "开门☀️，收工{表情}👩‍👧"),
    ],
)
def test_emoji_beyond_the_habit_are_left_out_from_the_end(habit, said):
    assert temper("开门☀️，收工{表情}👩‍👧", voice(emoji_per_post=habit)) == said


@pytest.mark.parametrize("faces", ["🎉🎉", "🇨🇳🇨🇳", "👩‍👧👩‍👧", "👍🏽👍🏽", "{表情}{表情}"])
def test_emoji_side_by_side_are_counted_one_by_one(faces):
    assert temper(f"好{faces}", voice(emoji_per_post=1)) == f"好{faces[: len(faces) // 2]}"


@pytest.mark.parametrize(
    ("text", "said"),
    [("在吗{语气}？", "在吗？"), ("在{语气}。", "在{语气}。"), ("{语气}", "{语气}")],
)
def test_a_particle_does_not_follow_another_one(text, said):
    assert temper(text, voice()) == said


@settings(max_examples=40)
@given(st.text(), st.integers(0, 3))
def test_whoever_uses_few_emoji_loses_no_word(text, habit):
    tempered = temper(text, voice(emoji_per_post=habit))

    assert [sign for sign in text if sign.isalnum()] == [
        sign for sign in tempered if sign.isalnum()
    ]
    assert temper(tempered, voice(emoji_per_post=habit)) == tempered


@pytest.mark.parametrize(
    ("text", "word"),
    [("家人们快看", "家人们"), ("一家人出门", None), ("闭眼入，家人们", "家人们")],
)
def test_a_word_the_persona_never_says_is_found(text, word):
    assert find_forbidden(text, voice(forbidden_words=("家人们", "闭眼入"))) == word


@pytest.mark.parametrize(
    ("text", "letters"),
    [("", 0), ("！！", 0), ("好的。", 2), ("好的。明天就发，放心！", 4), ("一行\n\n两行字", 2.5)],
)
def test_a_sentence_is_as_long_as_its_letters(text, letters):
    assert sentence_letters(text) == letters


SHORT, LONG = "先量一下。", "先拿软尺绕着胸部量一圈再对着详情页里的尺码表看看"


@pytest.mark.parametrize(
    ("habit", "kept"), [(5, [SHORT]), (8, [SHORT]), (9, [SHORT, LONG]), (24, [LONG])]
)
def test_phrasings_as_long_as_the_personas_sentences_are_kept(habit, kept):
    assert nearest([SHORT, LONG], voice(sentence_letters=habit)) == kept

import pytest

from persona.errors import ProfileError
from persona.profile import PersonaLimits, check_persona, parse_persona
from persona.reasons import Because, Reason
from tests.persona.builders import aqing

AQING = """
name = "阿青"
role = "掌柜"
tone = "实在"
audience = "上班的女性"
[voice]
address = "姐妹"
emoji = ["🌿"]
[life]
hobbies = ["养花"]
"""


def test_a_persona_has_a_voice_and_a_life():
    persona = parse_persona(AQING, "persona.toml")

    assert persona.voice.address == "姐妹"
    assert persona.voice.emoji == ("🌿",)
    assert persona.life.hobbies == ("养花",)
    assert persona.voice.sign_off == ""
    assert persona.limits == PersonaLimits()


def test_limits_go_beyond_the_shops_own():
    limits = "[limits]\nposts_per_day = 1\nselling_cap_percent = 0"

    assert parse_persona(AQING + limits, "persona.toml").limits == PersonaLimits(
        posts_per_day=1, selling_cap_percent=0
    )


@pytest.mark.parametrize("key", ["name", "role", "tone", "audience", "address"])
def test_a_persona_that_misses_something_is_refused_with_its_name(key):
    lines = [line for line in AQING.splitlines() if not line.startswith(key)]

    with pytest.raises(ProfileError, match=rf"^persona.toml：(\[voice\]：)?缺少 {key}；"):
        parse_persona("\n".join(lines), "persona.toml")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            AQING.partition("[voice]")[0],
            'persona.toml：缺少 [voice]，不知道怎么说话；加上 [voice] 和 address = "姐妹"',
        ),
        (
            AQING.replace("[voice]", "").replace("[life]", ""),
            "persona.toml：放错了位置；address、emoji 移到 [voice] 下面，hobbies 移到 [life] 下面",
        ),
        (AQING + 'hobby = "茶"', "persona.toml：[life]：不认识“hobby”；是不是想写 hobbies？"),
        (
            AQING + "[limits]\nposts_per_day = 0",
            "persona.toml：[limits]：posts_per_day = 0 不对；请写成整数，1 到 100",
        ),
        (
            AQING + "[limits]\nselling_cap_percent = 101",
            "persona.toml：[limits]：selling_cap_percent = 101 不对；请写成整数，0 到 100",
        ),
    ],
)
def test_a_wrong_file_gets_one_line_that_says_what_where_and_what_to_do(text, complaint):
    with pytest.raises(ProfileError) as refused:
        parse_persona(text, "persona.toml")

    assert str(refused.value) == complaint


def test_a_persona_that_tells_little_gets_hints():
    bare = parse_persona(AQING.partition("emoji")[0], "persona.toml")

    assert [hint.code for hint in check_persona(bare)] == [
        Reason.PERSONA_WITHOUT_SAMPLES,
        Reason.PERSONA_WITHOUT_HOBBIES,
        Reason.PERSONA_WITHOUT_KNOWLEDGE,
        Reason.PERSONA_WITHOUT_EMOJI,
    ]


def full(**voice):
    life = parse_persona(AQING, "persona.toml").life
    return aqing(life=life, knowledge=("面料",), **voice)


@pytest.mark.parametrize(
    ("sample", "hint"),
    [
        ("今天打包了二十件。晚上炖汤🌿", None),
        (
            "家人们，今天到货",
            Because(Reason.SAMPLE_HAS_FORBIDDEN_WORD, {"sample": 1, "word": "家人们"}),
        ),
        (
            "面" * 21,
            Because(Reason.SAMPLE_SENTENCES_TOO_LONG, {"sample": 1, "letters": 21, "wanted": 10}),
        ),
        (
            "到货🌿🌿",
            Because(Reason.SAMPLE_HAS_MORE_EMOJI, {"sample": 1, "emoji": 2, "wanted": 1}),
        ),
    ],
)
def test_samples_that_belie_the_voice_are_named(sample, hint):
    persona = full(samples=(sample,), sentence_letters=10, forbidden_words=("家人们",))

    assert check_persona(persona) == ((hint,) if hint else ())


def test_who_never_uses_emoji_need_not_list_any():
    silent = full(samples=("今天打包",), emoji=(), emoji_per_post=0)

    assert check_persona(silent) == ()

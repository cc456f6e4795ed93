import pytest

from persona.errors import ScriptError
from persona.reasons import Reason
from persona.scripts import Stance, choose_script, find_script, parse_scripts, render
from tests.persona.builders import aqing

SCRIPTS = parse_scripts(
    """
[[script]]
key = "size"
concern = "尺码大小"
keywords = ["尺码"]
answers = ["{称呼}，量一下{语气}", "{称呼}，看尺码表"]

[[script]]
key = "washing"
concern = "耐脏易洗"
answers = ["冷水洗"]

[[script]]
key = "size_bad"
concern = "尺码大小"
stances = ["complains"]
answers = ["换一件"]

[[script]]
key = "sorry_size"
concern = "尺码大小"
stances = ["complains"]
is_apology = true
answers = ["抱歉，给您换"]

[[script]]
key = "sorry"
stances = ["complains"]
is_apology = true
answers = ["抱歉"]

[[script]]
key = "stock"
keywords = ["还有货", "货"]
answers = ["有的"]

[[script]]
key = "hello"
keywords = ["你好"]
answers = ["您好"]
""",
    "scripts.toml",
)


@pytest.mark.parametrize(
    ("concerns", "words", "key", "reason"),
    [
        ([("尺码大小", "asks")], "会不会偏小", "size", Reason.CONCERN_MATCHED),
        ([("尺码大小", "doubts")], "怕小", "size", Reason.CONCERN_MATCHED),
        ([("尺码大小", "complains")], "小了一号", "sorry_size", Reason.SORRY_FIRST),
        ([("气味", "complains")], "味道重，你好", "sorry", Reason.SORRY_FIRST),
        (
            [("耐脏易洗", "asks"), ("尺码大小", "complains")],
            "太小了，怎么洗",
            "sorry_size",
            Reason.SORRY_FIRST,
        ),
        (
            [("耐脏易洗", "asks"), ("尺码大小", "doubts")],
            "",
            "size",
            Reason.CONCERN_MATCHED,
        ),
        ([("尺码大小", "mentions")], "你好", "hello", Reason.KEYWORD_MATCHED),
        ([("气味", "asks")], "你好，有味道吗", "hello", Reason.KEYWORD_MATCHED),
        ([], "你好，这件还有货吗", "stock", Reason.KEYWORD_MATCHED),
        ([], "今天天气不错", None, Reason.NO_SCRIPT),
        ([], "", None, Reason.NO_SCRIPT),
    ],
)
def test_a_concern_goes_before_a_keyword_and_a_complaint_before_all(concerns, words, key, reason):
    choice = choose_script(concerns, words, SCRIPTS)

    assert (choice.script.key if choice.script else None) == key
    assert choice.because.code is reason


def test_a_complaint_without_prepared_words_goes_to_a_person():
    cheerful = [script for script in SCRIPTS if not script.is_apology]
    choice = choose_script([("气味", "complains")], "你好，味道好重", cheerful)

    assert choice.script is None


def test_phrasings_take_turns():
    size = find_script(SCRIPTS, "size")

    assert [render(size, aqing(), {}, turn=turn) for turn in range(3)] == [
        "姐妹，量一下呀",
        "姐妹，看尺码表",
        "姐妹，量一下呀",
    ]


def test_a_known_name_is_said_instead_of_the_personas_address():
    assert render(find_script(SCRIPTS, "size"), aqing(), {"称呼": "王姐"}, turn=1) == (
        "王姐，看尺码表"
    )


def test_a_missing_script_is_named():
    with pytest.raises(ScriptError, match="'farewell'"):
        find_script(SCRIPTS, "farewell")


def test_a_script_without_stances_serves_questions_and_doubts():
    assert find_script(SCRIPTS, "washing").stances == (Stance.ASKS, Stance.DOUBTS)


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ('answers = ["{昵称}好"]', "昵称"),
        ("answers = []", "at least one text"),
        ("", "answers is missing"),
        ('answers = ["x"]\nstances = ["shouts"]', "complains, doubts, asks"),
        ('answers = ["x"]\ntone = "x"', "unknown key 'tone'"),
    ],
)
def test_a_wrong_script_is_refused_with_its_place(lines, complaint):
    with pytest.raises(ScriptError, match=complaint) as refused:
        parse_scripts(f'[[script]]\nkey = "a"\n{lines}', "scripts.toml")

    assert "scripts.toml: script a" in str(refused.value)


def test_a_key_given_twice_is_refused():
    one = '[[script]]\nkey = "a"\nanswers = ["x"]\n'

    with pytest.raises(ScriptError, match="given twice"):
        parse_scripts(one + one, "scripts.toml")

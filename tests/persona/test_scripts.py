import pytest

from persona.errors import ScriptError
from persona.reasons import Because, Reason
from persona.scripts import (
    Script,
    Spoken,
    Stance,
    choose_script,
    find_script,
    parse_scripts,
    render,
    say,
)
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

[[script]]
key = "size_swap"
concern = "尺码大小"
keywords = ["换一码"]
answers = ["可以换"]

[[script]]
key = "stop_order"
comes_first = true
is_promise = true
stances = ["complains"]
keywords = ["别发货"]
answers = ["先记下"]

[[script]]
key = "figure"
comes_first = true
keywords = ["身高#", "##KG"]
answers = ["看尺码表"]

[[script]]
key = "thanks"
stands_alone = true
keywords = ["谢谢", "[微笑]"]
answers = ["不客气"]

[[script]]
key = "here"
stands_alone = true
keywords = ["在", "好的", "?"]
answers = ["在的"]

[[script]]
key = "praise"
stances = ["praises"]
answers = ["您满意就好"]

[[script]]
key = "price"
answers = ["一样价", "留了{优惠}", "有{优惠}"]
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


def test_a_question_that_was_recognised_goes_before_its_concerns():
    choice = choose_script([("气味", "asks")], "你好，有味道吗", SCRIPTS, asked="size")

    assert choice.script.key == "size"
    assert choice.because == Because(Reason.QUESTION_MATCHED, {"script": "size"})


def test_neither_a_complaint_nor_what_comes_first_is_answered_as_a_question():
    complaint = choose_script([("尺码大小", "complains")], "太小了", SCRIPTS, asked="stock")

    assert complaint.script.key == "sorry_size"
    assert choose_script([], "别发货", SCRIPTS, asked="size").script.key == "stop_order"


def chosen(words, *concerns):
    script = choose_script(concerns, words, SCRIPTS).script
    return script.key if script else None


@pytest.mark.parametrize(
    ("words", "stance", "key"),
    [
        ("别发货，会不会偏小", "asks", "stop_order"),
        ("别发货，太小了", "complains", "stop_order"),
        ("身高162，会不会偏小", "asks", "figure"),
        ("身高 162 会不会偏小", "doubts", "figure"),
        ("身高一米六会不会偏小", "asks", "figure"),
        ("身高162，太小了", "complains", "sorry_size"),
        ("５５kg会不会偏小", "asks", "figure"),
        ("5kg会不会偏小", "asks", "size"),
        ("身高不高，会不会偏小", "asks", "size"),
    ],
)
def test_some_words_come_before_concerns_and_a_complaint_before_most_of_them(words, stance, key):
    assert chosen(words, ("尺码大小", stance)) == key


def test_what_came_first_is_said_to_have_come_first():
    assert choose_script([], "别发货", SCRIPTS).because.code is Reason.COMES_FIRST


def test_of_two_scripts_for_a_concern_the_one_whose_keyword_was_said_answers():
    assert chosen("大了能换一码吗", ("尺码大小", "asks")) == "size_swap"
    assert chosen("大了怎么办", ("尺码大小", "asks")) == "size"


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("谢谢", "thanks"),
        ("谢谢啦！！", "thanks"),
        ("好的，谢谢您", "thanks"),
        ("在？？？", "here"),
        ("谢谢，还有别的吗", None),
        ("好的那个呢", None),
        ("现在", None),
        ("了", None),
        ("？？？", "here"),
        ("[微笑]", "thanks"),
        ("😂[捂脸]~", "thanks"),
        ("好的[微笑]", "here"),
        ("[图片]", None),
        ("", None),
    ],
)
def test_small_talk_counts_only_where_nothing_else_is_said(words, key):
    assert chosen(words) == key


@pytest.mark.parametrize(
    ("stance", "key"), [("asks", "size_swap"), ("mentions", "size_swap"), ("complains", "sorry")]
)
def test_a_message_that_is_nothing_but_a_keyword_goes_to_its_script(stance, key):
    assert chosen("换一码！", ("气味", stance)) == key


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("尺码很准", "praise"),
        ("尺码很准，谢谢", "praise"),
        ("尺码很准，还有货", "stock"),
        ("尺码很准，怎么保养", None),
        ("尺码很准，能机洗吗", None),
        ("尺码很准，别寄丢", None),
        ("尺码特别准", "praise"),
    ],
)
def test_praise_is_thanked_for_unless_something_is_asked_or_told(words, key):
    assert chosen(words, ("尺码大小", "praises")) == key


def test_an_offer_is_named_where_there_is_one_and_only_there():
    price = find_script(SCRIPTS, "price")

    assert {render(price, aqing(), {}, turn=turn) for turn in range(4)} == {"一样价"}
    assert {render(price, aqing(), {"优惠": "减10元"}, turn=turn) for turn in range(4)} == {
        "留了减10元",
        "有减10元",
    }


def test_a_promise_is_marked():
    assert [script.key for script in SCRIPTS if script.is_promise] == ["stop_order"]


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


def test_of_several_concerns_the_one_whose_words_were_said_is_answered():
    assert chosen("要怎么洗，换一码呢", ("耐脏易洗", "asks"), ("尺码大小", "asks")) == "size_swap"
    assert chosen("怎么洗，大吗", ("耐脏易洗", "asks"), ("尺码大小", "asks")) == "washing"


TALKER = Script(key="talk", answers=("家人们看过来", "姐妹看过来{表情}{表情}", "您请看"))


def test_a_word_the_persona_never_says_is_worded_in_another_way():
    plain = aqing(forbidden_words=("家人们",), emoji_per_post=0)

    assert {say(TALKER, plain, {}, turn=turn).text for turn in range(6)} == {
        "姐妹看过来",
        "您请看",
    }


def test_where_every_phrasing_is_forbidden_nothing_is_said_and_the_word_is_named():
    silent = aqing(forbidden_words=("看",))

    assert say(TALKER, silent, {}) == Spoken(
        None, Because(Reason.WORD_NEVER_SAID, {"word": "看", "persona": "阿青"})
    )
    with pytest.raises(ScriptError, match=r"话术“talk”.*阿青"):
        render(TALKER, silent, {})


def test_how_customers_call_themselves_is_their_own_affair():
    greeting = Script(key="hi", answers=("{称呼}好",))

    assert render(greeting, aqing(forbidden_words=("宝宝们",)), {"称呼": "宝宝们"}) == "宝宝们好"


def test_an_offer_the_persona_would_never_name_is_left_out():
    price = find_script(SCRIPTS, "price")

    assert render(price, aqing(forbidden_words=("家人",)), {"优惠": "家人券"}) == "一样价"


@pytest.mark.parametrize(("text_bytes", "said"), [(45, "姐妹看过来"), (12, "您请看"), (8, None)])
def test_what_the_platform_would_not_take_is_said_in_fewer_words(text_bytes, said):
    plain = aqing(emoji_per_post=0)
    spoken = say(TALKER, plain, {}, turn=1, text_bytes=text_bytes)

    assert spoken.text == said
    assert (spoken.because is None) is (said is not None)


def test_phrasings_as_long_as_the_personas_sentences_are_said():
    measured = Script(key="measure", answers=("量一下", "拿软尺绕着胸部量一圈，再对着尺码表看看"))

    assert render(measured, aqing(sentence_letters=4), {}, turn=1) == "量一下"
    assert render(measured, aqing(sentence_letters=19), {}, turn=0).startswith("拿软尺")


WELCOMES = parse_scripts(
    """
[[script]]
key = "welcome"
answers = ["欢迎"]

[[script]]
key = "welcome_poster"
instead_of = "welcome"
sources = ["海报", "Poster"]
answers = ["海报来的"]

[[script]]
key = "welcome_store_poster"
instead_of = "welcome"
sources = ["门店海报"]
answers = ["店门口来的"]
""",
    "scripts.toml",
)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("秋季海报-03", "海报来的"),
        ("qrscene_POSTER_1", "海报来的"),
        ("门店海报", "店门口来的"),
        ("朋友推荐", "欢迎"),
        ("", "欢迎"),
    ],
)
def test_a_welcome_names_where_the_customer_came_from(source, said):
    assert find_script(WELCOMES, "welcome", source=source).answers == (said,)


def test_a_known_name_is_said_instead_of_the_personas_address():
    assert render(find_script(SCRIPTS, "size"), aqing(), {"称呼": "王姐"}, turn=1) == (
        "王姐，看尺码表"
    )


def test_a_missing_script_is_named():
    with pytest.raises(ScriptError, match="没有话术“farewell”"):
        find_script(SCRIPTS, "farewell")


def test_a_script_without_stances_serves_questions_and_doubts():
    assert find_script(SCRIPTS, "washing").stances == (Stance.ASKS, Stance.DOUBTS)


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ('answers = ["{昵称}好"]', "昵称"),
        ("answers = []", "至少一句话"),
        ("", "缺少 answers"),
        ('answers = ["x"]\nstances = ["shouts"]', "complains、doubts、asks"),
        ('answers = ["x"]\ntone = "x"', "不认识“tone”"),
        ('answers = ["x"]\nsources = ["海报"]', "instead_of 和 sources 要一起写"),
        (
            'answers = ["x"]\nsources = ["海报"]\ninstead_of = "b"',
            "instead_of = “b” 不对；请写成这个文件里一条话术的编号",
        ),
    ],
)
def test_a_wrong_script_is_refused_with_its_place(lines, complaint):
    with pytest.raises(ScriptError, match=complaint) as refused:
        parse_scripts(f'[[script]]\nkey = "a"\n{lines}', "scripts.toml")

    assert "scripts.toml：话术 a" in str(refused.value)


def test_a_key_given_twice_is_refused():
    one = '[[script]]\nkey = "a"\nanswers = ["x"]\n'

    with pytest.raises(ScriptError, match="话术 a：编号“a”前面已经有了"):
        parse_scripts(one + one, "scripts.toml")

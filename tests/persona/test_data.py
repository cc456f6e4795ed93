"""The persona, materials and scripts that come with the program."""

from collections import Counter
from importlib.resources import files

import pytest

from persona.materials import Kind, parse_materials
from persona.planned.plans import Brief
from persona.planner import plan_posts
from persona.profile import parse_persona
from persona.scripts import Stance, choose_script, find_script, parse_scripts, render
from persona.wording import WordLevel, check_copy, parse_adlaw
from tests.persona.builders import MONDAY


def packaged(package, name):
    return (files(package) / name).read_text("utf-8")


PERSONA = parse_persona(packaged("bot.data", "persona.toml"), "persona.toml")
MATERIALS = parse_materials(packaged("bot.data", "materials.toml"), "materials.toml")
SCRIPTS = parse_scripts(packaged("bot.data", "scripts.toml"), "scripts.toml")
TABLE = parse_adlaw(packaged("persona.data", "adlaw.csv"))
CONCERNS = [
    "尺码大小",
    "图文相符",
    "质量",
    "真假",
    "功效",
    "肤质",
    "气味",
    "价格",
    "物流",
    "服务态度",
    "售后保修",
    "安全",
    "用法用量",
    "耐脏易洗",
    "包装",
    "舒适",
    "外观款式",
    "性能易用",
    "赠品发票",
    "口味",
]
TEXTS = [each.text for each in MATERIALS] + [answer for each in SCRIPTS for answer in each.answers]


@pytest.mark.parametrize("text", TEXTS)
def test_every_text_that_comes_along_is_lawful_and_in_character(text):
    serious = (WordLevel.BLOCK, WordLevel.WARN)

    assert [hit.word for hit in check_copy(text, TABLE) if hit.level in serious] == []
    assert not [word for word in PERSONA.voice.forbidden_words if word in text]


def test_there_is_something_of_every_kind():
    kinds = Counter(each.kind for each in MATERIALS)

    assert set(kinds) == set(Kind)
    assert len(MATERIALS) >= 30


@pytest.mark.parametrize("concern", CONCERNS)
@pytest.mark.parametrize("stance", [Stance.ASKS, Stance.DOUBTS, Stance.COMPLAINS])
def test_every_concern_has_words_and_complaints_hear_sorry(concern, stance):
    script = choose_script([(concern, stance)], "", SCRIPTS).script

    assert script is not None
    assert script.is_apology is (stance is Stance.COMPLAINS)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.key)
def test_every_script_reads_well_without_any_value(script):
    for turn in range(6):
        said = render(script, PERSONA, {}, turn=turn)
        assert said
        assert "{" not in said
        assert "，，" not in said


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.key)
def test_who_says_that_an_answer_will_follow_lets_a_person_be_called(script):
    for answer in script.answers:
        assert ("在这里回您" in answer) is script.is_promise


def test_an_apology_always_calls_a_person():
    assert all(script.is_promise for script in SCRIPTS if script.is_apology)


def test_no_keyword_leads_to_two_scripts():
    keywords = Counter(keyword for script in SCRIPTS for keyword in script.keywords)

    assert [keyword for keyword, times in keywords.items() if times > 1] == []


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (
            "order_change",
            "请别发货了，不要了|改一下地址，寄到杭州|货不要再发了，我要退款|退订单|拍错了",
        ),
        ("measurements", "我身高160体重100斤|身高：165|120斤|55kg能穿吗|我身高一米六五"),
        ("who_are_you", "你是机器人吗|你们是真人吗|是人工吗"),
        ("hand_over", "转人工|人工|我要找人工客服"),
        ("carrier", "发什么快递，能发顺丰吗"),
        ("stock", "L码还有吗|有没有货"),
        (
            "small_talk",
            "好的|嗯嗯|哦|知道了|收到|收到货了|OK|[微笑]|👍|谢谢，不用了|好的，那我再看看",
        ),
        ("goodbye", "晚安|拜拜"),
        ("thanks", "谢谢|好的，谢谢老板"),
        ("greeting", "在？？？|在吗|？？？|你好，请问在吗|亲"),
        ("sorry_quality", "收到了，袖子有个洞"),
    ],
)
@pytest.mark.parametrize("stance", ["asks", "mentions"])
def test_every_message_finds_its_words(key, words, stance):
    concerns = [("物流", stance)] if key in {"order_change", "carrier"} else []

    for message in words.split("|"):
        script = choose_script(concerns, message, SCRIPTS).script
        assert (message, script.key if script else None) == (message, key)


@pytest.mark.parametrize("words", ["好的，帮我看下另一件", "你好，我的包裹没收到", "今天天气不错"])
def test_what_is_more_than_small_talk_goes_to_a_person(words):
    assert choose_script([], words, SCRIPTS).script is None


@pytest.mark.parametrize(
    "key",
    [
        "hand_over",
        "opted_out",
        "opted_in",
        "welcome_follower",
        "welcome_group",
        "followup_size",
        "followup_care",
    ],
)
def test_the_flows_find_their_words(key):
    assert find_script(SCRIPTS, key).answers


def test_marketing_says_who_speaks_and_how_to_stop():
    said = render(find_script(SCRIPTS, "followup_offer"), PERSONA, {"店名": "青禾衣铺"})

    assert "青禾衣铺" in said
    assert "退订" in said


def test_the_packaged_stock_fills_a_week():
    planned = plan_posts(Brief(persona=PERSONA, materials=MATERIALS, first_day=MONDAY))

    assert len(planned.posts) == 7
    assert planned.unmet == ()

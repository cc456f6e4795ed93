"""The persona, materials and scripts that come with the program."""

from collections import Counter
from importlib.resources import files

import pytest

from persona.materials import Kind, parse_materials
from persona.planner import plan_week
from persona.profile import parse_persona
from persona.scripts import Stance, choose_script, find_script, parse_scripts, render
from persona.timeline import PlanRules
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
    assert not [word for word in PERSONA.forbidden_words if word in text]


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
    planned = plan_week(PERSONA, MATERIALS, (), MONDAY, PlanRules())

    assert len(planned.posts) == 7
    assert planned.unmet == ()

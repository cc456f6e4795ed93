from dataclasses import replace
from datetime import date

import pytest

from bot.cli.persona_file import read_persona
from bot.cli.plan_checks import (
    blocked_lines,
    calendar_lines,
    doubted_lines,
    facts_of,
    find_unfit,
    silenced_lines,
)
from persona.materials import Kind, Material
from persona.worded.facts import CopyFacts, GoodsClass
from tests.bot.cli.test_plan_out import POST

PERSONA = read_persona(None)


def material(text, **more):
    return Material(key="coat", kind=Kind.SELLING_POINT, text=text, **more)


def unfit(*materials, **base):
    known = {each.key: each for each in materials}
    facts = {key: facts_of(each, PERSONA, CopyFacts(**base)) for key, each in known.items()}
    return find_unfit(known, facts, PERSONA)


def test_a_material_with_a_blocked_word_is_unfit_and_says_why():
    said = material("全网最低价的大衣，{称呼}看看")
    found = unfit(said, replace(said, key="quiet", text="有内袋的大衣"))
    (line,) = blocked_lines(found, {"coat": said})

    assert found.keys() == {"coat"}
    assert (line.about, line.material, line.level) == ("wording", "coat", "block")
    assert line.text.startswith("「全网最低价」")
    assert line.excerpt == "全网最低价的大衣，{…"


def test_the_white_list_and_the_class_of_goods_decide():
    said = material("这支精华消炎杀菌")

    assert unfit(said, goods_class=GoodsClass.COSMETICS)
    assert unfit(material("顶级面料的大衣"))
    assert not unfit(material("顶级面料的大衣"), allowed=frozenset({"顶级"}))


def test_what_is_known_of_a_material_counts():
    facts = facts_of(
        material("大衣", valid_until=date(2026, 11, 30), evidence="质检报告", link="https://a.cn"),
        PERSONA,
        CopyFacts(goods_class=GoodsClass.CLOTHING),
    )

    assert facts.goods_class is GoodsClass.CLOTHING
    assert facts.has_end
    assert facts.is_post
    assert (facts.evidence, facts.link, facts.sender) == ("质检报告", "https://a.cn", "阿青")
    assert not facts_of(material("大衣"), PERSONA, CopyFacts()).has_end


def test_a_doubted_word_is_said_once_a_material():
    post = replace(POST, material_key="coat", text="全店秒杀")
    facts = {"coat": facts_of(material("全店秒杀"), PERSONA, CopyFacts())}
    lines = list(doubted_lines([post, post], facts))

    assert [(line.material, line.level) for line in lines] == [("coat", "warn")]
    assert "「秒杀」" in lines[0].text


def test_a_material_with_a_word_the_persona_never_says_is_named():
    voice = replace(PERSONA.voice, forbidden_words=("家人们",))
    known = {"a": material("家人们看过来"), "b": material("灰大衣有内袋")}
    (line,) = silenced_lines(known, replace(PERSONA, voice=voice))

    assert (line.material, line.level, line.excerpt) == ("a", "block", "家人们看过来")
    assert line.text.startswith("用了人设不说的词「家人们」；换个说法")


@pytest.mark.parametrize(
    ("first_day", "last_day", "years"),
    [
        (date(2026, 1, 1), date(2100, 12, 31), []),
        (date(2100, 12, 28), date(2101, 1, 3), ["2101"]),
        (date(1900, 12, 28), date(1901, 1, 3), ["1900"]),
    ],
)
def test_days_beyond_the_lunar_table_are_said_once(first_day, last_day, years):
    lines = list(calendar_lines(first_day, last_day))

    assert [line.text[:4] for line in lines] == years

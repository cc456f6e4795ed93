"""The two starter shops that come with the program: personas, materials, scripts."""

from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest
from rapidfuzz.fuzz import ratio

from bot.packaged import packaged, packaged_lexicon, packaged_wording, starter_file
from persona.materials import Dimension, Kind, parse_materials
from persona.occasions import Season
from persona.planned.plans import Brief
from persona.planner import plan_posts
from persona.profile import parse_persona
from persona.scripts import Stance, choose_script, find_script, parse_scripts, render, say
from persona.spoken.voice import find_forbidden
from persona.variables import bytes_of
from persona.worded.facts import CopyFacts, GoodsClass
from persona.wording import WordLevel, check_copy
from tagging.concerns import find_many
from tests.persona.builders import MONDAY
from tests.persona.customers import SAID

CATEGORIES = {"clothes": "女装", "baby": "母婴食品"}
GOODS = {"clothes": GoodsClass.CLOTHING, "baby": GoodsClass.BABY}


def starter(name, shop, parse):
    file = starter_file(name, CATEGORIES[shop])
    return parse(packaged("bot.data", file), file)


PERSONAS = {shop: starter("persona.toml", shop, parse_persona) for shop in CATEGORIES}
MATERIALS = {shop: starter("materials.toml", shop, parse_materials) for shop in CATEGORIES}
SCRIPTS = {shop: starter("scripts.toml", shop, parse_scripts) for shop in CATEGORIES}
LEXICONS = {shop: packaged_lexicon(category) for shop, category in CATEGORIES.items()}
EVERY_SCRIPT = [(shop, script) for shop, scripts in SCRIPTS.items() for script in scripts]
in_both_shops = pytest.mark.parametrize("shop", CATEGORIES)
of_every_script = pytest.mark.parametrize(
    ("shop", "script"), EVERY_SCRIPT, ids=[f"{shop}-{each.key}" for shop, each in EVERY_SCRIPT]
)


def texts_of(shop):
    yield from ((each.key, each.text, each) for each in MATERIALS[shop])
    for script in SCRIPTS[shop]:
        yield from ((script.key, answer, None) for answer in script.answers)


def facts_of(shop, material):
    if material is None:
        return CopyFacts(goods_class=GOODS[shop])
    has_end = bool(material.month_days or material.occasion or material.stock)
    return CopyFacts(
        goods_class=GOODS[shop], evidence=material.evidence, has_end=has_end, is_post=True
    )


@in_both_shops
def test_every_text_that_comes_along_is_lawful(shop):
    doubted = [
        (key, hit.word)
        for key, text, material in texts_of(shop)
        for hit in check_copy(text, packaged_wording(), facts_of(shop, material))
        if hit.level is not WordLevel.HINT
    ]

    assert doubted == []


@in_both_shops
def test_every_text_is_in_character_and_fits_its_place(shop):
    voice = PERSONAS[shop].voice

    assert [key for key, text, _ in texts_of(shop) if find_forbidden(text, voice)] == []
    assert max(bytes_of(text) for _, text, material in texts_of(shop) if material) <= 4000
    assert max(bytes_of(text) for _, text, material in texts_of(shop) if not material) <= 2048
    assert [each for each in voice.samples if find_forbidden(each, voice)] == []
    assert voice.samples
    assert PERSONAS[shop].life.working_day


@in_both_shops
def test_there_is_enough_of_every_kind_and_no_text_twice(shop):
    kinds = Counter(each.kind for each in MATERIALS[shop])
    alike = [
        (one.key, other.key)
        for one, other in combinations(MATERIALS[shop], 2)
        if ratio(one.text, other.text) >= 75
    ]

    assert len(MATERIALS[shop]) >= 70
    assert len(SCRIPTS[shop]) >= 60
    assert set(kinds) == set(Kind)
    assert min(kinds.values()) >= 5
    assert alike == []


@in_both_shops
def test_whoever_is_quoted_agreed_and_what_is_made_up_says_so(shop):
    praise = [each for each in MATERIALS[shop] if each.kind is Kind.WORD_OF_MOUTH]
    honours = [each for each in MATERIALS[shop] if each.kind is Kind.HONOUR]

    assert all(each.quotes and "演示数据" in each.consent for each in praise)
    assert all("演示数据" in each.evidence for each in [*praise, *honours])


@in_both_shops
def test_seasons_festivals_and_things_that_pass_are_in_it(shop):
    materials = MATERIALS[shop]

    assert {season for each in materials for season in each.seasons} == set(Season)
    assert len({each.occasion for each in materials} - {""}) >= 6
    assert any(not each.is_evergreen for each in materials)
    assert any(each.pictures for each in materials)
    assert any(not each.audience.is_everybody for each in materials)


@in_both_shops
@pytest.mark.parametrize("month", [1, 4, 7, 11])
def test_four_weeks_are_planned_in_any_season_without_a_hole_and_in_the_mix(shop, month):
    brief = Brief(
        persona=PERSONAS[shop],
        materials=MATERIALS[shop],
        first_day=MONDAY.replace(month=month, day=3),
        days=28,
    )
    planned = plan_posts(brief)
    shares = Counter(post.dimension for post in planned.posts)

    assert (len(planned.posts), planned.holes) == (28, ())
    for dimension in Dimension:
        target = brief.rules.mix.percent_of(dimension)
        assert abs(100 * shares[dimension] / 28 - target) <= 5, dimension
    assert {post.kind for post in planned.posts} == set(Kind)


@in_both_shops
@pytest.mark.parametrize("stance", [Stance.ASKS, Stance.DOUBTS, Stance.COMPLAINS])
def test_every_concern_has_words_and_complaints_hear_sorry(shop, stance):
    for concern in LEXICONS[shop].concerns:
        script = choose_script([(concern, stance)], "", SCRIPTS[shop]).script

        assert script is not None, concern
        assert script.is_apology is (stance is Stance.COMPLAINS), concern


@of_every_script
def test_every_script_reads_well_without_any_value(shop, script):
    for turn in range(6):
        said = render(script, PERSONAS[shop], {}, turn=turn)
        assert said
        assert "{" not in said
        assert "，，" not in said


@in_both_shops
def test_no_phrasing_waits_for_its_turn_for_ever(shop):
    plain = replace(PERSONAS[shop].voice, particles=(), emoji=())
    persona = replace(PERSONAS[shop], voice=plain)
    for script in SCRIPTS[shop]:
        said = {
            say(script, persona, {"优惠": offer}, turn=turn).text
            for offer in ("", "满百减十")
            for turn in range(len(script.answers))
        }

        assert len(said) >= len(script.answers), script.key


@of_every_script
def test_who_says_that_an_answer_will_follow_lets_a_person_be_called(shop, script):
    assert shop in CATEGORIES
    for answer in script.answers:
        assert ("在这里回您" in answer) is script.is_promise


@in_both_shops
def test_an_apology_always_calls_a_person(shop):
    assert all(script.is_promise for script in SCRIPTS[shop] if script.is_apology)


@in_both_shops
def test_no_keyword_leads_to_two_scripts(shop):
    keywords = Counter(keyword for script in SCRIPTS[shop] for keyword in script.keywords)

    assert [keyword for keyword, times in keywords.items() if times > 1] == []


@in_both_shops
def test_what_customers_say_finds_its_words(shop):
    told = [(key, words) for key, said in SAID[shop].items() for words in said.split("|")]
    found = find_many([words for _, words in told], LEXICONS[shop])
    missed = []
    for (key, words), findings in zip(told, found, strict=True):
        concerns = [(each.concern, each.stance.value) for each in findings]
        script = choose_script(concerns, words, SCRIPTS[shop]).script
        if script is None or script.key != key:
            missed.append((words, key, script and script.key))

    assert len(told) >= 60
    assert missed == []


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
@in_both_shops
def test_every_message_finds_its_words(shop, key, words, stance):
    concerns = [("物流", stance)] if key in {"order_change", "carrier"} else []

    for message in words.split("|"):
        script = choose_script(concerns, message, SCRIPTS[shop]).script
        assert (message, script.key if script else None) == (message, key)


@in_both_shops
@pytest.mark.parametrize("words", ["好的，帮我看下另一件", "你好，我的包裹没收到", "今天天气不错"])
def test_what_is_more_than_small_talk_goes_to_a_person(shop, words):
    assert choose_script([], words, SCRIPTS[shop]).script is None


@pytest.mark.parametrize("words", ["吃了就拉肚子", "穿上起疹子，太差了", "宝宝发烧了还能吃吗"])
@pytest.mark.parametrize("stance", Stance)
def test_a_child_that_is_unwell_is_sent_to_a_doctor_before_all_else(words, stance):
    script = choose_script([("安全", stance)], words, SCRIPTS["baby"]).script

    assert script.key == "unwell"
    assert script.is_promise
    assert all("医生" in answer for answer in script.answers)


def test_how_much_a_baby_eats_is_left_to_the_label_and_the_doctor():
    for key in ("feeding", "milk"):
        for answer in find_script(SCRIPTS["baby"], key).answers:
            assert "医生" in answer
            assert not any(sign.isdigit() for sign in answer)


@in_both_shops
@pytest.mark.parametrize("source", ["海报", "门店", "裂变", "直播", "包裹卡"])
def test_a_welcome_names_the_source_who_speaks_and_the_way_out(shop, source):
    script = find_script(SCRIPTS[shop], "welcome_follower", source=f"2026秋-{source}-01")
    said = render(script, PERSONAS[shop], {"店名": "青禾衣铺"})

    assert script.instead_of == "welcome_follower"
    assert "青禾衣铺" in said
    assert PERSONAS[shop].name in said
    assert "退订" in said


@in_both_shops
def test_marketing_says_who_speaks_and_how_to_stop(shop):
    said = render(find_script(SCRIPTS[shop], "followup_offer"), PERSONAS[shop], {"店名": "青禾"})

    assert "青禾" in said
    assert "退订" in said


@in_both_shops
def test_a_colleague_reads_who_waits_for_what_and_what_was_promised(shop):
    told = {
        "客户": "小满",
        "关注点": "尺码大小",
        "立场": "抱怨",
        "原话": "太小了",
        "承诺": "看看怎么换",
    }
    said = render(find_script(SCRIPTS[shop], "hand_over_note"), PERSONAS[shop], told)

    assert all(value in said for value in told.values())

import tomllib

import pytest

from bot.shop import packaged_concerns
from tagging.errors import LexiconError
from tagging.lexicon import CATEGORIES, category_of, parse_lexicon
from tagging.stances import Stance

PACKAGED = packaged_concerns()
EVERYWHERE = (
    *("尺码大小", "图文相符", "质量", "真假", "功效", "肤质", "气味", "价格", "物流", "服务态度"),
    *("售后保修", "安全", "用法用量", "耐脏易洗", "包装", "舒适", "外观款式", "性能易用"),
    *("赠品发票", "口味"),
)
SMALL = """
ignore = ["米色"]
[concerns."气味"]
nouns = ["味道"]
complains = ["臭", "异味"]
words = ["臭"]
good = ["香"]
absence = "praises"
[[concerns."气味".variants]]
categories = ["食品生鲜"]
remove = ["味道"]
praises = ["果香"]
[concerns."真假"]
question = "doubts"
praises = ["正品"]
[concerns."新鲜度"]
only = ["食品生鲜"]
complains = ["过期"]
"""


def terms_of(lexicon, concern):
    return {term.text: term for term in lexicon.terms if term.concern == concern}


@pytest.mark.parametrize("category", CATEGORIES)
def test_the_packaged_lexicon_serves_every_category(category):
    lexicon = parse_lexicon(PACKAGED, category=category)

    assert set(EVERYWHERE) <= set(lexicon.concerns)
    assert all(terms_of(lexicon, concern) for concern in lexicon.concerns)


@pytest.mark.parametrize(
    ("category", "own"),
    [
        ("化妆品", {"成分", "新鲜度", "规格", "使用体验"}),
        ("3C", {"硬件性能", "软件性能", "使用场景"}),
        ("餐饮", {"新鲜度"}),
        ("女装", set()),
        ("general", set()),
    ],
)
def test_some_concerns_belong_to_some_categories(category, own):
    assert set(parse_lexicon(PACKAGED, category=category).concerns) - set(EVERYWHERE) == own


def test_every_packaged_removal_removes_something():
    concerns = tomllib.loads(PACKAGED)["concerns"]
    keys = ("nouns", "praises", "complains", "asks", "appeals")
    for table in concerns.values():
        tables = [table, *table.get("variants", [])]
        known = {text for each in tables for key in keys for text in each.get(key, [])}
        removed = {text for each in tables for text in each.get("remove", [])}
        assert removed <= known


@pytest.mark.parametrize(
    ("name", "category", "known"),
    [
        ("衣服", "女装", True),
        ("洗发水", "洗护", True),
        ("laptop", "3C", True),
        (" 3c ", "3C", True),
        ("Makeup", "化妆品", True),
        ("蒙牛", "母婴食品", True),
        ("聊天", "general", True),
        ("general", "general", True),
        ("火箭", "general", False),
        ("", "general", False),
    ],
)
def test_a_category_is_known_by_its_name_and_aliases(name, category, known):
    assert category_of(name) == (category, known)


def test_a_variant_adds_and_removes_in_its_category_only():
    general = terms_of(parse_lexicon(SMALL, category="general"), "气味")
    fruit = terms_of(parse_lexicon(SMALL, category="水果"), "气味")

    assert set(general) == {"味道", "臭", "异味"}
    assert set(fruit) == {"臭", "异味", "果香"}
    assert fruit["果香"].stance is Stance.PRAISES


def test_a_term_knows_its_stance_and_whether_it_must_be_a_word():
    terms = terms_of(parse_lexicon(SMALL, category="general"), "气味")

    assert (terms["味道"].stance, terms["味道"].word_only) == (None, False)
    assert (terms["臭"].stance, terms["臭"].word_only) == (Stance.COMPLAINS, True)


def test_an_appeal_is_a_complaint_that_may_blame_another_concern():
    text = '[concerns."服务态度"]\ncomplains = ["敷衍"]\nappeals = ["投诉"]'
    terms = terms_of(parse_lexicon(text, category="general"), "服务态度")

    assert {term.stance for term in terms.values()} == {Stance.COMPLAINS}
    assert (terms["投诉"].appeal, terms["敷衍"].appeal) == (True, False)


def test_a_concern_outside_its_categories_is_left_out():
    assert parse_lexicon(SMALL, category="女装").concerns == ("气味", "真假")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("concerns = ", "is not TOML"),
        ("", "concerns: at least one concern"),
        ("concern = 1", "concern is not a key here"),
        ('[concerns]\n"气味" = 1', "气味: must be a table"),
        ('[concerns."气味"]\nnoun = ["味"]', "气味: noun is not a key here"),
        ('[concerns."气味"]\nnouns = "味"', "气味: nouns: must be a list"),
        ('[concerns."气味"]\nnouns = ["味", 3]', "气味: nouns: 3 is not a term"),
        ('[concerns."气味"]\nnouns = [" "]', "气味: nouns: ' ' is not a term"),
        ('[concerns."气味"]\nnouns = ["味"]\npraises = ["味"]', "already under nouns"),
        ('[concerns."气味"]\nwords = ["味"]', "words: 味 is not a term"),
        ('[concerns."气味"]\nonly = ["月球"]', "only: '月球' is not one of"),
        ('[concerns."气味"]\nonly = "3C"', "only: must be a list of categories"),
        ('[concerns."气味"]\nabsence = "喜欢"', "absence: '喜欢' is not one of"),
        ('[concerns."气味"]\nvariants = 1', "variants: must be tables"),
        ('[concerns."气味"]\nvariants = [1]', "variants: must be tables"),
    ],
)
def test_a_wrong_lexicon_is_refused_in_one_sentence(text, sentence):
    with pytest.raises(LexiconError) as refusal:
        parse_lexicon(text, category="general", name="我的.toml")

    assert str(refusal.value).startswith("我的.toml: ")
    assert sentence in str(refusal.value)
    assert "\n" not in str(refusal.value)

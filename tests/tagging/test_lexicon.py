import tomllib

import pytest

from bot.packaged import packaged_concerns, packaged_lexicon
from tagging.concerns import find_concerns
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


@pytest.mark.parametrize(
    ("text", "category", "expected"),
    [
        ("裤腿有点小", "女装", ("尺码大小", "complains")),
        ("小姐姐很热情", "女装", ("服务态度", "praises")),
        ("闻着味道有点大", "女装", ("气味", "complains")),
        ("味道很好", "食品生鲜", ("口味", "praises")),
        ("味道很好", "女装", ("气味", "praises")),
        ("哈曼卡顿音响音质好", "3C", ("性能易用", "praises")),
        ("敏感肌用了不过敏", "化妆品", ("肤质", "praises")),
        ("外套有点薄", "女装", ("舒适", "complains")),
        ("机器又轻又薄", "3C", ("外观款式", "praises")),
        ("果子个头大", "食品生鲜", ("尺码大小", "praises")),
        ("噪音很小", "3C", ("硬件性能", "praises")),
        ("分辨率太低", "3C", ("硬件性能", "complains")),
        ("玩游戏卡不卡", "3C", ("性能易用", "asks")),
        ("颜色很正", "化妆品", ("功效", "praises")),
        ("精华挺多", "化妆品", ("成分", "praises")),
        ("外壳好看", "化妆品", ("包装", "praises")),
        ("转奶怎么转", "奶粉", ("用法用量", "asks")),
        ("八个月喝几段", "奶粉", ("用法用量", "asks")),
        ("娃喝了也不上火", "奶粉", ("安全", "praises")),
        ("甲醛超标吗", "童装", ("安全", "asks")),
        ("孕晚期能穿吗", "孕妇装", ("尺码大小", "asks")),
        ("肚子那里勒得慌", "孕妇装", ("尺码大小", "complains")),
        ("洗完头皮更痒", "洗发水", ("肤质", "complains")),
    ],
)
def test_a_word_means_what_the_category_means(text, category, expected):
    found = find_concerns(text, packaged_lexicon(category_of(category)[0]))

    assert expected in [(one.concern, one.stance.value) for one in found]


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


def test_a_borrowed_concern_is_read_only_for_those_who_borrow():
    text = SMALL + '[concerns."整体"]\nborrowed = true\npraises = ["很喜欢"]'
    lent = parse_lexicon(text, category="女装", with_borrowed=True)

    assert parse_lexicon(text, category="女装").concerns == ("气味", "真假")
    assert lent.concerns == ("气味", "真假", "整体")
    assert terms_of(lent, "整体")["很喜欢"].stance is Stance.PRAISES


def test_terms_may_stand_in_one_text_with_blanks_between():
    as_list = parse_lexicon(SMALL, category="女装")
    as_text = parse_lexicon(
        SMALL.replace('["臭", "异味"]', '"""\n臭\n异味 臭"""'), category="女装"
    )

    assert as_text.terms == as_list.terms


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("concerns = ", "is not TOML"),
        ("", "concerns: at least one concern"),
        ("concern = 1", "concern is not a key here"),
        ('[concerns]\n"气味" = 1', "气味: must be a table"),
        ('[concerns."气味"]\nnoun = ["味"]', "气味: noun is not a key here"),
        ('[concerns."气味"]\nnouns = 7', "气味: nouns: must be a list"),
        ('[concerns."气味"]\nnouns = ["味", 3]', "气味: nouns: 3 is not a term"),
        ('[concerns."气味"]\nnouns = [" "]', "气味: nouns: ' ' is not a term"),
        ('[concerns."气味"]\nnouns = ["味"]\npraises = ["味"]', "already under nouns"),
        ('[concerns."气味"]\nwords = ["味"]', "words: 味 is not a term"),
        ('[concerns."气味"]\npassing = ["味"]', "passing: 味 is not a term"),
        ('[concerns."气味"]\nonly = ["月球"]', "only: '月球' is not one of"),
        ('[concerns."气味"]\nonly = "3C"', "only: must be a list of categories"),
        ('[concerns."气味"]\nabsence = "喜欢"', "absence: '喜欢' is not one of"),
        ('[concerns."气味"]\nborrowed = "ja"', "borrowed: 'ja' is neither true nor false"),
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

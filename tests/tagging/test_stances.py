import pytest

from tagging.stances import (
    _CUES,
    CueReader,
    Kind,
    are_joined,
    denied_until,
    mood_of,
    negation_before,
    opinion_near,
)

READER = CueReader({"物流": ["快"]}, {"物流": ["慢"], "气味": ["大"]})


def mood(clause):
    mark = mood_of(clause, READER.read(clause))
    return mark.kind if mark else None


def test_a_cue_word_has_one_meaning():
    words = [word for words in _CUES.values() for word in words.split()]

    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("clause", "kind"),
    [
        ("这件会不会偏小", Kind.QUESTION),
        ("洗了掉不掉色", Kind.QUESTION),
        ("袖长合不合适", Kind.QUESTION),
        ("这个是全棉的吧", Kind.QUESTION),
        ("应该是全棉的吧", None),
        ("全棉的吧我猜", None),
        ("你家开发票不", Kind.QUESTION),
        ("发货了没", Kind.QUESTION),
        ("洗了没有掉色", None),
        ("时不时卡一下", None),
        ("就怕洗了变形", Kind.DOUBT),
        ("要是起球就退", Kind.IF),
        ("为什么还有味道", Kind.WHY),
        ("难道没人看备注吗", Kind.REPROACH),
        ("怎么还不发货", Kind.REPROACH),
        ("本来担心偏大", Kind.PAST),
        ("穿着很舒服", None),
    ],
)
def test_the_mood_of_a_clause(clause, kind):
    assert mood(clause) is kind


@pytest.mark.parametrize(
    ("clause", "turned"),
    [
        ("没有任何色差", True),
        ("一点都不色差", True),
        ("不会有色差", True),
        ("完全不担心色差", True),
        ("没有不明显的色差", False),
        ("不错色差", False),
        ("没有下雨天看的色差", False),
        ("真的有色差", False),
    ],
)
def test_a_negation_reaches_over_filling_characters_only(clause, turned):
    start = clause.index("色差")

    assert negation_before(clause, READER.read(clause), start).turned is turned


@pytest.mark.parametrize(
    ("behind", "denied"),
    [("基本没有", True), ("不严重", True), ("也没有", True), ("没有办法", False), ("严重", False)],
)
def test_a_word_can_be_denied_from_behind(behind, denied):
    assert bool(denied_until("色差" + behind, 2)) is denied


@pytest.mark.parametrize(("between", "joined"), [("和", True), ("、", True), ("但", False)])
def test_a_list_shares_its_negation(between, joined):
    clause = f"色差{between}异味"

    assert are_joined(clause, 2, 2 + len(between)) is joined


@pytest.mark.parametrize(
    ("clause", "noun", "concern", "polarity"),
    [
        ("物流挺快", "物流", "物流", 1),
        ("物流不快", "物流", "物流", -1),
        ("这么慢的物流", "物流", "物流", -1),
        ("味道有点大", "味道", "气味", -1),
        ("味道不大", "味道", "气味", 1),
        ("做工很好", "做工", "质量", 1),
        ("做工不是很好", "做工", "质量", -1),
        ("做工没有问题", "做工", "质量", 1),
    ],
)
def test_what_stands_beside_a_noun_is_said_of_it(clause, noun, concern, polarity):
    start = clause.index(noun)
    near = opinion_near(clause, READER.read(clause), concern, (start, start + len(noun)))

    assert near is not None
    assert near[0] == polarity


def test_a_noun_alone_has_no_opinion():
    assert opinion_near("物流单", READER.read("物流单"), "物流", (0, 2)) is None

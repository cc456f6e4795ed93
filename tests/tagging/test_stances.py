import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.cues import CUES, Kind
from tagging.stances import (
    CueReader,
    are_joined,
    denied_until,
    mood_of,
    negation_before,
    opinion_near,
    unclipped,
)

READER = CueReader({"物流": ["快"]}, {"物流": ["慢"], "气味": ["大"]})


def mood(clause):
    mark = mood_of(clause, READER.read(clause).marks)
    return mark.kind if mark else None


def test_a_cue_word_has_one_meaning():
    words = [word for words in CUES.values() for word in words.split()]

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
        ("麻烦别发错", Kind.PLEA),
        ("特别发热", None),
        ("不喜欢可以换么", Kind.QUESTION),
        ("特么一点用没有", None),
        ("什么赠品都没有", None),
        ("怎么洗也不皱", None),
        ("怎么都没人管", Kind.WHY),
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
        ("没有什么色差", True),
        ("没有网上说的色差", True),
        ("没有实体店的色差", True),
        ("不会像别家那样色差", True),
        ("也没见色差", True),
        ("零色差", True),
        ("从来没出现过一丝色差", True),
        ("没见过这么大的色差", False),
        ("本来没有色差", False),
        ("没过几天就色差", False),
        ("真的有色差", False),
    ],
)
def test_a_negation_reaches_over_filling_characters_only(clause, turned):
    start = clause.index("色差")

    assert negation_before(clause, READER.read(clause).marks, start).turned is turned


@pytest.mark.parametrize(
    ("behind", "denied"),
    [
        ("基本没有", True),
        ("不严重", True),
        ("也没有", True),
        ("没发现", True),
        ("可以忽略", True),
        ("完全不一样", True),
        ("没有办法", False),
        ("没人管", False),
        ("严重", False),
    ],
)
def test_a_word_can_be_denied_from_behind(behind, denied):
    assert bool(denied_until("色差" + behind, 2)) is denied


@pytest.mark.parametrize(("clause", "denied"), [("比地摊货强", True), ("是地摊货强调", False)])
def test_what_is_better_than_something_bad_is_not_that_bad_thing(clause, denied):
    assert bool(denied_until(clause, clause.index("货") + 1)) is denied


@pytest.mark.parametrize(
    ("clause", "term", "left"),
    [
        ("闻着不好闻", "好闻", Kind.NEGATION),
        ("没有洞", "有洞", Kind.NEGATION),
        ("别发货", "发货", Kind.PLEA),
        ("卡不卡", "不卡", Kind.QUESTION),
        ("很难看", "难看", None),
        ("有没有优惠", "没有优惠", Kind.QUESTION),
    ],
)
def test_what_a_term_leaves_of_a_cue_may_still_speak(clause, term, left):
    start = clause.index(term)
    marks = unclipped(clause, READER.read(clause).marks, [(start, start + len(term))])

    assert [mark.kind for mark in marks] == ([left] if left else [])


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
        ("做工太好了", "做工", "质量", 1),
        ("做工不太好了", "做工", "质量", -1),
        ("做工好差", "做工", "质量", -1),
        ("做工真不错", "做工", "质量", 1),
        ("物流好慢", "物流", "物流", -1),
        ("物流好", "物流", "物流", 1),
        ("物流好而且快", "物流", "物流", 1),
        ("味道不明显不怎么好", "味道", "气味", -1),
    ],
)
def test_what_stands_beside_a_noun_is_said_of_it(clause, noun, concern, polarity):
    start = clause.index(noun)
    near = opinion_near(
        clause, READER.read(clause).chosen_for(concern), concern, (start, start + len(noun))
    )

    assert near is not None
    assert near[0] == polarity


def test_a_noun_alone_has_no_opinion():
    assert opinion_near("物流单", READER.read("物流单").marks, "物流", (0, 2)) is None


OPINIONS = {
    "价格": ({"不贵", "太值"}, {"差了", "太高"}),
    "物流": ({"快"}, {"太慢", "没感觉"}),
    "包装": ({"高", "好看"}, {"慢", "不好看"}),
}


def reader_of(*concerns):
    good, bad = ({concern: OPINIONS[concern][at] for concern in concerns} for at in (0, 1))
    return CueReader(good, bad)


@pytest.mark.parametrize(
    ("clause", "concern", "polarity"),
    [
        ("差了", "价格", -1),
        ("差了", "物流", -1),
        ("太高", "价格", -1),
        ("太高", "包装", 1),
        ("太慢", "包装", -1),
        ("好看", "包装", 1),
        ("好看", "价格", 1),
        ("不好看", "包装", -1),
        ("不好看", "价格", -1),
        ("太慢", "价格", None),
        ("差别", "价格", None),
    ],
)
def test_a_word_of_one_concern_hides_no_word_from_another(clause, concern, polarity):
    marks = reader_of(*OPINIONS).read(clause).chosen_for(concern)
    near = opinion_near(clause, marks, concern, (0, 0))

    assert (near[0] if near else None) == polarity


def test_a_negation_inside_a_word_of_one_concern_still_negates():
    clause = "没感觉掉色"

    assert negation_before(clause, reader_of("物流").read(clause).marks, 3).turned


PIECES = st.sampled_from([*"不没太好差了高慢快看贵值感觉别解", "没感觉", "差了", "不好看", "太慢"])


def spoken(marks, concern):
    return [
        (mark.start, mark.end, mark.polarity_for(concern), mark.kind)
        for mark in marks
        if mark.polarity_for(concern) or mark.kind not in (Kind.IGNORE, Kind.OWN)
    ]


def with_plain_kinds(marks):
    return [(*rest, Kind.IGNORE if kind is Kind.OWN else kind) for *rest, kind in marks]


@given(st.lists(PIECES, max_size=10).map("".join), st.sampled_from(sorted(OPINIONS)))
def test_a_concern_reads_as_if_it_were_the_only_one(clause, concern):
    among_others = reader_of(*OPINIONS).read(clause).chosen_for(concern)
    alone = reader_of(concern).read(clause).chosen_for(concern)

    assert with_plain_kinds(spoken(among_others, concern)) == with_plain_kinds(
        spoken(alone, concern)
    )


@given(st.lists(PIECES, max_size=10).map("".join))
def test_the_words_of_concerns_change_no_general_word(clause):
    marks = reader_of(*OPINIONS).read(clause).marks

    assert spoken(marks, "") == spoken(CueReader({}, {}).read(clause).marks, "")

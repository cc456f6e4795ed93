from dataclasses import replace
from datetime import date

import pytest

from persona.material_sources import (
    EndingOffer,
    PraisedReview,
    SolvedConcern,
    draft_event,
    draft_knowledge,
    draft_praise,
    whole_sentences,
)
from persona.materials import Kind
from persona.reasons import Because, Reason
from persona.variables import find_unknown

PRAISE = PraisedReview(
    text="面料软，穿了一冬没起球。张女士推荐我来的，电话13812345678。",
    customer_key="c-7",
    product="羊毛衫",
    consent="2026-11-20 微信里说可以发",
    source="review 31",
)
SOLVED = SolvedConcern(
    concern="起球",
    question="会不会起球？我的电话 13812345678",
    answer="短纤维都会一点，{称呼}翻面洗就好。",
    product="羊毛衫",
)
OFFER = EndingOffer(
    name="full300", title="满 300 减 30", until=date(2026, 11, 30), products=("羊毛衫",)
)
SOFT = "这件衣服很软。"


def test_praise_becomes_word_of_mouth_without_the_person_and_with_the_consent():
    draft = draft_praise(PRAISE, author="阿青")

    assert draft.kind is Kind.WORD_OF_MOUTH
    assert "面料软，穿了一冬没起球。×女士推荐我来的，电话***。" in draft.text
    assert (draft.quotes, draft.consent) == ("c-7", "2026-11-20 微信里说可以发")
    assert (draft.products, draft.author, draft.evidence) == (("羊毛衫",), "阿青", "review 31")
    assert draft.obstacle_on(date(2026, 11, 23)) is None


def test_a_review_of_goods_given_to_be_tried_says_so():
    assert "试用" in draft_praise(replace(PRAISE, is_trial=True)).text


def test_a_customer_who_did_not_agree_is_not_quoted():
    assert draft_praise(replace(PRAISE, consent="")) == Because(Reason.QUOTE_WITHOUT_CONSENT)


@pytest.mark.parametrize("text", ["", "好", "我叫张敏，13812345678", "小涵很好，小涵"])
def test_nothing_is_drafted_where_little_but_the_person_is_left(text):
    drafted = draft_praise(replace(PRAISE, text=text, names=("小涵",)))

    assert drafted == Because(Reason.QUOTE_TOO_SHORT)


def test_braces_of_a_customer_are_no_variables():
    drafted = draft_praise(replace(PRAISE, text="软软的，{昵称}很喜欢，}"))

    assert find_unknown(drafted.text) is None
    assert "（昵称）很喜欢" in drafted.text


def test_the_same_source_gives_the_same_material_and_another_one_another():
    other = replace(PRAISE, text="面料软，穿了一冬没起球，还想再买。")

    assert draft_praise(PRAISE) == draft_praise(PRAISE)
    assert draft_praise(PRAISE).key != draft_praise(other).key


def test_a_long_review_ends_after_a_whole_sentence():
    cut = whole_sentences(SOFT * 40)

    assert cut == SOFT * 20 + "……"
    assert whole_sentences(SOFT * 20) == SOFT * 20


def test_a_but_is_never_cut_away():
    turn = "不过领口有点紧。"

    assert whole_sentences(SOFT * 25 + turn + SOFT * 5) == SOFT * 25 + turn + "……"
    assert whole_sentences(SOFT * 25 + turn) == SOFT * 25 + turn


def test_a_review_that_cannot_be_cut_without_hiding_a_but_is_for_a_person():
    drafted = draft_praise(replace(PRAISE, text=SOFT * 60 + "不过领口有点紧。"))

    assert drafted == Because(Reason.QUOTE_TOO_LONG, {"letters": 428, "most": 400})


def test_a_solved_concern_becomes_knowledge_in_its_answers_own_words():
    draft = draft_knowledge(SOLVED)

    assert draft.kind is Kind.KNOWLEDGE
    assert draft.text == "常有人问：会不会起球？我的电话 ***\n短纤维都会一点，{称呼}翻面洗就好。"
    assert draft.evidence == "起球"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"answer": " "}, Because(Reason.NOT_YET_SOLVED, {"concern": "起球"})),
        ({"question": ""}, Because(Reason.NOT_YET_SOLVED, {"concern": "起球"})),
        (
            {"answer": "{昵称}放心"},
            Because(Reason.ANSWER_HAS_UNKNOWN, {"concern": "起球", "variable": "{昵称}"}),
        ),
    ],
)
def test_what_was_not_solved_is_no_knowledge(changes, reason):
    assert draft_knowledge(replace(SOLVED, **changes)) == reason


@pytest.mark.parametrize(
    ("until", "stock", "end"),
    [
        (date(2026, 11, 30), None, "，到 11 月 30 日为止。"),
        (None, 20, "，数量有限，用完就没有了。"),
        (date(2026, 11, 30), 20, "，到 11 月 30 日为止，数量有限，用完就没有了。"),
    ],
)
def test_an_offer_that_ends_becomes_an_event_that_ends_with_it(until, stock, end):
    event = draft_event(replace(OFFER, until=until, stock=stock))

    assert event.kind is Kind.LIMITED_EVENT
    assert event.text == "{称呼}，店里有个活动：满 300 减 30" + end
    assert (event.valid_until, event.stock, event.offer) == (until, stock, "full300")
    assert not event.is_evergreen


def test_an_offer_nothing_ends_is_no_limited_event():
    endless = replace(OFFER, until=None)

    assert draft_event(endless) == Because(Reason.OFFER_WITHOUT_END, {"offer": "满 300 减 30"})

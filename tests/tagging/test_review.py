from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.packaged import packaged_concerns
from tagging.changes import LexiconChange
from tagging.concerns import find_concerns
from tagging.errors import ReviewError
from tagging.lexicon import parse_lexicon
from tagging.review import (
    LONGEST_EVIDENCE,
    Claim,
    Correction,
    FindingState,
    Opinion,
    changes_for,
    confirmed,
    corrected,
    is_settled,
    opinion_of,
    priority_of,
    rejected,
    tag_state_of,
)
from tagging.stances import Stance
from tagging.tags import TagState

LEXICON = parse_lexicon(packaged_concerns(), category="女装")
TEXT = "这件会不会偏小呀"
CLAIM = Claim("尺码大小", Stance.ASKS, 2, 7, "会不会偏小")


def claim_in(text, lexicon=LEXICON):
    """Give the first finding of a text as a claim."""
    found = find_concerns(text, lexicon)[0]
    return Claim(found.concern, found.stance, found.start, found.end, found.evidence)


def changed(changes):
    return parse_lexicon(packaged_concerns(), category="女装", changes=changes)


def read(text, changes):
    return {(each.concern, each.stance) for each in find_concerns(text, changed(changes))}


def test_a_missed_complaint_weighs_more_than_a_question_and_a_mention_nothing():
    order = (Stance.COMPLAINS, Stance.DOUBTS, Stance.ASKS, Stance.PRAISES, Stance.MENTIONS)
    weights = [priority_of(stance, [0.5]) for stance in order]

    assert all(more > less for more, less in pairwise(weights))
    assert weights[-1] == 0


@given(st.lists(st.floats(0, 1), max_size=20), st.floats(0, 0.99))
def test_one_more_finding_that_may_be_wrong_raises_the_priority(confidences, another):
    assert priority_of(Stance.ASKS, [*confidences, another]) > priority_of(
        Stance.ASKS, confidences
    )


def test_confirming_and_rejecting_change_nothing_but_the_state():
    assert confirmed(CLAIM).state is FindingState.CONFIRMED
    assert rejected(CLAIM).state is FindingState.REJECTED
    assert confirmed(CLAIM).evidence == rejected(CLAIM).evidence == CLAIM.evidence


def test_a_correction_keeps_what_it_does_not_name_and_reads_its_evidence_in_the_text():
    after = corrected(CLAIM, Correction(concern="外观款式", start=5), TEXT)

    assert after == Claim("外观款式", Stance.ASKS, 5, 7, "偏小", FindingState.CORRECTED)


@pytest.mark.parametrize(
    "correction",
    [
        Correction(),
        Correction(concern="尺码大小", stance=Stance.ASKS),
        Correction(start=-1),
        Correction(start=7),
        Correction(end=len(TEXT) + 1),
        Correction(end=2),
    ],
)
def test_a_correction_that_changes_nothing_or_marks_no_words_is_refused(correction):
    with pytest.raises(ReviewError):
        corrected(CLAIM, correction, TEXT)


@pytest.mark.parametrize(("length", "is_fine"), [(LONGEST_EVIDENCE, True), (61, False)])
def test_so_many_words_may_be_marked(length, is_fine):
    correction = Correction(start=0, end=length)
    if is_fine:
        assert len(corrected(CLAIM, correction, "字" * 100).evidence) == length
    else:
        with pytest.raises(ReviewError):
            corrected(CLAIM, correction, "字" * 100)


@pytest.mark.parametrize(
    ("state", "concern", "opinion"),
    [
        (FindingState.OPEN, "尺码大小", Opinion.OPEN),
        (FindingState.CONFIRMED, "尺码大小", Opinion.AGREED),
        (FindingState.CORRECTED, "尺码大小", Opinion.AGREED),
        (FindingState.REJECTED, "尺码大小", Opinion.DENIED),
        (FindingState.CORRECTED, "外观款式", Opinion.DENIED),  # it was corrected away from it
    ],
)
def test_a_finding_speaks_for_or_against_a_tag(state, concern, opinion):
    claim = Claim(concern, Stance.ASKS, 0, 2, "偏小", state)

    assert opinion_of(claim, "尺码大小", Stance.ASKS) is opinion


@given(st.lists(st.sampled_from(Opinion)))
def test_a_tag_is_what_people_say_a_yes_before_a_no_and_else_suggested(opinions):
    expected = None
    if opinions:
        expected = TagState.SUGGESTED
        if Opinion.DENIED in opinions:
            expected = TagState.REJECTED
        if Opinion.AGREED in opinions:
            expected = TagState.CONFIRMED

    assert tag_state_of(opinions) is expected


@pytest.mark.parametrize(
    ("clause", "evidence", "is_so"),
    [
        ("会不会偏小", "偏小", True),
        ("会不会偏小", "会不会偏小", True),
        ("会不会偏小", "颜色", False),
        ("真的不会偏小吗", "偏小", False),
    ],
)
def test_words_that_a_person_looked_at_are_settled_in_their_own_clause(clause, evidence, is_so):
    assert is_settled(clause, evidence, [("会不会偏小", "偏小")]) is is_so
    assert is_settled(clause, evidence, []) is False


def test_rejecting_a_term_proposes_to_take_it_out_and_then_it_is_not_found():
    claim = claim_in("有异味")
    changes = changes_for(claim, rejected(claim), LEXICON, "女装")

    assert [(each.text, each.is_addition) for each in changes] == [(claim.evidence, False)]
    assert (claim.concern, claim.stance) not in read("有异味", changes)


def test_rejecting_a_noun_with_its_opinion_proposes_to_pass_over_these_words_alone():
    claim = claim_in("面料太硬")
    changes = changes_for(claim, rejected(claim), LEXICON, "女装")

    assert changes == [LexiconChange("", "ignore", "面料太硬", is_addition=True, category="女装")]
    assert read("面料太硬", changes) == set()
    assert read("面料太差", changes) == read("面料太差", [])


def test_correcting_the_concern_moves_the_term():
    claim = claim_in("有异味")
    after = corrected(claim, Correction(concern="质量"), "有异味")
    changes = changes_for(claim, after, LEXICON, "女装")

    assert [(each.concern, each.is_addition) for each in changes] == [
        (claim.concern, False),
        ("质量", True),
    ]
    assert read("有异味", changes) == {("质量", claim.stance)}


def test_correcting_to_words_that_run_into_the_old_ones_proposes_both_together():
    claim = claim_in("会不会小气")
    after = corrected(claim, Correction(concern="外观款式", start=3, end=5), "会不会小气")
    changes = changes_for(claim, after, LEXICON, "女装")

    assert [(each.concern, each.text) for each in changes] == [("外观款式", "会不会小气")]
    assert read("会不会小气", changes) == {("外观款式", Stance.ASKS)}
    assert read("会不会小", changes) == {("尺码大小", Stance.ASKS)}


def test_correcting_the_stance_lets_the_exact_words_speak_so():
    claim = claim_in("面料很薄")
    after = corrected(claim, Correction(stance=Stance.PRAISES), "面料很薄")
    changes = changes_for(claim, after, LEXICON, "女装")

    assert [(each.list, each.text) for each in changes] == [("praises", claim.evidence)]
    assert (claim.concern, Stance.PRAISES) in read("面料很薄", changes)


def test_a_doubt_is_never_one_words_doing_so_nothing_is_proposed():
    after = corrected(CLAIM, Correction(stance=Stance.DOUBTS), TEXT)

    assert changes_for(CLAIM, after, LEXICON, "女装") == []


def test_confirming_what_the_words_say_already_proposes_nothing_and_new_words_become_a_term():
    new = Claim("外观款式", Stance.COMPLAINS, 0, 4, "像面口袋")
    (change,) = changes_for(new, confirmed(new), LEXICON, "女装")

    assert changes_for(CLAIM, confirmed(CLAIM), LEXICON, "女装") == []
    assert (change.list, change.text) == ("complains", "像面口袋")
    assert ("外观款式", Stance.COMPLAINS) in read("穿起来像面口袋", [change])

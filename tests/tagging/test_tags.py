from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.concerns import Finding, Rule, Stance
from tagging.tags import MOST_CERTAIN, Tag, TagState, is_worry, merge_tags

NOW = datetime(2024, 5, 1, 9, 30, tzinfo=UTC)
YESTERDAY = NOW - timedelta(days=1)


def found(stance=Stance.ASKS, *, concern="尺码大小", evidence="会不会偏小", confidence=0.8):
    return Finding(
        concern, stance, evidence, 0, len(evidence), evidence, Rule.QUESTION, confidence
    )


def held(state=TagState.SUGGESTED, *, confidence=0.6, last_seen=YESTERDAY):
    return Tag("尺码大小", Stance.ASKS, state, "穿几号", confidence, 1, YESTERDAY, last_seen)


@pytest.mark.parametrize(
    ("stance", "worry"),
    [
        (Stance.ASKS, True),
        (Stance.DOUBTS, True),
        (Stance.COMPLAINS, True),
        (Stance.PRAISES, False),
        (Stance.MENTIONS, False),
    ],
)
def test_only_worries_become_tags_of_a_customer(stance, worry):
    assert is_worry(stance) is worry
    assert bool(merge_tags([], [found(stance)], NOW)) is worry


def test_a_new_worry_is_suggested_with_its_words():
    assert merge_tags([], [found()], NOW) == [
        Tag("尺码大小", Stance.ASKS, TagState.SUGGESTED, "会不会偏小", 0.8, 1, NOW, NOW)
    ]


@pytest.mark.parametrize("state", [TagState.SUGGESTED, TagState.CONFIRMED])
def test_a_worry_seen_again_is_surer_and_keeps_its_state(state):
    (tag,) = merge_tags([held(state)], [found()], NOW)

    assert (tag.state, tag.seen, tag.evidence) == (state, 2, "会不会偏小")
    assert (tag.first_seen, tag.last_seen) == (YESTERDAY, NOW)
    assert tag.confidence == pytest.approx(0.92)


def test_what_a_person_rejected_is_not_raised_again():
    assert merge_tags([held(TagState.REJECTED)], [found()], NOW) == []


def test_another_stance_is_another_tag():
    (tag,) = merge_tags([held()], [found(Stance.COMPLAINS, evidence="太小")], NOW)

    assert (tag.stance, tag.seen) == (Stance.COMPLAINS, 1)


def test_one_message_counts_once_with_its_surest_words():
    sure = found(evidence="穿多大码", confidence=0.9)

    (tag,) = merge_tags([], [found(), sure, found()], NOW)

    assert (tag.seen, tag.evidence) == (1, "穿多大码")


def test_tags_that_nothing_was_said_of_are_not_given_back():
    assert merge_tags([held()], [found(concern="质量")], NOW)[0].concern == "质量"
    assert merge_tags([held()], [], NOW) == []


def test_an_old_message_read_late_does_not_turn_the_clock_back():
    (tag,) = merge_tags([held(last_seen=NOW)], [found()], YESTERDAY)

    assert tag.last_seen == NOW


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_rule_is_never_certain_and_never_less_sure_than_before(before, now):
    (tag,) = merge_tags([held(confidence=min(before, MOST_CERTAIN))], [found(confidence=now)], NOW)

    assert min(before, MOST_CERTAIN) <= tag.confidence <= MOST_CERTAIN

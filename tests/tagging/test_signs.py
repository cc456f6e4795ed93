from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.concerns import Finding, Rule, Stance
from tagging.signs import gather, tag_after
from tagging.tags import Tag, TagState, merge_tags

NOW = datetime(2026, 11, 21, 4, tzinfo=UTC)


def finding(concern, stance=Stance.ASKS, confidence=0.8):
    return Finding(concern, stance, "会掉色吗", 0, 4, "会掉色吗", Rule.QUESTION, confidence)


FINDINGS = st.lists(
    st.builds(
        finding,
        st.sampled_from(["质量", "价格"]),
        st.sampled_from(list(Stance)),
        st.sampled_from([0.3, 0.55, 0.8]),
    ),
    max_size=3,
)
MESSAGES = st.lists(FINDINGS, max_size=8)


def merged_one_by_one(messages):
    known = {}
    for place, findings in enumerate(messages):
        at = NOW + timedelta(minutes=place)
        for tag in merge_tags(list(known.values()), findings, at):
            known[tag.concern, tag.stance] = tag
    return known


@given(messages=MESSAGES, cut=st.integers(0, 8))
def test_messages_gathered_apart_make_the_tags_of_messages_read_one_by_one(messages, cut):
    parts = [{}, {}]
    for place, findings in enumerate(messages):
        at = NOW + timedelta(minutes=place)
        gather(parts[place >= cut], "小王", "洗了会掉色吗", at, findings)
    tags = {}
    for signs in parts:
        for key, sign in signs.items():
            tags[key[1:]] = tag_after(tags.get(key[1:]), key, sign, NOW)
    one_by_one = merged_one_by_one(messages)

    assert tags.keys() == one_by_one.keys()
    for key, tag in tags.items():
        assert tag.confidence == pytest.approx(one_by_one[key].confidence)
        assert replace(tag, confidence=0) == replace(one_by_one[key], confidence=0)


def test_what_a_person_denied_is_not_raised_again():
    signs = {}
    gather(signs, "小王", "洗了会掉色吗", NOW, [finding("质量")])
    (key, sign), *_ = signs.items()
    denied = Tag("质量", Stance.ASKS, TagState.REJECTED, "掉色", 0.8, 1, NOW, NOW)

    assert tag_after(denied, key, sign, NOW) is None


def test_a_known_tag_is_strengthened_and_keeps_its_state():
    signs = {}
    gather(signs, "小王", "洗了会掉色吗", None, [finding("质量")])
    (key, sign), *_ = signs.items()
    known = Tag("质量", Stance.ASKS, TagState.CONFIRMED, "掉色", 0.8, 2, NOW, NOW)

    tag = tag_after(known, key, sign, NOW + timedelta(days=1))

    assert (tag.state, tag.seen) == (TagState.CONFIRMED, 3)
    assert tag.confidence == pytest.approx(0.96)
    assert (tag.first_seen, tag.last_seen) == (NOW, NOW + timedelta(days=1))

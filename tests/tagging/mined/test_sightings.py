from itertools import repeat

from hypothesis import given
from hypothesis import strategies as st

from bot.packaged import packaged_lexicon
from tagging.mined.sightings import MOST_EXAMPLES, is_covered, watch
from tagging.mined.speech import tag_words

CLOTHES = packaged_lexicon("女装")
ANY_TEXTS = st.lists(st.text(st.sampled_from("味道很好不太屏幕清晰，。 面料软没有a"), max_size=30))


def seen_in(*texts):
    return watch(texts, CLOTHES)


def test_a_noun_is_seen_with_what_is_said_of_it():
    handle = seen_in("帽檐很宽，帽檐有点松").words["帽檐"]

    assert (handle.texts, handle.clauses, handle.started, handle.followed) == (1, 2, 2, 2)
    assert set(handle.opinions) == {"宽", "松"}
    assert handle.examples == ["帽檐很宽", "帽檐有点松"]


def test_good_judges_where_nothing_follows_it():
    assert set(seen_in("帽檐好").words["帽檐"].opinions) == {"好"}


def test_a_word_that_is_negated_takes_the_other_colour():
    texts = ["帽檐不宽，太差了", "帽檐宽，很满意"]

    opinion = seen_in(*texts).words["帽檐"].opinions["宽"]

    assert (opinion.count, opinion.glad, opinion.sad) == (2, 2, 0)


def test_what_is_bought_and_sent_is_told_from_its_parts():
    words = seen_in("这款水壶收到了", "买了水壶", "盖子很紧").words

    assert (words["水壶"].handled, words["盖子"].handled) == (2, 0)


def test_two_words_that_often_stand_together_are_seen_as_one():
    scene = seen_in(*repeat("防风能力很强", 4))

    assert scene.compounds["防风", "能力"].clauses == 4
    assert scene.words["能力"].bound == 4


def test_clauses_with_a_listed_term_can_be_passed_over():
    texts = ["面料很软，帽檐很宽"]

    assert "面料" in watch(texts, CLOTHES).words
    assert "面料" not in watch(texts, CLOTHES, unlisted_only=True).words
    assert "帽檐" in watch(texts, CLOTHES, unlisted_only=True).words


def test_a_clause_is_covered_by_a_term_but_not_by_a_short_one_inside_a_word():
    assert is_covered("面料很软", tag_words("面料很软"), CLOTHES)
    assert not is_covered("帽檐很宽", tag_words("帽檐很宽"), CLOTHES)


@given(ANY_TEXTS)
def test_no_share_of_a_word_exceeds_its_clauses_and_no_example_is_invented(texts):
    for one in seen_in(*texts).words.values():
        for part in (one.started, one.followed, one.judged, one.handled, one.bound):
            assert 0 <= part <= one.clauses
        assert one.texts <= one.clauses
        assert len(one.examples) <= MOST_EXAMPLES
        assert all(any(clause in text for text in texts) for clause in one.examples)

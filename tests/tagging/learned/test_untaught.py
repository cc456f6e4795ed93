import pytest

from tagging.concerns import Finding, Rule
from tagging.learned.untaught import add_untaught
from tagging.stances import Stance

NAMES = {"质量", "物流"}
PAIRS = {("质量", Stance.COMPLAINS), ("质量", Stance.PRAISES), ("物流", Stance.COMPLAINS)}


def found(concern, stance, start, rule=Rule.TERM, clause="起球"):
    return Finding(concern, stance, "起球", start, start + 2, clause, rule, 0.8)


LEARNED = found("质量", Stance.COMPLAINS, 4, Rule.MODEL)


@pytest.mark.parametrize(
    ("by_words", "is_added"),
    [
        (found("尺码大小", Stance.ASKS, 0), True),  # nobody taught it this concern
        (found("物流", Stance.DOUBTS, 0), True),  # nor this stance of one it does not see here
        (found("质量", Stance.MENTIONS, 0), False),  # it sees the concern and calls it otherwise
        (found("质量", Stance.PRAISES, 0), False),
        (found("物流", Stance.COMPLAINS, 0), False),  # it was taught, and sees nothing
    ],
)
def test_the_words_decide_what_nobody_taught_the_model(by_words, is_added):
    together = add_untaught([LEARNED], [by_words], NAMES, PAIRS)

    assert together == ([by_words, LEARNED] if is_added else [LEARNED])


def test_who_was_never_taught_that_customers_ask_does_not_take_a_question_for_blame():
    question = found("质量", Stance.ASKS, 0)
    elsewhere = found("质量", Stance.COMPLAINS, 9, Rule.MODEL, clause="一洗就起球")

    assert add_untaught([LEARNED, elsewhere], [question], NAMES, PAIRS) == [question, elsewhere]
    assert add_untaught([LEARNED], [question], NAMES, PAIRS) == [question]
    assert add_untaught([LEARNED], [question], NAMES, {*PAIRS, ("质量", Stance.ASKS)}) == [LEARNED]


def test_where_the_words_find_nothing_the_model_alone_speaks():
    assert add_untaught([LEARNED], [], NAMES, PAIRS) == [LEARNED]
    assert add_untaught([], [], NAMES, PAIRS) == []

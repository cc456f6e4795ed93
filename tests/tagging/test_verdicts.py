import pytest

from tagging.lexicon import Term, parse_lexicon
from tagging.stances import Stance
from tagging.verdicts import CONFIDENCE, LONGEST_EVIDENCE, Rule, judge, read

WORDS = """
[concerns."质量"]
complains = ["掉色"]
[concerns."尺码大小"]
nouns = ["尺码"]
complains = ["偏小"]
"""
LEXICON = parse_lexicon(WORDS, category="女装")
FADES = Term("掉色", "质量", Stance.COMPLAINS)
SIZE = Term("尺码", "尺码大小")


def verdict_of(clause, term, *, asked=False):
    start = clause.index(term.text)
    places = [(term, start, start + len(term.text))]
    ((concern, stance, rule, one, two),) = judge(
        places, read(clause, places, LEXICON, asked=asked)
    )
    return concern, stance.value, rule.value, clause[one:two]


@pytest.mark.parametrize(
    ("clause", "term", "asked", "verdict"),
    [
        ("掉色", FADES, False, ("质量", "complains", "term", "掉色")),
        ("掉色", FADES, True, ("质量", "asks", "question", "掉色")),
        ("一点都不掉色", FADES, False, ("质量", "praises", "negated", "一点都不掉色")),
        ("洗了会不会掉色", FADES, False, ("质量", "asks", "question", "会不会掉色")),
        ("就怕掉色", FADES, False, ("质量", "doubts", "doubt", "怕掉色")),
        ("难道不掉色", FADES, False, ("质量", "complains", "reproach", "难道不掉色")),
        ("尺码", SIZE, False, ("尺码大小", "mentions", "named", "尺码")),
        ("尺码很好", SIZE, False, ("尺码大小", "praises", "opinion", "尺码很好")),
        ("没有尺码", SIZE, False, ("尺码大小", "complains", "absence", "没有尺码")),
        ("希望尺码好", SIZE, False, ("尺码大小", "mentions", "hope", "尺码好")),
    ],
)
def test_the_mood_decides_first_then_what_is_said_of_the_word(clause, term, asked, verdict):
    assert verdict_of(clause, term, asked=asked) == verdict


def test_evidence_that_would_be_long_is_the_word_alone():
    clause = "请问" + "这" * LONGEST_EVIDENCE + "掉色"

    assert verdict_of(clause, FADES)[3] == "掉色"


def test_a_concern_that_is_judged_is_not_mentioned_too():
    places = [(SIZE, 0, 2), (Term("偏小", "尺码大小", Stance.COMPLAINS), 3, 5)]

    judged = judge(places, read("尺码也偏小", places, LEXICON, asked=False))

    assert [(concern, stance) for concern, stance, *_ in judged] == [("尺码大小", "complains")]


def test_every_rule_of_the_words_says_how_sure_it_is():
    assert set(CONFIDENCE) == set(Rule) - {Rule.MODEL}
    assert all(0 < confidence < 1 for confidence in CONFIDENCE.values())

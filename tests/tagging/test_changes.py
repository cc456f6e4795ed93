import pytest

from tagging.changes import LexiconChange
from tagging.errors import LexiconError
from tagging.lexicon import parse_lexicon
from tagging.stances import Stance

SMALL = """
ignore = ["米色"]
[concerns."气味"]
nouns = ["味道"]
complains = ["臭", "异味"]
words = ["臭"]
good = ["香"]
[concerns."新鲜度"]
only = ["食品生鲜"]
complains = ["过期"]
"""


def put(concern, key, text, category=""):
    return LexiconChange(concern, key, text, is_addition=True, category=category)


def take(concern, key, text):
    return LexiconChange(concern, key, text, is_addition=False)


def lexicon_with(*changes, category="女装"):
    return parse_lexicon(SMALL, category=category, changes=changes)


def stances_of(lexicon):
    return {(term.concern, term.text): term.stance for term in lexicon.terms}


def texts_in(text, lexicon):
    return [lexicon.matcher.terms[index] for index, *_ in lexicon.matcher.spans(text)]


def test_an_added_word_is_a_term_of_its_concern():
    terms = stances_of(lexicon_with(put("气味", "praises", " ＯＫ味 ")))

    assert terms["气味", "ok味"] is Stance.PRAISES


def test_the_operators_word_leaves_the_lists_that_contradict_it():
    lexicon = lexicon_with(put("气味", "praises", "异味"), put("气味", "bad", "香"))

    assert stances_of(lexicon)["气味", "异味"] is Stance.PRAISES
    assert sum(term.text == "异味" for term in lexicon.terms) == 1
    (mark,) = lexicon.cues.read("香").chosen_for("气味")
    assert mark.polarity_for("气味") == -1


def test_a_word_taken_out_is_found_no_more():
    assert ("气味", "臭") not in stances_of(lexicon_with(take("气味", "complains", "臭")))
    assert stances_of(lexicon_with(take("气味", "praises", "臭"))) == stances_of(lexicon_with())


@pytest.mark.parametrize(
    ("changes", "word_only"),
    [
        ([], False),
        ([put("气味", "words", "异味")], True),
        ([put("气味", "words", "异味"), take("气味", "words", "异味")], False),
    ],
)
def test_a_word_may_be_made_to_count_only_where_it_stands_alone(changes, word_only):
    (term,) = [term for term in lexicon_with(*changes).terms if term.text == "异味"]

    assert term.word_only is word_only


def test_a_name_nobody_knows_becomes_a_concern():
    lexicon = lexicon_with(put("口袋", "nouns", "口袋"))

    assert lexicon.concerns == ("气味", "口袋")
    assert (lexicon.absence["口袋"], lexicon.question["口袋"]) == ("complains", "asks")


@pytest.mark.parametrize(
    ("change", "category", "concerns"),
    [
        (put("新鲜度", "complains", "蔫了"), "女装", ("气味",)),
        (put("新鲜度", "complains", "蔫了", "女装"), "女装", ("气味", "新鲜度")),
        (put("口袋", "nouns", "口袋", "衣服"), "女装", ("气味", "口袋")),
        (put("口袋", "nouns", "口袋", "衣服"), "3C", ("气味",)),
        (take("口袋", "nouns", "口袋"), "女装", ("气味",)),
    ],
)
def test_a_change_reaches_the_categories_it_is_meant_for(change, category, concerns):
    assert lexicon_with(change, category=category).concerns == concerns


def test_what_an_operator_ignores_is_no_term_until_it_is_added_again():
    ignoring = put("", "ignore", "异味")

    assert ("气味", "异味") not in stances_of(lexicon_with(ignoring))
    assert lexicon_with(ignoring).matcher.spans("异味")
    again = lexicon_with(ignoring, put("气味", "nouns", "异味"))
    assert stances_of(again)["气味", "异味"] is None


def test_what_is_ignored_no_longer_is_free_for_shorter_terms():
    colour = put("颜色", "nouns", "色")

    assert texts_in("米色", lexicon_with(colour)) == ["米色"]
    freed = lexicon_with(colour, take("", "ignore", "米色"))
    assert texts_in("米色", freed) == ["色"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (put("气味", "noun", "味"), "change: 气味: noun is not a list"),
        (put("气味", "nouns", " "), "change: 气味: nouns: ' ' is not a term"),
        (put("气味", "nouns", "味\n道"), "is not a term of one line"),
        (put(" ", "nouns", "味"), "needs the name of a concern"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_in_one_sentence(change, sentence):
    with pytest.raises(LexiconError) as refusal:
        lexicon_with(change)

    assert sentence in str(refusal.value)
    assert "\n" not in str(refusal.value)

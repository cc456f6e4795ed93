from bot.packaged import packaged_lexicon
from tagging.labels import Example, Label
from tagging.learned.edits import EditedLexicon, learn_edits, only_for, plain_edits
from tagging.stances import Stance

LEXICON = packaged_lexicon("化妆品")
GOOD, BAD = Stance.PRAISES, Stance.COMPLAINS


def said(text, *labels):
    return Example(text, tuple(Label(name, stance, terms) for name, stance, terms in labels))


def found(examples, text):
    names = sorted({label.concern for each in examples for label in each.labels})
    lexicon = EditedLexicon(LEXICON, learn_edits(examples, LEXICON, names))
    return {(one.concern, one.stance) for one in next(lexicon.find_many([text]))}


def test_a_term_that_people_never_mean_is_switched_off():
    wrong = [said(f"第{number}次买，包装盒留着装糖") for number in range(6)]
    right = [said("价格实惠", ("包装", GOOD, ("好看",)))]

    assert not found([*wrong, *right], "包装盒很大")


def test_a_word_that_people_name_again_and_again_is_added():
    examples = [said(f"{number}号那天闻着扑街", ("气味", BAD, ("扑街",))) for number in range(5)]

    assert found(examples, "这瓶扑街") == {("气味", BAD)}


def test_names_of_the_labels_borrow_our_words():
    assert found([said("是真的", ("真伪", GOOD, ()))], "应该是正品，很放心") == {("真伪", GOOD)}


def test_a_question_is_neither_praise_nor_blame_to_who_never_labelled_one():
    examples = [said("味道不错", ("气味", GOOD, ("不错",)))] * 9

    assert found(examples, "味道怎么样？") == {("气味", Stance.MENTIONS)}


def test_a_lexicon_for_some_names_looks_for_nothing_else():
    lexicon = only_for(LEXICON, ["真伪"])

    assert {term.concern for term in lexicon.terms} == {"真假"}


def test_plain_edits_leave_the_words_alone():
    examples = [said(f"{number}号那天闻着扑街", ("气味", BAD, ("扑街",))) for number in range(5)]
    edits = plain_edits(learn_edits(examples, LEXICON, ["气味"]))

    assert not edits.added
    assert not edits.off

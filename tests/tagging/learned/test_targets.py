import numpy as np

from bot.packaged import packaged_lexicon
from tagging.labels import Example, Label
from tagging.learned.targets import Lesson, Outputs, loss_gradient, sigmoid
from tagging.stances import Stance

LEXICON = packaged_lexicon("化妆品")
GOOD, BAD = Stance.PRAISES, Stance.COMPLAINS
EXAMPLES = [
    Example("味道很香，物流太慢", (Label("气味", GOOD, ("味道", "很香")), Label("物流", BAD))),
    Example("还没用"),
]


def test_a_label_is_laid_on_the_clause_that_holds_its_words():
    outputs = Outputs.of(EXAMPLES)
    lesson = Lesson.of(EXAMPLES, LEXICON, outputs)
    smell = outputs.names.index("气味")

    assert lesson.targets.sure[:, smell].tolist() == [1, 0, 0]
    assert not lesson.targets.latent[:, smell].any()


def test_a_label_without_words_stays_open_to_every_clause():
    outputs = Outputs.of(EXAMPLES)
    lesson = Lesson.of(EXAMPLES, LEXICON, outputs)
    freight = outputs.names.index("物流")

    assert lesson.targets.latent[:, freight].tolist() == [True, False]
    assert lesson.of_whole_texts().targets.sure[:, freight].tolist() == [1, 0]


def test_words_that_cross_a_break_are_laid_on_both_clauses():
    examples = [Example("洗完 很干", (Label("使用体验", BAD, ("完 很干",)),))]
    lesson = Lesson.of(examples, LEXICON, Outputs.of(examples))

    assert lesson.targets.sure[:, 0].tolist() == [1, 1]


def test_an_open_label_is_its_likeliest_clause_and_excuses_the_others():
    logits = np.array([[2.0], [-1.0], [0.0]], np.float32)
    sure = np.zeros((3, 1), np.float32)
    latent = np.array([[True], [True], [False]])
    slope = loss_gradient(logits, sure, latent, np.array([0, 2]))

    assert slope[0, 0] < 0
    assert slope[1, 0] == 0
    assert slope[2, 0] == sigmoid(logits)[2, 0]


def test_a_concern_a_stance_and_both_together_each_have_a_column():
    outputs = Outputs.of(EXAMPLES)

    assert outputs.names == ("气味", "物流")
    assert outputs.pairs == (("气味", GOOD), ("物流", BAD))
    assert len(outputs) == 6
    assert outputs.name_of_pairs().tolist() == [0, 1]
    assert outputs.stance_of_pairs().tolist() == [1, 0]

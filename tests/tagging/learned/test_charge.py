import numpy as np
import pytest

from tagging.learned.charge import FOLDS, MANY, folds_of, keep_names, shares_of, with_lexicon
from tagging.learned.targets import Outputs
from tagging.stances import Stance

OUTPUTS = Outputs(("价格", "物流"), (("价格", Stance.PRAISES), ("物流", Stance.COMPLAINS)))


def test_every_text_is_held_back_once_where_there_are_few():
    folds = folds_of(50, seed=3)

    assert len(folds) == FOLDS
    assert sorted(np.concatenate(folds).tolist()) == list(range(50))


def test_one_part_is_held_back_of_many():
    (fold,) = folds_of(MANY, seed=3)

    assert len(fold) < MANY / 2
    assert len(set(fold.tolist())) == len(fold)


def test_the_rarer_a_concern_the_more_its_words_count():
    shares = shares_of([10, 100, 10_000], 0.0)

    assert shares[0] > shares[1] > shares[2] == 0
    assert min(shares_of([10, 10_000], 0.2)) == pytest.approx(0.2)


def test_the_lexicon_is_heard_by_its_share():
    chances = np.array([[0.5, 0.5, 0.5, 0.5]], np.float32)
    mixed = with_lexicon(chances, np.array([[True, False]]), OUTPUTS, (0.2, 0.4))

    assert np.allclose(mixed, [[0.6, 0.3, 0.6, 0.3]])


def test_a_kept_concern_is_decided_by_the_lexicon_alone():
    blended, lexicon = np.array([[True, True]]), np.array([[False, False]])

    assert keep_names(blended, lexicon, OUTPUTS, ["物流"]).tolist() == [[True, False]]
    assert keep_names(blended, lexicon, OUTPUTS, []).tolist() == [[True, True]]

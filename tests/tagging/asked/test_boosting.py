import numpy as np

from tagging.asked.boosting import boost, joined


def grown(seed=0):
    rng = np.random.default_rng(seed)
    features = rng.random((400, 3))
    truth = ((features[:, 0] > 0.5) ^ (features[:, 1] > 0.5)).astype(float)
    return features, truth, boost(features, truth, np.random.default_rng(seed))


def test_trees_learn_what_no_single_column_tells():
    features, truth, trees = grown()

    assert ((trees.score(features) > 0) == (truth == 1)).mean() > 0.97


def test_the_same_seed_grows_the_same_trees():
    features, _, trees = grown()

    assert np.array_equal(trees.score(features), grown()[2].score(features))


def test_joined_forests_say_their_mean():
    features, _, trees = grown()
    _, _, others = grown(seed=1)

    mean = (trees.score(features) + others.score(features)) / 2
    assert np.allclose(joined([trees, others]).score(features), mean)


def test_no_rows_have_no_score():
    assert grown()[2].score(np.zeros((0, 3))).shape == (0,)

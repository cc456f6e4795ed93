from itertools import pairwise

import numpy as np

from tagging.learned import window_net
from tagging.learned.features import LETTERS
from tagging.learned.window_net import WIDTH, score_clauses, score_places, train_net
from tests.tagging.learned.test_trainer import EXAMPLES, LESSON, OUTPUTS, TEXTS


def learned(monkeypatch, seed=0):
    monkeypatch.setattr(window_net, "FEWEST_STEPS", 150)
    return train_net(LESSON, TEXTS, seed)


def read(net, sheet):
    letters = net.letter_table()[np.minimum(sheet.codes, LETTERS - 1)]
    return score_clauses(net.parts, letters, sheet.words, sheet.begins)


def test_windows_that_tell_two_stances_apart_are_learned(monkeypatch):
    logits = read(learned(monkeypatch), LESSON.sheet)
    praised, blamed = (len(OUTPUTS.names) + at for at in (1, 0))

    assert (np.argmax(logits[:, [praised, blamed]], axis=1) == TEXTS % 2).all()


def test_the_same_texts_and_seed_give_the_same_net(monkeypatch):
    one, two = learned(monkeypatch), learned(monkeypatch)

    assert all(np.array_equal(part, two.parts[name]) for name, part in one.parts.items())


def test_a_place_is_read_by_its_neighbours_and_no_further(monkeypatch):
    net = learned(monkeypatch)
    letters = np.full(20, 2, np.int32)
    other = letters.copy()
    other[0] = 3
    words = np.zeros(20, np.int32)
    begins = np.array([0, 20])
    one, two = (score_places(net.parts, each, words, begins) for each in (letters, other))
    changed = ~np.isclose(one, two, rtol=0, atol=1e-6).all(
        axis=1
    )  # sums round otherwise elsewhere

    assert changed[: WIDTH // 2 + 1].any()
    assert not changed[WIDTH // 2 + 1 :].any()
    assert len(EXAMPLES) == len(TEXTS)


def test_a_clause_is_read_the_same_alone_and_among_others(monkeypatch):
    net = learned(monkeypatch)
    monkeypatch.setattr(window_net, "CLAUSES_A_BLOCK", 3)
    letters = np.random.default_rng(0).integers(1, len(net.letters), 40).astype(np.int32)
    words = np.zeros(40, np.int32)
    begins = np.array([0, 2, 11, 13, 20, 38, 40])
    among = score_clauses(net.parts, letters, words, begins)
    alone = [
        score_clauses(net.parts, letters[low:high], words[low:high], np.array([0, high - low]))[0]
        for low, high in pairwise(begins)
    ]

    assert np.allclose(among, alone, atol=1e-5)

import numpy as np

from tagging import window_net
from tagging.features import LETTERS
from tagging.window_net import WIDTH, clearest, score_places, train_net
from tests.tagging.test_trainer import EXAMPLES, LESSON, OUTPUTS, TEXTS


def learned(monkeypatch, seed=0):
    monkeypatch.setattr(window_net, "FEWEST_STEPS", 150)
    return train_net(LESSON.sheet, LESSON.targets, TEXTS, seed)


def read(net, sheet):
    letters = net.letter_table()[np.minimum(sheet.codes, LETTERS - 1)]
    return score_places(net.parts, letters, sheet.words)


def test_windows_that_tell_two_stances_apart_are_learned(monkeypatch):
    sheet = LESSON.sheet
    logits = clearest(read(learned(monkeypatch), sheet), sheet.begins)
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
    changed = (
        score_places(net.parts, letters, words) != score_places(net.parts, other, words)
    ).any(1)

    assert changed[: WIDTH // 2 + 1].any()
    assert not changed[WIDTH // 2 + 1 :].any()
    assert len(EXAMPLES) == len(TEXTS)

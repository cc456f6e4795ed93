import numpy as np

from tagging import window_net
from tagging.blend import Blend, held_back, settle
from tagging.stances import Stance
from tagging.targets import Outputs
from tests.tagging.test_trainer import LESSON, OUTPUTS, TEXTS


def test_readers_agree_on_what_they_were_taught(monkeypatch):
    monkeypatch.setattr(window_net, "FEWEST_STEPS", 150)
    blend = Blend.train(LESSON, TEXTS, 0)
    chances = settle(blend.read(LESSON.sheet, LESSON.grams).texts, OUTPUTS)

    assert ((chances >= 0) & (chances <= 1)).all()
    assert (chances[:, 1] > chances[:, 2]).tolist() == (TEXTS % 2 == 1).tolist()


def test_texts_held_back_are_read_by_those_who_never_saw_them(monkeypatch):
    monkeypatch.setattr(window_net, "FEWEST_STEPS", 60)
    chances = list(held_back(LESSON, OUTPUTS, [TEXTS[:4], TEXTS[4:]], 0))

    assert [each.shape for each in chances] == [(4, 3), (6, 3)]


def test_a_pair_rests_on_its_concern_and_its_stance_too():
    outputs = Outputs(("价格",), (("价格", Stance.COMPLAINS), ("价格", Stance.PRAISES)))
    settled = settle(np.array([[0.8, 0.4, 0.4, 0.6, 0.2]], np.float32), outputs)

    assert np.allclose(settled, [[0.8, 0.5, 0.3]])

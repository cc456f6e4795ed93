import numpy as np

from bot.packaged import packaged_lexicon
from tagging.learned import blend as blending
from tagging.learned import window_net
from tagging.learned.blend import Blend, ClauseReader, held_back, settle
from tagging.learned.features import WordClasses
from tagging.learned.targets import Outputs
from tagging.stances import Stance
from tests.tagging.learned.test_trainer import LESSON, OUTPUTS, TEXTS


def test_readers_agree_on_what_they_were_taught(monkeypatch):
    monkeypatch.setattr(window_net, "FEWEST_STEPS", 150)
    blend = Blend.train(LESSON, TEXTS, 0)
    read = blend.read(LESSON.sheet, LESSON.grams)
    chances = blend.texts_of(read, LESSON.layout.clause_at, OUTPUTS)

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


def test_a_clause_that_is_remembered_is_read_as_it_was(monkeypatch):
    monkeypatch.setattr(window_net, "FEWEST_STEPS", 30)
    monkeypatch.setattr(blending, "MOST_KNOWN", 3)
    blend = Blend.train(LESSON, TEXTS, 0)
    classes = WordClasses.of(packaged_lexicon("general"))
    reader = ClauseReader(blend, classes)
    asked = (["顺手滑。", "毛边刺，"], ["毛边刺，"] * 3, ["好，", "顺手滑。"], list("一二三四五"))
    for clauses in asked:
        fresh = [ClauseReader(blend, classes).read([each])[0] for each in clauses]

        assert np.allclose(reader.read(clauses), fresh, atol=1e-5)

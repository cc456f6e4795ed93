from bot.packaged import packaged_lexicon
from tagging.learned import window_net
from tagging.learned.blend import Blend
from tagging.learned.explaining import explain_clause
from tagging.learned.features import WordClasses
from tests.tagging.learned.test_trainer import LESSON, TEXTS


def test_the_words_that_were_learned_weigh_most(monkeypatch):
    monkeypatch.setattr(window_net, "FEWEST_STEPS", 150)
    blend = Blend.train(LESSON, TEXTS, 0)
    classes = WordClasses.of(packaged_lexicon("general"))
    weights = explain_clause(blend, "好吧，用下来毛边刺", classes, 1, 6)

    sizes = [abs(one.weight) for one in weights]
    assert sizes == sorted(sizes, reverse=True)
    assert weights[0].weight > 0
    assert set(weights[0].feature) & set("毛边刺")
    assert not any("吧" in one.feature for one in weights)

from dataclasses import replace

import numpy as np
import pytest

from bot.packaged import packaged_lexicon
from tagging.concerns import Rule
from tagging.errors import ModelError
from tagging.labels import Example, Label
from tagging.learned import trainer, window_net
from tagging.learning import ConcernModel, InCharge, learn
from tagging.stances import Stance

LEXICON = packaged_lexicon("化妆品")
GOOD, BAD = Stance.PRAISES, Stance.COMPLAINS
SAYINGS = {
    ("真伪", GOOD): ("是正品", "验过是真的"),
    ("真伪", BAD): ("像假货", "感觉是山寨的"),
    ("手感", GOOD): ("摸着顺手滑", "捏起来糯叽叽"),
    ("手感", BAD): ("边角毛边刺", "捏起来硬梆梆"),
    ("价格", GOOD): ("价格实惠", "很划算"),
}
OPENERS = ("", "昨天到的，", "第二次买，", "给妈妈买的，", "朋友推荐，", "用了一周，")


def examples(count, seed=0, names=tuple(SAYINGS)):
    """Make texts of one or two sayings each, as a patient shop assistant would label them."""
    chance = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        chosen = [names[at] for at in chance.permutation(len(names))[: chance.integers(1, 3)]]
        said = [SAYINGS[key][chance.integers(2)] for key in chosen]
        labels = tuple(Label(*key, (term,)) for key, term in zip(chosen, said, strict=True))
        made.append(Example(OPENERS[chance.integers(6)] + "，".join(said), labels))
    return made


@pytest.fixture(scope="module", autouse=True)
def _quick():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(window_net, "FEWEST_STEPS", 120)
        patch.setattr(window_net, "EPOCHS", 8)
        patch.setattr(trainer, "FEWEST_STEPS", 60)
        yield


@pytest.fixture(scope="module")
def model(_quick):
    return learn(examples(300), LEXICON)


def test_enough_confirmations_put_the_blend_in_charge(model):
    assert model.charge.in_charge is InCharge.BLEND
    assert model.charge.held_back == model.charge.confirmed == 300
    assert model.charge.blend_f1 > model.charge.lexicon_f1
    assert "300 texts held back" in model.charge.reason
    assert model.names == ("价格", "手感", "真伪")


def test_what_no_lexicon_knows_is_found_in_the_names_of_the_labels(model):
    text = "收到了，边角毛边刺，不过是正品"
    findings = next(model.find_many([text], LEXICON))

    assert {(one.concern, one.stance) for one in findings} == {("手感", BAD), ("真伪", GOOD)}
    for one in findings:
        assert one.evidence == text[one.start : one.end]
        assert one.evidence in one.clause
        assert 0 <= one.confidence <= 1
    assert findings[0].rule is Rule.MODEL


def test_a_model_written_and_read_finds_the_same(model):
    texts = [example.text for example in examples(60, seed=5)] + ["", "\ud800\0", "好\n不好"]
    again = ConcernModel.from_bytes(model.to_bytes())
    one, two = (list(each.find_many(texts, LEXICON)) for each in (model, again))

    assert [[each[:7] for each in found] for found in one] == [
        [each[:7] for each in found] for found in two
    ]
    assert again.charge == model.charge
    assert again.category == "化妆品"


def test_a_finding_is_explained_by_the_words_it_rests_on(model):
    text = "昨天到的，边角毛边刺"
    finding = next(model.find_many([text], LEXICON))[0]
    weights = model.explain(text, finding, LEXICON, most=8)

    assert len(weights) == 8
    assert weights[0].weight > 0
    assert any(set(one.feature) & set("边角毛刺") for one in weights)


def test_few_confirmations_leave_the_lexicon_in_charge():
    model = learn(examples(40), LEXICON)
    findings = next(model.find_many(["应该是正品"], LEXICON))

    assert model.charge.in_charge is InCharge.LEXICON
    assert "40 confirmed texts" in model.charge.reason
    assert [(one.concern, one.stance) for one in findings] == [("真伪", GOOD)]
    assert findings[0].rule is not Rule.MODEL
    assert model.explain("应该是正品", findings[0], LEXICON)[0].feature.endswith("正品")


def test_noise_never_beats_the_lexicon():
    said = examples(300, names=(("真伪", GOOD), ("价格", GOOD)))
    chance = np.random.default_rng(1)
    extra = (Label("手感", BAD),)
    blank = [replace(each, labels=each.labels + extra * (chance.random() < 0.4)) for each in said]
    charge = learn(blank, LEXICON).charge

    assert (charge.blend_f1 >= charge.lexicon_f1) == (charge.in_charge is InCharge.BLEND)
    assert f"{charge.lexicon_f1:.3f}" in charge.reason


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda data: data[: len(data) // 2], "damaged"),
        (lambda data: data.replace(b"concerns 2 ", b"concerns 9 ", 1), "version 9"),
        (lambda data: b"PK\3\4" + data, "no concerns model"),
        (lambda data: data[:-9] + bytes(9), "damaged"),
        (lambda _: b"", "no concerns model"),
    ],
)
def test_a_damaged_or_foreign_model_is_refused_in_one_sentence(damage, said):
    data = learn(examples(20), LEXICON).to_bytes()
    with pytest.raises(ModelError, match=said) as refused:
        ConcernModel.from_bytes(damage(data))

    assert "\n" not in str(refused.value)


def test_texts_without_a_single_label_teach_nothing():
    with pytest.raises(ModelError, match="nothing to learn"):
        learn([Example("收到了")], LEXICON)

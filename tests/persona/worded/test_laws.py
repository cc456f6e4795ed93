import pytest

from bot.packaged import packaged
from persona.errors import PersonaError
from persona.reasons import Reason
from persona.worded.hits import WordLevel
from persona.worded.laws import parse_grounds

GROUNDS = parse_grounds(packaged("persona.data", "grounds.csv"))


def test_a_hit_carries_its_law_and_what_that_threatens():
    hit = GROUNDS["absolute"].hit("最好的茶", (0, 2), WordLevel.BLOCK)

    assert (hit.word, hit.law, hit.article) == ("最好", "广告法", "第九条(三)项")
    assert hit.fine_range == "20万–100万元"
    assert hit.because.values["penalty"] == "广告法第五十七条"


def test_a_hit_in_a_context_says_what_else_it_may_mean():
    hit = GROUNDS["absolute"].hit("最好的茶", (0, 2), WordLevel.HINT, "使用提示")

    assert hit.may_be_fine.code is Reason.FINE_IN_CONTEXT
    assert hit.may_be_fine.values == {"word": "最好", "context": "使用提示"}


def test_an_effect_of_a_cosmetic_may_be_registered():
    hit = GROUNDS["cosmetic"].hit("祛斑", (0, 2), WordLevel.WARN)

    assert hit.may_be_fine.code is Reason.FINE_WITH_REGISTRATION
    assert hit.fine_range == ""


@pytest.mark.parametrize("ground", GROUNDS.values(), ids=lambda ground: ground.category)
def test_every_category_has_a_neutral_wording_or_should_simply_go(ground):
    hit = ground.hit("词", (0, 1), WordLevel.WARN)

    if ground.category in ("state_symbol", "tobacco"):
        assert hit.instead is None
    else:
        assert hit.instead.code.startswith("say_")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("category,law\n", "columns must be"),
        (
            "category,law,article,penalty_article,fine_range,may_be_fine,instead\na,b,c,d,,odd,\n",
            "'odd'",
        ),
    ],
)
def test_wrong_grounds_are_refused(text, complaint):
    with pytest.raises(PersonaError, match=complaint):
        parse_grounds(text)

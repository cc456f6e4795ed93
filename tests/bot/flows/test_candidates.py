import pytest

from bot.errors import AlreadySettled
from bot.flows.candidates import accept, dismiss, gather_pile, sift
from bot.flows.conversation import answer
from bot.records import Signed
from bot.shop import renewed
from tagging.mining import Candidate
from tagging.stances import Stance
from tests.builders import NOON, said

WHO = Signed("阿青", NOON)
BUCKLE = Candidate(
    "蝴蝶结", 9, ("漂亮",), (), variants=("大蝴蝶结",), good=("醒目",), bad=("耷拉",)
)


async def test_what_customers_judge_and_nobody_listed_is_a_candidate_until_it_is_settled(
    unit, shop
):
    words = ("漂亮", "歪了", "耷拉", "精致", "太大", "很醒目", "特别好看", "有点丑")
    for number, word in enumerate(words * 2):
        text = f"蝴蝶结{word}"
        await answer(said(text, contact=f"c{number}", cause=f"event:{number}"), unit, shop)
    pile = await gather_pile(100, unit, shop)
    terms = [candidate.term for candidate in sift(pile, 10)]
    await dismiss("蝴蝶结", WHO, unit, shop)
    again = sift(await gather_pile(100, unit, shop), 10)

    assert "蝴蝶结" in terms
    assert "蝴蝶结" not in [candidate.term for candidate in again]


@pytest.mark.parametrize("concern", ["蝴蝶结", "外观款式"])
async def test_an_accepted_candidate_is_a_concern_or_a_word_of_one_from_then_on(
    unit, shop, concern
):
    approved = await accept(BUCKLE, concern, WHO, unit, shop)
    changed = await renewed(shop, unit)
    (found,) = changed.find(["大蝴蝶结很耷拉"])

    assert {each.change.list for each in approved} == {"nouns", "good", "bad"}
    assert (concern, Stance.COMPLAINS) in {(each.concern, each.stance) for each in found}


async def test_a_candidate_is_settled_once(unit, shop):
    await accept(BUCKLE, "外观款式", WHO, unit, shop)

    with pytest.raises(AlreadySettled, match="蝴蝶结"):
        await dismiss("蝴蝶结", WHO, unit, shop)

import pytest

CHANGE = {"concern": "外观款式", "list": "complains", "text": "像面口袋", "category": "女装"}


async def test_a_change_by_hand_is_proposed_approved_and_read_at_once(operator):
    proposal = (await operator.do("/proposals", **CHANGE))["proposal"]
    await operator.do(f"/proposals/{proposal['id']}/approve")
    await operator.hear("穿着像面口袋")
    finding = await operator.first()
    (known,) = (await operator.ask("/proposals", params={"state": "approved"}))["proposals"]

    assert (finding["concern"], finding["stance"]) == ("外观款式", "complains")
    assert (known["settled_by"], known["touched"]) == ("阿青", 1)
    assert (await operator.do(f"/proposals/{proposal['id']}/approve", status=409))["error"]


async def test_an_approved_change_can_be_taken_back(operator):
    proposal = (await operator.do("/proposals", **CHANGE))["proposal"]
    await operator.do(f"/proposals/{proposal['id']}/approve")
    await operator.do(f"/proposals/{proposal['id']}/refuse")
    await operator.hear("穿着像面口袋")

    assert (await operator.ask("/queue"))["open"] == 0


@pytest.mark.parametrize(
    ("change", "advice"),
    [
        ({"list": "nonsense"}, "list 只能是 nouns、"),
        ({"concern": ""}, "请在 concern 里写明"),
        ({"text": "长" * 61}, "text：太长了"),
        ({"category": "长" * 201}, "category：太长了"),
    ],
)
async def test_a_change_that_no_lexicon_carries_is_refused_with_what_to_do(
    operator, change, advice
):
    answer = await operator.do("/proposals", status=400, **CHANGE | change)

    assert answer["error"]["code"] == "bad_request"
    assert advice in answer["error"]["message"]


async def test_an_unknown_state_or_proposal_is_named(operator):
    wrong = await operator.ask("/proposals", params={"state": "lost"}, status=400)

    assert "waiting" in wrong["error"]["message"]
    assert (await operator.do("/proposals/nobody/approve", status=404))["error"]


async def test_a_word_that_its_list_does_not_hold_cannot_be_taken_out(operator):
    away = CHANGE | {"is_addition": False}
    wrong = await operator.do("/proposals", status=400, **away)
    proposal = (await operator.do("/proposals", **CHANGE))["proposal"]
    await operator.do(f"/proposals/{proposal['id']}/approve")

    assert "「像面口袋」不在这张词表里" in wrong["error"]["message"]
    assert (await operator.do("/proposals", **away))["proposal"]["is_addition"] is False
    assert (await operator.do("/proposals", **away | {"category": ""}))["proposal"]

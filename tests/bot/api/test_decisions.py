import pytest


@pytest.mark.parametrize(
    ("deed", "body", "state"),
    [
        ("confirm", {}, "confirmed"),
        ("reject", {}, "rejected"),
        ("correct", {"concern": "外观款式", "stance": "complains"}, "corrected"),
    ],
)
async def test_a_decision_is_made_once_written_down_and_undone(operator, deed, body, state):
    await operator.hear("会不会偏小")
    finding = await operator.first()
    path = f"/findings/{finding['id']}"
    done = await operator.do(f"{path}/{deed}", **body)
    refused = await operator.do(f"{path}/confirm", status=409)
    empty = await operator.ask("/queue")
    undone = await operator.do(f"{path}/undo")
    log = (await operator.ask("/decisions", params={"finding": finding["id"]}))["decisions"]

    assert done["finding"]["state"] == state
    assert (refused["error"]["code"], empty["open"]) == ("conflict", 0)
    assert "阿青" in refused["error"]["message"]
    assert undone["finding"]["state"] == "open"
    assert [each["kind"] for each in log] == ["undo", deed]
    assert log[1]["before"]["concern"] == finding["concern"]
    assert log[0]["after"] == log[1]["before"]
    assert (await operator.ask("/decisions", params={"who": "别人"}))["decisions"] == []


async def test_always_like_this_proposes_a_change_and_says_what_it_touches(operator):
    await operator.hear("有异味", "有异味吧")
    finding = await operator.first()
    done = await operator.do(f"/findings/{finding['id']}/reject", always=True)
    (proposal,) = done["proposals"]

    assert (proposal["state"], proposal["finding"]) == ("waiting", finding["id"])
    assert proposal["touched"] == 1
    assert (await operator.ask("/proposals"))["proposals"] == [proposal]


@pytest.mark.parametrize("deed", ["confirm", "reject", "undo", "correct"])
async def test_what_is_not_there_cannot_be_decided(operator, deed):
    answer = await operator.do(f"/findings/nobody/{deed}", status=404)

    assert answer["error"]["code"] == "not_found"


async def test_a_correction_without_sense_is_refused(operator):
    await operator.hear("会不会偏小")
    finding = await operator.first()
    answer = await operator.do(f"/findings/{finding['id']}/correct", status=400, end=99)

    assert "原文" in answer["error"]["message"]


async def test_one_decision_may_hold_for_all_of_the_same_words(operator):
    await operator.hear("会不会偏小", contact="a")
    await operator.hear("会不会偏小", contact="b")
    finding = await operator.first()
    done = await operator.do(f"/findings/{finding['id']}/confirm", same=True)

    assert (finding["others"], done["also"]) == (1, 1)
    assert (await operator.ask("/queue"))["open"] == 0
    assert len((await operator.ask("/decisions"))["decisions"]) == 2

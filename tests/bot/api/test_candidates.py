WORDS = ("漂亮", "歪了", "耷拉", "精致", "太大", "很醒目", "特别好看", "有点丑")


async def hear_of_bows(operator):
    for number, word in enumerate(WORDS * 2):
        await operator.hear(f"蝴蝶结{word}", contact=f"c{number}")


async def test_candidates_are_listed_and_one_action_makes_one_a_concern(operator):
    await hear_of_bows(operator)
    shown = await operator.ask("/candidates", params={"last": "500"})
    bow = next(each for each in shown["candidates"] if each["term"] == "蝴蝶结")
    body = {name: bow[name] for name in ("term", "variants", "good", "bad")}
    done = await operator.do("/candidates/accept", **body)
    await operator.hear("蝴蝶结很好", contact="新客")

    assert shown["texts"] == 16
    assert done["concern"] == "蝴蝶结"
    assert "蝴蝶结" in operator.house.shop.lexicon.concerns
    assert (await operator.first(concern="蝴蝶结"))["stance"] == "praises"
    assert (await operator.do("/candidates/reject", status=409, term="蝴蝶结"))["error"]


async def test_a_rejected_candidate_is_not_shown_again(operator):
    await hear_of_bows(operator)
    await operator.do("/candidates/reject", term="蝴蝶结")
    shown = await operator.ask("/candidates")

    assert "蝴蝶结" not in [each["term"] for each in shown["candidates"]]


async def test_a_candidate_can_be_merged_into_a_known_concern(operator):
    done = await operator.do("/candidates/accept", term="蝴蝶结", concern="外观款式")

    assert [each["concern"] for each in done["changes"]] == ["外观款式"]


async def test_a_candidate_goes_into_no_concern_that_nobody_knows(operator):
    body = {"term": "蝴蝶结", "concern": "外观"}
    wrong = await operator.do("/candidates/accept", status=400, **body)
    done = await operator.do("/candidates/accept", **body | {"concern": "蝴蝶结"})

    assert "没有「外观」这个关注点" in wrong["error"]["message"]
    assert done["concern"] == "蝴蝶结"

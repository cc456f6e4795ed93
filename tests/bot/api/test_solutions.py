ANSWER = "有大一码。"


async def solve(operator, **more):
    body = {"answer": ANSWER} | more
    return (await operator.do("/concerns/尺码大小/solve", **body))["solution"]


async def test_a_solved_concern_offers_a_script_and_to_tell_who_asked(operator):
    await operator.hear("会不会偏小")
    solution = await solve(operator)
    listed = (await operator.ask("/solutions", params={"concern": "尺码大小"}))["solutions"]

    assert (solution["who"], solution["askers"], solution["script"]) == ("阿青", 1, None)
    assert solution["draft"]["answers"] == [ANSWER]
    assert solution["asked"] == ["会不会偏小"]
    assert [each["id"] for each in listed] == [solution["id"]]
    assert await operator.ask(f"/solutions/{solution['id']}") == {"solution": solution}


async def test_one_action_puts_the_script_on_the_shelf_and_one_tells_who_asked(operator):
    await operator.hear("会不会偏小")
    solution = await solve(operator)
    path = f"/solutions/{solution['id']}"
    script = (await operator.do(f"{path}/script", keywords=["加大码"]))["script"]
    told = [await operator.do(f"{path}/notify") for _ in range(2)]

    assert operator.house.shop.scripts[0].key == script["key"]
    assert script["keywords"] == ["加大码"]
    assert [each["promised"] for each in told] == [1, 0]
    assert (await operator.do(f"{path}/script", status=409))["error"]["code"] == "conflict"


async def test_what_nobody_knows_cannot_be_solved_or_told(operator):
    unknown = await operator.do("/concerns/没有的/solve", status=400, answer=ANSWER)
    broken = await operator.do("/concerns/尺码大小/solve", status=400, answer="{身高}")

    assert "没有的" in unknown["error"]["message"]
    assert "{身高}" in broken["error"]["message"]
    assert (await operator.ask("/solutions/nobody", status=404))["error"]
    assert (await operator.do("/solutions/nobody/notify", status=404))["error"]

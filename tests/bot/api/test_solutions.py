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


async def test_an_answer_with_words_that_advertising_law_forbids_is_refused(operator):
    answer = await operator.do(
        "/concerns/质量/solve", status=400, answer="这是全网第一、顶级的面料"
    )
    solution = await solve(operator)
    path = f"/solutions/{solution['id']}/script"
    script = await operator.do(path, status=400, answer="大一码是史上最低价")

    assert "：全网第一、顶级。" in answer["error"]["message"]
    assert "史上最低价" in script["error"]["message"]
    assert (await operator.ask("/solutions"))["solutions"][0]["script"] is None


async def test_an_answer_with_words_that_the_law_doubts_is_kept_with_a_warning(operator):
    body = {"answer": "独家新款，大一码也到了。"}
    solved = await operator.do("/concerns/尺码大小/solve", **body)
    script = await operator.do(f"/solutions/{solved['solution']['id']}/script")

    for answer in (solved, script):
        (warning,) = answer["warnings"]
        assert warning["word"] == "独家"
        assert "独家" in warning["because"]


async def test_a_script_taken_off_the_shelf_answers_nobody_and_makes_room_for_another(operator):
    await operator.hear("会不会偏小")
    path = f"/solutions/{(await solve(operator))['id']}/script"
    script = (await operator.do(path))["script"]
    gone = await operator.do(f"{path}/withdraw")
    keys = [each.key for each in operator.house.shop.scripts]

    assert gone == {"withdrawn": script["key"]}
    assert script["key"] not in keys
    assert (await operator.do(f"{path}/withdraw", status=409))["error"]["code"] == "conflict"
    assert (await operator.do("/solutions/nobody/script/withdraw", status=404))["error"]
    again = (await operator.do(path, answer="大一码明天到。"))["script"]
    assert operator.house.shop.scripts[0].answers == ("大一码明天到。",)
    assert again["key"] == script["key"]

async def test_staff_see_which_scripts_may_answer_a_question(operator):
    await operator.hear("会不会偏小")
    path = "/concerns/尺码大小/solve"
    solution = (await operator.do(path, answer="有大一码。"))["solution"]
    script = (await operator.do(f"/solutions/{solution['id']}/script"))["script"]

    found = await operator.ask("/answers", params={"question": "会不会偏小？"})

    assert found["decision"] == "answer"
    assert found["top"][0]["script"] == script["key"]
    assert (found["top"][0]["asks"], found["top"][0]["answers"]) == ("会不会偏小", ["有大一码。"])


async def test_a_shop_without_questions_leaves_it_to_people(operator):
    assert await operator.ask("/answers", params={"question": "在吗"}) == {
        "decision": "abstain",
        "top": [],
    }


async def test_a_question_is_needed(operator):
    refused = await operator.ask("/answers", status=400)

    assert "question" in refused["error"]["message"]

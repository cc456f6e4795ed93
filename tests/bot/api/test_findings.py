import pytest


async def test_the_queue_is_shown_page_by_page_with_others_of_the_same_words(operator):
    await operator.hear("会不会偏小", "会不会偏小", "有没有异味")
    whole = await operator.ask("/queue")
    second = await operator.ask("/queue", params={"page": "2", "size": "1"})

    assert whole["open"] == 3
    assert [each["others"] for each in whole["findings"]] == [1, 0]
    assert second["findings"] == whole["findings"][1:]
    first = whole["findings"][0]
    assert first["text"][first["start"] : first["end"]] == first["evidence"]
    assert (first["origin"], first["state"], first["is_returning"]) == ("message", "open", False)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"concern": "气味"}, 1),
        ({"stance": "complains"}, 0),
        ({"category": "女装", "sort": "doubt"}, 2),
        ({"category": "衣服"}, 2),  # as files call it
        ({"product": "P1"}, 0),
    ],
)
async def test_the_queue_shows_what_is_asked_for(operator, query, count):
    await operator.hear("会不会偏小", "有没有异味")

    assert len((await operator.ask("/queue", params=query))["findings"]) == count


async def test_an_unknown_order_is_named(operator):
    answer = await operator.ask("/queue", params={"sort": "luck"}, status=400)

    assert "impact" in answer["error"]["message"]

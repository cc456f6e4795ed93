import pytest

from tests.builders import NOON


@pytest.mark.parametrize("name", ["page", "size"])
@pytest.mark.parametrize("value", ["0", "-1", "x", "", "１", "1" * 40])
async def test_a_page_is_a_number_from_one_on(operator, name, value):
    answer = await operator.ask("/queue", params={name: value}, status=400)

    assert name in answer["error"]["message"]


@pytest.mark.parametrize("given", ["阿青", "%E9%98%BF%E9%9D%92"])
async def test_a_chinese_name_may_stand_in_the_header_as_it_is_or_percent_encoded(operator, given):
    await operator.hear("会不会偏小")
    finding = await operator.first()
    done = await operator.ask(
        f"/findings/{finding['id']}/confirm", method="POST", headers={"X-Operator": given}
    )

    assert (done["decision"]["who"], done["decision"]["at"]) == ("阿青", NOON.isoformat())


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"stance": "shouts"}, "stance：不是可用的值"),
        ({"strat": 1}, "strat：没有这一项"),
        ({"start": "far"}, "start：写得不对"),
    ],
)
async def test_the_first_fault_of_a_body_is_named(operator, body, words):
    answer = await operator.do("/findings/x/correct", status=400, **body)

    assert words in answer["error"]["message"]


async def test_what_is_missing_empty_or_too_long_is_named(operator):
    for body, words in (
        ({}, "answer：缺少这一项"),
        ({"answer": " "}, "answer：不能为空"),
        ({"answer": "字" * 601}, "answer：太长了"),
    ):
        answer = await operator.do("/concerns/尺码大小/solve", status=400, **body)
        assert words in answer["error"]["message"]


async def test_a_letter_that_no_database_keeps_is_refused(operator):
    body = {"answer": "有的\0", "product": "P1"}

    assert (await operator.do("/concerns/尺码大小/solve", status=400, **body))["error"]
    assert (await operator.ask("/decisions", params={"who": "\0"}, status=400))["error"]


@pytest.mark.parametrize("name", ["product", "category"])
async def test_a_name_longer_than_the_store_keeps_is_refused(operator, name):
    body = {"answer": "有的", name: "长" * 201}
    answer = await operator.do("/concerns/尺码大小/solve", status=400, **body)

    assert answer["error"]["message"] == f"{name}：太长了"


@pytest.mark.parametrize(("name", "known"), [("stance", "complains"), ("origin", "review")])
async def test_a_word_that_names_nothing_finds_nothing_but_what_could_be_said(
    operator, name, known
):
    wrong = await operator.ask("/queue", params={name: "complain"}, status=400)

    assert known in wrong["error"]["message"]
    assert (await operator.ask("/queue", params={name: known}))["open"] == 0

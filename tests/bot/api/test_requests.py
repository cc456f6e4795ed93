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


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("/queue", "category、product、concern、stance、origin、sort、page、size"),
        ("/concerns", "category、product、concern、stance、origin、weeks"),
        ("/decisions", "finding、who、page、size"),
        ("/proposals", "state、page、size"),
        ("/solutions", "concern"),
        ("/solutions/x", "没有"),
        ("/answers", "question"),
        ("/candidates", "last、size"),
        ("/model", "没有"),
    ],
)
async def test_a_question_by_an_unknown_key_is_refused_with_the_known_ones(operator, path, known):
    wrong = await operator.ask(path, params={"conern": "气味"}, status=400)

    assert wrong["error"]["message"] == f"没有 conern 这个参数；可以用的是：{known}。"


async def test_a_post_takes_nothing_from_the_address(operator):
    wrong = await operator.do("/findings/x/confirm?same=true", status=400)

    assert "没有 same 这个参数" in wrong["error"]["message"]


@pytest.mark.parametrize("path", ["/queue", "/concerns"])
async def test_a_category_that_nobody_sells_is_refused_with_the_known_ones(operator, path):
    wrong = await operator.ask(path, params={"category": "女裝鞋"}, status=400)

    assert "没有「女裝鞋」这个品类" in wrong["error"]["message"]
    assert "女装" in wrong["error"]["message"]


async def test_what_is_solved_or_proposed_for_an_unknown_category_is_refused(operator):
    change = {"concern": "质量", "list": "complains", "text": "软塌塌"}
    for path, body in (("/concerns/质量/solve", {"answer": "换了新的。"}), ("/proposals", change)):
        wrong = await operator.do(path, status=400, **body, category="不存在")
        assert "没有「不存在」这个品类" in wrong["error"]["message"]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/findings/x/confirm", {"same": "yes"}, "same"),
        ("/findings/x/confirm", {"always": 1}, "always"),
        ("/findings/x/correct", {"start": True}, "start"),
        ("/findings/x/correct", {"start": 1.0}, "start"),
        ("/candidates/reject", {"term": 5}, "term"),
    ],
)
async def test_a_value_of_another_kind_is_not_guessed_at(operator, path, body, field):
    wrong = await operator.do(path, status=400, **body)

    assert f"{field}：写得不对" in wrong["error"]["message"]

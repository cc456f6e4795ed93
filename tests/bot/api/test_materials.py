import pytest

OWN = {"kind": "leisure", "text": "周末去看了茶山", "pictures": ["hill.jpg"]}


async def put(operator, status=200, **keys):
    return await operator.ask("/materials/hill", method="PUT", json=OWN | keys, status=status)


async def keys_of(operator):
    return {each["key"] for each in (await operator.ask("/materials"))["materials"]}


async def test_a_material_is_put_listed_and_taken_off(operator):
    shown = (await put(operator, audience={"tags": ["宝妈"]}))["material"]
    assert (shown["dimension"], shown["obstacle"]) == ("living", None)
    assert shown["audience"] == {"tags": ["宝妈"], "layers": []}
    assert "hill" in await keys_of(operator)
    await operator.ask("/materials/hill", method="DELETE")

    assert "hill" not in await keys_of(operator)
    await operator.ask("/materials/hill", method="DELETE", status=404)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"pictures": [f"{n}.jpg" for n in range(12)]}, "12"),
        ({"kind": "advert"}, "kind"),
        ({"text": "{不认识}来了"}, "不认识"),
        ({"valid_until": "2026-03-09"}, "2026-03-09"),
        ({"key": "other"}, "other"),
    ],
)
async def test_a_wrong_material_gets_one_line_that_says_what(operator, wrong, named):
    error = await put(operator, status=400, **wrong)

    assert named in error["error"]["message"]
    assert "\n" not in error["error"]["message"]
    assert "hill" not in await keys_of(operator)


async def test_what_the_law_says_of_a_material_stands_beside_it(operator):
    shown = (await put(operator, text="全国第一的面料"))["material"]

    assert [hit["level"] for hit in shown["wording"]] == ["block"]


async def test_a_solved_concern_is_drafted_and_approved(operator):
    await operator.do("/concerns/尺码大小/solve", answer="按平时穿的码拍就好。")
    proposed = await operator.do("/material-drafts")
    drafts = (await operator.ask("/material-drafts"))["drafts"]
    (draft,) = (each for each in drafts if each["source"] == "solution")
    assert proposed["new"] == len(drafts)
    assert draft["key"] not in await keys_of(operator)
    await operator.do(f"/material-drafts/{draft['key']}/approve")

    assert draft["key"] in await keys_of(operator)
    await operator.do(f"/material-drafts/{draft['key']}/refuse", status=409)
    approved = await operator.ask("/material-drafts", params={"state": "approved"})
    assert draft["key"] in {each["key"] for each in approved["drafts"]}
    await operator.ask("/material-drafts", params={"state": "lost"}, status=400)


async def test_a_customer_may_be_quoted_or_not(operator):
    await operator.hear("这件会不会偏小？")
    async with operator.house.store.reading() as unit:
        (contact,) = await unit.customers.load([("sandbox", "xiaoman")])
    path = f"/customers/{contact.customer.id}/quoting"
    noted = await operator.do(path, is_given=True, ground="微信里答应的")

    assert noted["is_given"] is True
    await operator.do("/customers/nobody/quoting", is_given=True, ground="?", status=404)
    await operator.do(path, is_given=True, ground="", status=400)


async def test_a_trial_report_is_drafted_once_anonymous_and_said_to_be_a_trial(operator):
    report = {"text": "婷婷穿了两周，领口没有变形。", "customer": "婷婷", "consent": "群里答应的"}
    draft = (await operator.do("/trial-reports", **report))["draft"]
    await operator.do("/trial-reports", status=409, **report)
    short = await operator.do("/trial-reports", status=400, **report | {"text": "好"})

    assert (draft["source"], draft["kind"], draft["state"]) == (
        "report",
        "word_of_mouth",
        "waiting",
    )
    assert "婷婷" not in draft["text"]
    assert "试用" in draft["text"]
    assert "\n" not in short["error"]["message"]

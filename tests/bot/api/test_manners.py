import pytest


@pytest.fixture
async def xiaoman(operator):
    """Somebody who just wrote."""
    await operator.hear("会不会偏小")
    async with operator.house.store.reading() as unit:
        (contact,) = await unit.customers.load([("sandbox", "xiaoman")])
    return contact.customer.id


async def test_an_operator_asks_whether_a_customer_may_be_written_to(operator, xiaoman):
    shown = await operator.ask(f"/customers/{xiaoman}/manners")

    assert (shown["is_minor"], shown["zone"], shown["refuses"]) == (False, "", [])
    assert set(shown["verdicts"]) == {"service", "care", "news", "broadcast", "discount"}
    assert {each["decision"] for each in shown["verdicts"].values()} == {"send"}


async def test_a_minor_is_noted_and_marketed_to_no_more(operator, xiaoman):
    shown = await operator.do(f"/customers/{xiaoman}/manners", is_minor=True)

    assert shown["verdicts"]["broadcast"]["decision"] == "drop"
    assert "未成年人" in shown["verdicts"]["broadcast"]["because"]
    assert shown["verdicts"]["care"]["decision"] == "send"
    again = await operator.do(f"/customers/{xiaoman}/manners", is_minor=False)
    assert again["verdicts"]["broadcast"]["decision"] == "send"


async def test_a_customer_abroad_sleeps_by_their_own_clock(operator, xiaoman):
    shown = await operator.do(f"/customers/{xiaoman}/manners", zone="America/New_York")

    assert shown["verdicts"]["care"]["decision"] == "wait"
    assert shown["verdicts"]["care"]["retry_at"] == "2026-03-10T12:30:00+00:00"
    back = await operator.do(f"/customers/{xiaoman}/manners", zone="")
    assert back["verdicts"]["care"]["decision"] == "send"


async def test_a_refund_is_noted_and_settled(operator, xiaoman):
    noted = await operator.do(f"/customers/{xiaoman}/manners", has_refund=True)
    settled = await operator.do(f"/customers/{xiaoman}/manners", has_refund=False)

    assert noted["verdicts"]["news"]["decision"] == "wait"
    assert "退款" in noted["verdicts"]["news"]["because"]
    assert settled["verdicts"]["news"]["decision"] == "send"


async def test_a_purpose_is_refused_for_itself(operator, xiaoman):
    shown = await operator.do(f"/customers/{xiaoman}/manners", wants_marketing=False)

    assert shown["refuses"] == ["marketing"]
    assert shown["verdicts"]["discount"]["decision"] == "drop"
    assert shown["verdicts"]["care"]["decision"] == "send"


@pytest.mark.parametrize(
    ("body", "words"), [({"zone": "Mars/Base"}, "Mars/Base"), ({"is_minor": "yes"}, "is_minor")]
)
async def test_what_makes_no_sense_is_refused(operator, xiaoman, body, words):
    refused = await operator.do(f"/customers/{xiaoman}/manners", status=400, **body)

    assert words in refused["error"]["message"]


async def test_a_customer_nobody_knows_is_said_so(operator):
    assert await operator.ask("/customers/nobody/manners", status=404)
    assert await operator.do("/customers/nobody/manners", status=404, is_minor=True)

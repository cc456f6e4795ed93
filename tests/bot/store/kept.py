"""Findings that are kept, for the tests of whoever reads them."""

from bot.records import Origin, Said, Signed, Wanted
from tagging.concerns import Finding, Rule
from tagging.stances import Stance
from tests.builders import NOON, followed

WHO = Signed("阿青", NOON)


def found(
    concern="尺码大小", stance=Stance.ASKS, evidence="会不会偏小", *, confidence=0.8, clause=""
):
    return Finding(
        concern, stance, evidence, 0, len(evidence), clause or evidence, Rule.TERM, confidence
    )


async def customer_of(unit, name="xiaoman"):
    return (await unit.customers.meet(followed(contact=name))).customer.id


def said_in(text, customer=None, *, at=NOON, origin=Origin.MESSAGE, **more):
    return Said(
        **{"origin": origin, "id": text, "at": at, "category": "女装", "customer": customer} | more
    )


async def first_of(unit, **wanted):
    """Return the finding that heads the queue."""
    return (await unit.findings.list_waiting(Wanted(**wanted)))[0].finding

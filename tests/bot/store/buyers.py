"""Buyers with a past, and what the core makes of it."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.imports.rows import OrderRow, OrderStatus
from tests.builders import NOON, followed


async def buyers(unit, pasts, *, fen=20000, now=NOON):
    """Let one customer for each past have paid an order so many days ago; return the states."""
    people = [
        await unit.customers.meet(followed(contact=f"c{number}")) for number in range(len(pasts))
    ]
    rows = [
        _order(person.customer.id, place, days, fen * (number + 1), now)
        for number, (person, past) in enumerate(zip(people, pasts, strict=True))
        for place, days in enumerate(past)
    ]
    names = {person.customer.id: person.customer.id for person in people}
    await unit.imports.save_orders(rows, names, replaced=())
    await unit.imports.recount_purchases(list(names))
    return {name: await unit.purchases.state_of(name) for name in names}


def _order(customer, place, days, fen, now):
    day = now.date() - timedelta(days=days)
    return OrderRow(
        key=f"{customer}-{place}",
        customer=customer,
        paid_at=datetime.combine(day, time(12), ZoneInfo("Asia/Shanghai")),
        day=day,
        amount_fen=fen,
        discount_fen=0,
        status=OrderStatus.PAID,
        items=(),
        digest="test",
    )

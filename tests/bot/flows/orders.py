"""Customers of the sandbox with orders behind them."""

from datetime import datetime, time, timedelta

from bot.imports.rows import OrderItem, OrderRow, OrderStatus
from tests.builders import NOON, followed


async def bought(unit, shop, contact, *, days_ago, fen=20000, now=NOON, items=()):
    """Let a contact have paid an order on each of these days."""
    met = await unit.customers.meet(followed(contact=contact, nickname=contact))
    today = shop.date_of(now)
    rows = []
    for days in days_ago:
        day = today - timedelta(days=days)
        rows.append(
            OrderRow(
                key=f"{contact}-{days}",
                customer=met.customer.id,
                paid_at=shop.instant(datetime.combine(day, time(12))),
                day=day,
                amount_fen=fen,
                discount_fen=0,
                status=OrderStatus.PAID,
                items=items,
                digest="test",
            )
        )
    people = {met.customer.id: met.customer.id}
    await unit.imports.save_orders(rows, people, replaced=())
    await unit.imports.recount_purchases(list(people))
    return met


def of_product(code, *, price_fen=20000):
    """The items of an order of one piece."""
    return (OrderItem(code, 1, price_fen),)

"""One state row a customer: all that layering needs to know of their orders."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, desc, func, select, union_all

from bot.imports.rows import OrderStatus
from bot.store.customers import PERSONAL
from bot.store.tables import (
    consents,
    customers,
    order_items,
    orders,
    products,
    purchase_states,
)
from bot.store.work import Work
from tagging.offered.price_protection import Purchase
from tagging.purchases import PurchaseState

_COUNTS = (
    orders.c.status == OrderStatus.PAID,
    orders.c.amount_fen >= 0,
    order_items.c.quantity > 0,
)
"""What makes a line one that was bought and kept."""
_OF_ORDERS = order_items.join(orders, orders.c.order_no == order_items.c.order_no)
_OF_PRODUCTS = _OF_ORDERS.outerjoin(products, products.c.code == order_items.c.product)


class Purchases:
    """The purchase states of customers."""

    def __init__(self, work: Work) -> None:
        """Remember, within this unit, whose state was already read."""
        self._work = work
        self._known: dict[str, PurchaseState | None] = {}

    async def load(self, customers: Collection[str]) -> None:
        """Read the states of these customers at once."""
        unread = [customer for customer in customers if customer not in self._known]
        self._known.update((customer, None) for customer in unread)
        if stored := [customer for customer in unread if customer not in self._work.fresh]:
            where = purchase_states.c.customer.in_(stored)
            for row in await self._work.rows(select(purchase_states).where(where)):
                self._known[row.customer] = _state_of(row)

    async def state_of(self, customer: str) -> PurchaseState | None:
        """Return a customer's purchase state, or None where they never ordered."""
        await self.load([customer])
        return self._known[customer]

    async def bought_of(self, customer: str, things: Collection[str]) -> dict[str, PurchaseState]:
        """Return on which days a customer bought these products or categories, as states."""
        rows = await self._bought(things, orders.c.customer == customer)
        return {row.thing: PurchaseState(row.first, row.last, row.orders) for row in rows}

    async def sums_of(self, things: Collection[str]) -> dict[str, tuple[int, int]]:
        """Sum up, over all buyers of these products or categories, days spanned and gaps."""
        sums: dict[str, tuple[int, int]] = {}
        for row in await self._bought(things):
            span_days, gaps = sums.get(row.thing, (0, 0))
            sums[row.thing] = span_days + (row.last - row.first).days, gaps + row.orders - 1
        return sums

    async def paid_since(self, customer: str, day: date) -> list[tuple[Purchase, int]]:
        """Return what a customer bought from a day on, each with the product's price of today."""
        statement = (
            select(
                order_items.c.product,
                orders.c.day,
                order_items.c.price_fen,
                order_items.c.quantity,
                orders.c.amount_fen,
                orders.c.discount_fen,
                products.c.price_fen.label("today_fen"),
            )
            .select_from(_OF_PRODUCTS)
            .where(
                orders.c.customer == customer,
                orders.c.day >= day,
                products.c.price_fen > 0,
                order_items.c.price_fen >= 0,
                *_COUNTS,
            )
        )
        return [
            (Purchase(row.product, row.day, _paid_fen(row), row.quantity), row.today_fen)
            for row in await self._work.rows(statement)
        ]

    async def deals_of(
        self, things: Collection[str], since: date, until: date
    ) -> dict[str, list[tuple[date, int]]]:
        """Return for products, by code or name, each day in [since, until) and its lowest price.

        It is that of one piece, in fen; what was given away is no deal.
        """
        statement = union_all(
            *(
                select(
                    name.label("thing"),
                    orders.c.day,
                    func.min(order_items.c.price_fen).label("fen"),
                )
                .where(name.in_(things), orders.c.day >= since, orders.c.day < until)
                .where(order_items.c.price_fen > 0, *_COUNTS)
                .select_from(_OF_PRODUCTS)
                .group_by(name, orders.c.day)
                for name in (order_items.c.product, products.c.name)
            )
        )
        deals: defaultdict[str, list[tuple[date, int]]] = defaultdict(list)
        for row in await self._work.rows(statement):
            deals[row.thing].append((row.day, row.fen))
        return dict(deals)

    async def _bought(
        self, things: Collection[str], *who: ColumnElement[bool]
    ) -> Sequence[Row[Any]]:
        """Read for each thing and buyer: the first day, the last day, how many orders."""
        names = (order_items.c.product, products.c.name, products.c.category)
        named = union_all(
            *(
                select(name.label("thing"), orders.c.customer, orders.c.order_no, orders.c.day)
                .where(name.in_(things), *who, *_COUNTS)
                .select_from(_OF_PRODUCTS)
                for name in names
            )
        ).subquery()
        statement = select(
            named.c.thing,
            func.min(named.c.day).label("first"),
            func.max(named.c.day).label("last"),
            func.count(named.c.order_no.distinct()).label("orders"),
        )
        return await self._work.rows(statement.group_by(named.c.thing, named.c.customer))

    async def wish_of(self, customer: str) -> bool | None:
        """Tell whether offers may be picked for this customer alone; None where nobody knows them.

        It reads the state too, in the same statement.
        """
        wish = (
            select(consents.c.is_given)
            .where(consents.c.customer == customers.c.id, consents.c.purpose == PERSONAL)
            .order_by(desc(consents.c.at), desc(consents.c.id))
            .limit(1)
            .scalar_subquery()
        )
        statement = (
            select(customers.c.id, wish.label("wish"), purchase_states)
            .outerjoin_from(customers, purchase_states)
            .where(customers.c.id == customer)
        )
        row = await self._work.row(statement)
        if row is None:
            return None
        self._known[customer] = _state_of(row) if row.orders is not None else None
        return row.wish is not False

    async def refunded_at(self, customer: str) -> datetime | None:
        """Return when the latest order that was given back had been paid, or None."""
        statement = select(func.max(orders.c.paid_at).label("at")).where(
            orders.c.customer == customer, orders.c.status == OrderStatus.REFUNDED
        )
        row = await self._work.row(statement)
        return row.at if row else None

    async def moments_of(self, customers: Collection[str]) -> dict[str, list[datetime]]:
        """Return when these customers paid their orders, but for those given back."""
        statement = select(orders.c.customer, orders.c.paid_at).where(
            orders.c.customer.in_(customers),
            orders.c.status == OrderStatus.PAID,
            orders.c.amount_fen >= 0,
        )
        moments: defaultdict[str, list[datetime]] = defaultdict(list)
        for row in await self._work.rows(statement):
            moments[row.customer].append(row.paid_at)
        return moments


def _paid_fen(row: Row[Any]) -> int:
    """Take from a piece's price its part of what the order had taken off."""
    whole_fen = row.amount_fen + row.discount_fen
    return int(row.price_fen * row.amount_fen // whole_fen) if whole_fen else 0


def _state_of(row: Row[Any]) -> PurchaseState:
    return PurchaseState(
        first_day=row.first_day,
        last_day=row.last_day,
        orders=row.orders,
        money_fen=row.money_fen,
        items=row.items,
        discounted_fen=row.discounted_fen,
        discounted_orders=row.discounted_orders,
        discounted_money_fen=row.discounted_money_fen,
        open_day=row.open_day,
    )

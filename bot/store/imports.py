"""Bulk writing of imported files: sets are read and written, never single rows."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, delete, func, select

from bot.imports.rows import ChatRow, OrderRow, OrderStatus, ReviewRow
from bot.imports.verdicts import KnownOrder
from bot.records import Direction
from bot.store.customers import ANNOUNCED
from bot.store.findings import Findings
from bot.store.ids import new_id
from bot.store.review_tables import findings
from bot.store.tables import (
    aliases,
    contacts,
    customers,
    messages,
    order_items,
    orders,
    products,
    purchase_states,
    reviews,
)
from bot.store.work import Work
from tagging.purchases import Item, Order, PurchaseState, state_of

Known = Mapping[str, object]
ACCOUNT = "import"
REREAD = frozenset({"text", "category"})  # what a review is read by


class Imports:
    """Files into the store."""

    def __init__(self, work: Work) -> None:
        """Speak through this unit."""
        self._work = work

    async def customers_of(self, source: str, names: Collection[str]) -> dict[str, str]:
        """Return the customers known by these names in a source; unknown names are left out."""
        where = (aliases.c.source == source) & aliases.c.alias.in_(names)
        rows = await self._work.rows(select(aliases.c.alias, aliases.c.customer).where(where))
        return {row.alias: row.customer for row in rows}

    def add_customers(
        self, source: str, told: Mapping[str, Known], now: datetime
    ) -> dict[str, str]:
        """Make a customer for each name, with what is told of them; return their ids."""
        made = {name: new_id() for name in told}
        self._work.fresh.update(made.values())
        for name, customer in made.items():
            values = {"id": customer, "created_at": now, **told[name]}
            self._work.insert(customers, values)
            self.name_customer(source, name, customer)
        return made

    def name_customer(self, source: str, name: str, customer: str) -> None:
        """Note another name under which a source knows a customer."""
        self._work.insert(aliases, {"source": source, "alias": name, "customer": customer})

    async def reached_as(self, names: Collection[str]) -> dict[str, str]:
        """Return the customers behind these contact ids: they wrote, or a file announced them."""
        written = select(contacts.c.contact, contacts.c.customer)
        rows = await self._work.rows(written.where(contacts.c.contact.in_(names)))
        announced = await self.customers_of(ANNOUNCED, names)
        return announced | {row.contact: row.customer for row in rows}

    def announce(self, name: str, customer: str) -> None:
        """Note that whoever writes under this contact id is this customer."""
        self.name_customer(ANNOUNCED, name, customer)

    async def people_of(self, ids: Collection[str]) -> dict[str, Known]:
        """Return what is known of customers, by id."""
        columns = [customers.c[name] for name in ("name", "phone", "source", "city", "birthday")]
        return await self._by_key(customers.c.id, columns, ids)

    def change_customer(self, customer: str, changes: Known) -> None:
        """Write what is new about a customer."""
        self._work.update(customers, {"id": customer}, changes)

    async def orders_of(self, numbers: Collection[str]) -> dict[str, KnownOrder]:
        """Return the orders known by these numbers."""
        columns = (orders.c.order_no, orders.c.customer, orders.c.digest, orders.c.status)
        rows = await self._work.rows(select(*columns).where(orders.c.order_no.in_(numbers)))
        return {
            row.order_no: KnownOrder(row.customer, row.digest, OrderStatus(row.status))
            for row in rows
        }

    async def save_orders(
        self, rows: Sequence[OrderRow], people: Mapping[str, str], replaced: Collection[str]
    ) -> None:
        """Write orders with their items, those of `replaced` over what is known of them."""
        if replaced:
            await self._work.change(
                delete(order_items).where(order_items.c.order_no.in_(replaced))
            )
        for row in rows:
            values = {
                "order_no": row.key,
                "customer": people[row.customer],
                "paid_at": row.paid_at,
                "day": row.day,
                "amount_fen": row.amount_fen,
                "discount_fen": row.discount_fen,
                "status": row.status.value,
                "digest": row.digest,
            }
            if row.key in replaced:
                self._work.upsert(orders, values)
            else:
                self._work.insert(orders, values)
            for line, item in enumerate(row.items):
                self._work.insert(
                    order_items,
                    {
                        "order_no": row.key,
                        "line": line,
                        "product": item.product,
                        "quantity": item.quantity,
                        "price_fen": item.price_fen,
                    },
                )

    async def recount_purchases(self, ids: Collection[str]) -> None:
        """Sum up again all orders of these customers."""
        self._work.fresh.difference_update(ids)
        for customer, history in (await self._histories_of(ids)).items():
            self._work.upsert(purchase_states, {"customer": customer, **_values_of(history)})

    async def _histories_of(self, ids: Collection[str]) -> dict[str, list[Order]]:
        statement = (
            select(
                orders.c.order_no,
                orders.c.customer,
                orders.c.day,
                orders.c.amount_fen,
                orders.c.discount_fen,
                orders.c.status,
                func.coalesce(func.sum(order_items.c.quantity), 0).label("pieces"),
            )
            .outerjoin_from(orders, order_items)
            .where(orders.c.customer.in_(ids), orders.c.status != OrderStatus.CLOSED.value)
            .group_by(orders.c.order_no)
        )
        histories: defaultdict[str, list[Order]] = defaultdict(list)
        for row in await self._work.rows(statement):
            is_taken_back = row.status == OrderStatus.REFUNDED and row.amount_fen > 0
            order = Order(
                order_id=row.order_no,
                day=row.day,
                amount_fen=row.amount_fen,
                items=(Item("", int(row.pieces), 0),),
                discount_fen=row.discount_fen,
                is_paid=row.status != OrderStatus.OPEN,
                refund_fen=row.amount_fen if is_taken_back else 0,
            )
            histories[row.customer].append(order)
        return {customer: histories[customer] for customer in ids}

    async def products_of(self, codes: Collection[str]) -> dict[str, Known]:
        """Return what is known of products, by code."""
        columns = [products.c[name] for name in ("name", "category", "price_fen")]
        return await self._by_key(products.c.code, columns, codes)

    def add_product(self, code: str, told: Known) -> None:
        """Write a new product."""
        self._work.insert(products, {"code": code, **told})

    def change_product(self, code: str, changes: Known) -> None:
        """Write what is new about a product."""
        self._work.update(products, {"code": code}, changes)

    async def reviews_of(self, keys: Collection[str]) -> dict[str, Known]:
        """Return what is known of reviews, by key."""
        names = ("id", "text", "customer", "product", "category", "rating", "at")
        return await self._by_key(reviews.c.key, [reviews.c[name] for name in names], keys)

    def add_review(self, row: ReviewRow, told: Known) -> None:
        """Write a new review, to be mined."""
        self._work.insert(reviews, {"id": new_id(), "key": row.key, **told})

    async def change_reviews(self, changes: Mapping[str, Known]) -> None:
        """Write what is new about reviews, by id; changed words are mined again."""
        rewritten = [review for review, change in changes.items() if REREAD & change.keys()]
        if rewritten:
            await Findings(self._work).forget_open(rewritten)
        for review, change in changes.items():
            again = {"mined_at": None} if review in rewritten else {}
            self._work.update(reviews, {"id": review}, {**change, **again})
            if known := {name: change[name] for name in ("customer", "product") if name in change}:
                self._work.update(findings, {"said_in": review}, known)

    async def origins_of(self, keys: Iterable[str]) -> set[str]:
        """Return which of these messages are known, by their keys."""
        by_origin = {_origin(key): key for key in keys}
        where = messages.c.origin.in_(by_origin)
        rows = await self._work.rows(select(messages.c.origin).where(where))
        return {by_origin[row.origin] for row in rows}

    def add_message(
        self,
        row: ChatRow,
        customer: str,
        at: datetime,
        *,
        read_as: str = "",
        is_returning: bool | None = None,
    ) -> str:
        """Keep a message of a chat and return its id; `read_as` as in `Messages.add`."""
        message = new_id()
        self._work.insert(
            messages,
            {
                "id": message,
                "customer": customer,
                "account": ACCOUNT,
                "direction": (Direction.IN if row.is_from_customer else Direction.OUT).value,
                "kind": "text",
                "text": row.text,
                "at": at,
                "origin": _origin(row.key),
                "read_as": read_as,
                "is_returning": is_returning,
            },
        )
        return message

    async def _by_key(
        self, key: Column[Any], columns: Sequence[Column[Any]], wanted: Collection[str]
    ) -> dict[str, Known]:
        rows = await self._work.rows(
            select(key.label("found_by"), *columns).where(key.in_(wanted))
        )
        names = [column.name for column in columns]
        return {row[0]: dict(zip(names, row[1:], strict=True)) for row in rows}


def _origin(key: str) -> str:
    return f"chat:{key}"


def _values_of(history: Iterable[Order]) -> dict[str, object]:
    state: PurchaseState = state_of(history)
    return {
        "first_day": state.first_day,
        "last_day": state.last_day,
        "orders": state.orders,
        "money_fen": state.money_fen,
        "items": state.items,
        "discounted_fen": state.discounted_fen,
        "discounted_orders": state.discounted_orders,
        "discounted_money_fen": state.discounted_money_fen,
        "open_day": state.open_day,
    }

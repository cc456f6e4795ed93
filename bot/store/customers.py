"""Customers, the contacts by which accounts know them, and their consent."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select, tuple_

from bot.events import Heard
from bot.records import Contact, Customer
from bot.store.ids import new_id
from bot.store.tables import aliases, consents, contacts, customers
from bot.store.work import Work
from persona.manners import Purpose

Key = tuple[str, str]
AT_ONCE = 5_000  # a statement takes no more than some 32,000 values
ANNOUNCED = "contact"  # the source of aliases that a file gave before the contact ever wrote
PERSONAL = "personalisation"
UNASKED = (Purpose.MARKETING, Purpose.SERVICE)
"""The purposes of what we begin ourselves."""
PERSON = (
    customers.c.id,
    customers.c.name,
    customers.c.source,
    customers.c.opted_out_at,
    customers.c.complained_at,
    customers.c.refund_at,
    customers.c.is_minor,
    customers.c.zone,
)


class Customers:
    """The people of this shop."""

    def __init__(self, work: Work) -> None:
        """Remember, within this unit, who was already read."""
        self._work = work
        self._contacts: dict[Key, Contact] = {}
        self._known: set[Key] = set()
        self._announced: dict[str, Customer] = {}

    async def load(self, keys: Collection[Key]) -> list[Contact]:
        """Read the contacts with these (account, contact) at once; unknown ones are left out."""
        missing = [key for key in keys if key not in self._known]
        if missing:
            wanted = tuple_(contacts.c.account, contacts.c.contact).in_(missing)
            for row in await self._work.rows(_contacts().where(wanted), sees_own=False):
                self._contacts[row.account, row.contact] = _contact_of(row)
            self._known.update(missing)
            await self._load_announced([key[1] for key in missing if key not in self._contacts])
        return [self._contacts[key] for key in keys if key in self._contacts]

    async def _load_announced(self, names: Sequence[str]) -> None:
        if names:
            where = (aliases.c.source == ANNOUNCED) & aliases.c.alias.in_(names)
            statement = select(aliases.c.alias, *PERSON).join_from(aliases, customers).where(where)
            for row in await self._work.rows(statement, sees_own=False):
                self._announced[row.alias] = _customer_of(row)

    async def meet(self, heard: Heard, *, nickname: str = "", source: str = "") -> Contact:
        """Return the contact who spoke: a new customer, unless a file announced who they are."""
        key = (heard.account, heard.contact)
        found = await self.load([key])
        return found[0] if found else self._welcome(key, heard.at, nickname, source)

    def _welcome(self, key: Key, at: datetime, nickname: str, source: str) -> Contact:
        customer = self._announced.get(key[1]) or self._add(at, nickname, source)
        contact = Contact(*key, customer, nickname)
        self._work.insert(
            contacts,
            {
                "account": key[0],
                "contact": key[1],
                "customer": customer.id,
                "nickname": nickname,
                "first_seen": at,
            },
        )
        self._contacts[key] = contact
        return contact

    def _add(self, at: datetime, name: str, source: str) -> Customer:
        customer = Customer(new_id(), name, source)
        self._work.fresh.add(customer.id)
        row = {"id": customer.id, "name": name, "source": source, "created_at": at}
        self._work.insert(customers, row)
        return customer

    async def list_contacts(self, account: str, limit: int = 50) -> list[Contact]:
        """List the contacts of an account, the oldest first."""
        statement = _contacts().where(contacts.c.account == account)
        rows = await self._work.rows(statement.order_by(contacts.c.first_seen).limit(limit))
        return [_contact_of(row) for row in rows]

    async def reachable(self, customers_: Sequence[str]) -> list[Contact]:
        """List contacts who still follow us, one for each of these customers, the newest."""
        following = _contacts().where(contacts.c.is_following).order_by(contacts.c.first_seen)
        newest: dict[str, Contact] = {}
        for start in range(0, len(customers_), AT_ONCE):
            some = customers_[start : start + AT_ONCE]
            rows = await self._work.rows(following.where(contacts.c.customer.in_(some)))
            newest |= {row.id: _contact_of(row) for row in rows}
        return list(newest.values())

    def follow(self, contact: Contact, *, is_following: bool) -> Contact:
        """Note that somebody follows an account, or left it."""
        self._work.update(
            contacts,
            {"account": contact.account, "contact": contact.contact},
            {"is_following": is_following},
        )
        return self._keep(replace(contact, is_following=is_following))

    def consent(self, contact: Contact, at: datetime, *, is_given: bool, ground: str) -> Contact:
        """Note that the customer refuses whatever we begin ourselves, or allows it again."""
        for purpose in UNASKED:
            self.agree(contact.customer.id, purpose, at, is_given=is_given, ground=ground)
        return self._told(contact, opted_out_at=None if is_given else at)

    def agree(
        self, customer: str, purpose: str, at: datetime, *, is_given: bool, ground: str
    ) -> None:
        """Note that a customer refuses one purpose, or allows it again; what stands is kept."""
        if purpose == Purpose.MARKETING:
            self.describe(customer, opted_out_at=None if is_given else at)
        row = {"id": new_id(), "customer": customer, "purpose": purpose}
        self._work.insert(consents, row | {"is_given": is_given, "ground": ground, "at": at})

    async def refused_by(self, customer: str) -> frozenset[str]:
        """Name the purposes that a customer refuses as of now."""
        statement = (
            select(consents.c.purpose, consents.c.is_given)
            .where(consents.c.customer == customer)
            .order_by(consents.c.at, consents.c.id)
        )
        wishes = {row.purpose: row.is_given for row in await self._work.rows(statement)}
        return frozenset(purpose for purpose, is_given in wishes.items() if not is_given)

    def personalise(self, customer: str, at: datetime, *, is_given: bool, ground: str) -> None:
        """Note that the customer refuses offers picked for them alone, or allows them again."""
        self.agree(customer, PERSONAL, at, is_given=is_given, ground=ground)

    async def find(self, customer: str) -> Customer | None:
        """Return a customer, or None."""
        row = await self._work.row(select(*PERSON).where(customers.c.id == customer))
        return _customer_of(row) if row else None

    def describe(self, customer: str, **changes: bool | str | datetime | None) -> None:
        """Write down what is new about a customer, by the names of the record."""
        self._work.update(customers, {"id": customer}, changes)
        for key, contact in self._contacts.items():
            if contact.customer.id == customer:
                changed = replace(contact.customer, **changes)  # type: ignore[arg-type]
                self._contacts[key] = replace(contact, customer=changed)

    def ask_refund(self, contact: Contact, at: datetime) -> Contact:
        """Note that the customer asks for a refund."""
        return self._told(contact, refund_at=at)

    def complain(self, contact: Contact, at: datetime | None) -> Contact:
        """Note an open complaint, or (None) that it was settled."""
        return self._told(contact, complained_at=at)

    def _told(self, contact: Contact, **changes: datetime | None) -> Contact:
        key = (contact.account, contact.contact)
        self._contacts.setdefault(key, contact)
        self.describe(contact.customer.id, **changes)
        return self._contacts[key]

    def _keep(self, contact: Contact) -> Contact:
        self._contacts[contact.account, contact.contact] = contact
        return contact


def _contacts() -> Select[Any]:
    return select(
        contacts.c.account,
        contacts.c.contact,
        contacts.c.nickname,
        contacts.c.is_following,
        *PERSON,
    ).join_from(contacts, customers)


def _contact_of(row: Row[Any]) -> Contact:
    return Contact(row.account, row.contact, _customer_of(row), row.nickname, row.is_following)


def _customer_of(row: Row[Any]) -> Customer:
    return Customer(
        row.id,
        row.name,
        row.source,
        row.opted_out_at,
        row.complained_at,
        row.refund_at,
        row.is_minor,
        row.zone,
    )


def customer_ids(found: Sequence[Contact]) -> list[str]:
    """Return the ids behind these contacts."""
    return [contact.customer.id for contact in found]

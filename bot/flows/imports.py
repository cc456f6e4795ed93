"""Take a file in: what it says is compared with what is known, and what is new is written.

A chunk is a transaction. A run that breaks off is resumed by importing the same file again,
because what is already known is skipped.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import itemgetter
from typing import TypeVar, assert_never

from bot.imports.rows import (
    BadRow,
    ChatRow,
    Chunk,
    Counts,
    CustomerRow,
    ImportedRow,
    OrderRow,
    Outcome,
    ProductRow,
    ReviewRow,
)
from bot.imports.verdicts import (
    Verdict,
    changes_of,
    customer_values,
    judge_changes,
    judge_customer,
    judge_order,
    product_values,
    review_values,
)
from bot.records import Origin, Said
from bot.store import Store, Unit
from tagging.concerns import find_many
from tagging.counts import is_returning
from tagging.lexicon import Lexicon

Row = TypeVar("Row", OrderRow, CustomerRow, ProductRow, ReviewRow, ChatRow)
Progress = Callable[[int], None]
Ties = tuple[str | None, str | None]
"""The customer known by the row's name, and the one reached as its contact."""
CHANGING = frozenset({Verdict.NEW, Verdict.UPDATED})


@dataclass(frozen=True, slots=True)
class Terms:
    """How a file is taken in: under which source's names, at what time, and for real or not."""

    source: str
    now: datetime
    writes: bool = True
    lexicon: Lexicon | None = None
    """By which customers' messages are read; None: they are only kept."""


@dataclass(slots=True)
class _Tally:
    rows: Counter[str] = field(default_factory=Counter)
    refused: list[BadRow] = field(default_factory=list)

    def refuse(self, bad: BadRow) -> None:
        self.rows["conflicting" if bad.is_conflict else "bad"] += 1
        self.refused.append(bad)

    def outcome(self) -> Outcome:
        return Outcome(Counts(**self.rows), sorted(self.refused, key=lambda bad: bad.number))


def _ignore(rows: int) -> None:
    del rows


async def import_rows(
    chunks: Iterator[Chunk],
    store: Store,
    *,
    source: str,
    now: datetime,
    lexicon: Lexicon | None = None,
    on_rows: Progress = _ignore,
) -> Outcome:
    """Write what is new; `on_rows` hears how many more rows are done.

    `source` names whose buyer names these are (`import:<shop>`), `lexicon` are the words by which
    customers' messages are read. Raise ImportFileError where the file breaks off; the chunks
    before are kept.
    """
    return await _take(chunks, store.unit, Terms(source, now, lexicon=lexicon), on_rows)


async def preview(
    chunks: Iterator[Chunk],
    store: Store,
    *,
    source: str,
    now: datetime,
    on_rows: Progress = _ignore,
) -> Outcome:
    """Say what `import_rows` would do, and write nothing."""
    return await _take(chunks, store.reading, Terms(source, now, writes=False), on_rows)


async def _take(
    chunks: Iterator[Chunk],
    open_unit: Callable[[], AbstractAsyncContextManager[Unit]],
    terms: Terms,
    on_rows: Progress,
) -> Outcome:
    tally = _Tally()
    async for chunk in _read_aside(chunks):
        rows = [entry.row for entry in chunk.entries]
        async with open_unit() as unit:
            verdicts = await _take_rows(rows, unit, terms) if rows else []
        for entry, verdict in zip(chunk.entries, verdicts, strict=True):
            if verdict is Verdict.CONFLICTING:
                for number in entry.numbers:
                    tally.refuse(_conflict(number, entry.row))
            else:
                tally.rows[verdict.value] += len(entry.numbers)
        for bad in chunk.bad:
            tally.refuse(bad)
        tally.rows[Verdict.SKIPPED.value] += len(chunk.repeated)
        on_rows(chunk.rows)
    return tally.outcome()


async def _read_aside(chunks: Iterator[Chunk]) -> AsyncIterator[Chunk]:
    """Parse in a thread, so that whoever else lives in this loop is heard."""
    while (chunk := await asyncio.to_thread(next, chunks, None)) is not None:
        yield chunk


def _conflict(number: int, row: ImportedRow) -> BadRow:
    if isinstance(row, CustomerRow):
        reason = f"OpenID {row.contact} 已经是另一位客户，原来的保持不变"
        return BadRow(number, reason, "核对这位粉丝是谁后再导入", is_conflict=True)
    reason = f"订单 {row.key} 已属于另一位客户，原来的保持不变"
    return BadRow(number, reason, "核对买家后再导入", is_conflict=True)


async def _take_rows(rows: Sequence[ImportedRow], unit: Unit, terms: Terms) -> list[Verdict]:
    first = rows[0]
    match first:
        case OrderRow():
            return await _take_orders(_only(OrderRow, rows), unit, terms)
        case CustomerRow():
            return await _take_customers(_only(CustomerRow, rows), unit, terms)
        case ProductRow():
            return await _take_products(_only(ProductRow, rows), unit, terms)
        case ReviewRow():
            return await _take_reviews(_only(ReviewRow, rows), unit, terms)
        case ChatRow():
            return await _take_chats(_only(ChatRow, rows), unit, terms)
        case _:
            assert_never(first)


def _only(kind: type[Row], rows: Sequence[ImportedRow]) -> list[Row]:
    return [row for row in rows if isinstance(row, kind)]


async def _take_orders(rows: Sequence[OrderRow], unit: Unit, terms: Terms) -> list[Verdict]:
    people = await unit.imports.customers_of(terms.source, {row.customer for row in rows})
    known = await unit.imports.orders_of([row.key for row in rows])
    verdicts = [judge_order(row, people.get(row.customer), known.get(row.key)) for row in rows]
    changed = [row for row, verdict in zip(rows, verdicts, strict=True) if verdict in CHANGING]
    if terms.writes and changed:
        buyers = {row.customer for row in changed}
        people |= _meet(buyers - people.keys(), unit, terms)
        await _learn_names(changed, unit)
        replaced = {row.key for row in changed if row.key in known}
        await unit.imports.save_orders(changed, people, replaced=replaced)
        await unit.imports.recount_purchases({people[buyer] for buyer in buyers})
    return verdicts


def _meet(names: Collection[str], unit: Unit, terms: Terms) -> dict[str, str]:
    return unit.imports.add_customers(
        terms.source, {name: {} for name in sorted(names)}, terms.now
    )


async def _learn_names(rows: Sequence[OrderRow], unit: Unit) -> None:
    """Keep what an order file calls products nobody has heard of."""
    named = dict(pair for row in rows for pair in row.names)
    known = await unit.imports.products_of(named) if named else {}
    for code in named.keys() - known.keys():
        unit.imports.add_product(code, {"name": named[code]})


async def _take_customers(rows: Sequence[CustomerRow], unit: Unit, terms: Terms) -> list[Verdict]:
    ids = await unit.imports.customers_of(terms.source, {row.key for row in rows})
    reached = await unit.imports.reached_as({row.contact for row in rows if row.contact})
    known = await unit.imports.people_of({*ids.values(), *reached.values()})
    verdicts: list[Verdict] = []
    for row in rows:
        named, linked = ids.get(row.key), reached.get(row.contact)
        person = known.get(named or linked or "", {})
        changes = changes_of(customer_values(row, person), person)
        verdict = judge_customer(row, named, linked, changes)
        verdicts.append(verdict)
        if verdict in CHANGING:
            write = _write_customer if terms.writes else _imagine_customer
            ids[row.key] = write(row, (named, linked), changes, unit, terms)
            reached |= {row.contact: ids[row.key]} if row.contact else {}
    return verdicts


def _imagine_customer(row: CustomerRow, known: Ties, *_: object) -> str:
    return known[0] or known[1] or row.key


def _write_customer(
    row: CustomerRow, known: Ties, changes: Mapping[str, object], unit: Unit, terms: Terms
) -> str:
    named, linked = known
    customer = named or linked
    if customer is None:
        customer = unit.imports.add_customers(terms.source, {row.key: changes}, terms.now)[row.key]
    elif changes:
        unit.imports.change_customer(customer, changes)
    if linked and named is None:
        unit.imports.name_customer(terms.source, row.key, customer)
    if row.contact and linked is None:
        unit.imports.announce(row.contact, customer)
    return customer


async def _take_products(rows: Sequence[ProductRow], unit: Unit, terms: Terms) -> list[Verdict]:
    known = await unit.imports.products_of([row.key for row in rows])
    verdicts: list[Verdict] = []
    for row in rows:
        product = known.get(row.key)
        changes = changes_of(product_values(row), product or {})
        verdicts.append(judge_changes(changes, product))
        if not terms.writes:
            continue
        if product is None:
            unit.imports.add_product(row.key, changes)
        elif changes:
            unit.imports.change_product(row.key, changes)
    return verdicts


async def _take_reviews(rows: Sequence[ReviewRow], unit: Unit, terms: Terms) -> list[Verdict]:
    buyers = {row.customer for row in rows if row.customer}
    people = await unit.imports.customers_of(terms.source, buyers)
    known = await unit.imports.reviews_of([row.key for row in rows])
    if terms.writes:
        people |= _meet(buyers - people.keys(), unit, terms)
    verdicts: list[Verdict] = []
    rewritten: dict[str, Mapping[str, object]] = {}
    for row in rows:
        review = known.get(row.key)
        changes = changes_of(review_values(row, people.get(row.customer)), review or {})
        verdicts.append(judge_changes(changes, review))
        if review is None and terms.writes:
            unit.imports.add_review(row, changes)
        elif review is not None and changes:
            rewritten[str(review["id"])] = changes
    if terms.writes:
        await unit.imports.change_reviews(rewritten)
    return verdicts


async def _take_chats(rows: Sequence[ChatRow], unit: Unit, terms: Terms) -> list[Verdict]:
    """Keep messages and what customers worry about in those that are new."""
    known = await unit.imports.origins_of([row.key for row in rows])
    fresh = [row for row in rows if row.key not in known]
    if terms.writes and fresh:
        sessions = {row.session for row in fresh}
        people = await unit.imports.customers_of(terms.source, sessions)
        people |= _meet(sessions - people.keys(), unit, terms)
        await _keep_messages(fresh, people, unit, terms)
    return [Verdict.SKIPPED if row.key in known else Verdict.NEW for row in rows]


async def _keep_messages(
    rows: Sequence[ChatRow], people: Mapping[str, str], unit: Unit, terms: Terms
) -> None:
    """Keep messages in order of time, and read those of customers as if they came today.

    Where the file tells no time, messages follow one another from now on.
    """
    timed = sorted(((_moment_of(row, terms), row) for row in rows), key=itemgetter(0))
    lexicon, theirs = terms.lexicon, [row for _, row in timed if row.is_from_customer]
    if lexicon is None or not theirs:
        for at, row in timed:
            unit.imports.add_message(row, people[row.session], at)
        return
    found = find_many((row.text for row in theirs), lexicon)
    paid = await unit.purchases.moments_of(people.values())
    await unit.tags.load(people.values())
    for at, row in timed:
        customer = people[row.session]
        if not row.is_from_customer:
            unit.imports.add_message(row, customer, at)
            continue
        orders = sum(moment <= at for moment in paid.get(customer, ()))
        returns, findings = is_returning(orders, is_review=False), next(found)
        message = unit.imports.add_message(
            row, customer, at, read_as=lexicon.category, is_returning=returns
        )
        said = Said(
            origin=Origin.MESSAGE,
            id=message,
            at=at,
            category=lexicon.category,
            customer=customer,
            is_returning=returns,
        )
        unit.findings.add(said, findings)
        await unit.tags.suggest(said, findings, row.text)


def _moment_of(row: ChatRow, terms: Terms) -> datetime:
    return row.at or terms.now + timedelta(milliseconds=row.place)

"""Suggest tags from a whole chat log, and keep none of its messages."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from hashlib import sha256

from bot.bulk.chat_tags import Done, Words, hear_chats
from bot.bulk.engines import PROCESSES
from bot.flows.imports import Terms
from bot.imports.lines import Reading
from bot.imports.reader import STEP, Table
from bot.imports.rows import BadRow, Counts, Outcome
from bot.store import Store, Unit
from tagging.signs import Key, Sign, Signs


async def suggest_tags(  # noqa: PLR0913 - who works and who watches is optional and named
    table: Table,
    reading: Reading,
    words: Words,
    store: Store,
    terms: Terms,
    *,
    engine: str = PROCESSES,
    on_rows: Callable[[int], None] = lambda _: None,
) -> Outcome:
    """Give the customers of a chat log the tags their messages suggest.

    A block of the file is a transaction that also notes how far the file was heard: the same file
    again changes nothing, and a run that broke off goes on where it ended.
    """
    digest = await asyncio.to_thread(_digest_of, table)
    async with store.reading() as unit:
        before = await unit.heard_files.heard_of(digest)
    so_far, refused = before, list[BadRow]()
    done = Done(before.blocks, before.rows)
    blocks = hear_chats(table, reading, words, done=done, engine=engine)
    while (heard := await asyncio.to_thread(next, blocks, None)) is not None:
        so_far = so_far.after(heard.rows, heard.messages)
        async with store.unit() as unit:
            await _save(heard.signs, unit, terms)
            unit.heard_files.note(digest, table.rows.name, so_far, terms.now)
        refused += heard.refused
        on_rows(heard.rows)
    new = so_far.messages - before.messages
    return Outcome(Counts(new=new, skipped=before.messages, bad=len(refused)), refused)


def _digest_of(table: Table) -> str:
    file = table.rows.file
    file.seek(0)
    digest = sha256()
    while step := file.read(STEP):
        digest.update(step)
    return digest.hexdigest()


async def _save(signs: Signs, unit: Unit, terms: Terms) -> None:
    names = dict.fromkeys(name for name, _, _ in signs)
    people = await unit.imports.customers_of(terms.source, names)
    strangers: dict[str, dict[str, object]] = {name: {} for name in names if name not in people}
    people |= unit.imports.add_customers(terms.source, strangers, terms.now)
    await unit.tags.load(people.values())
    of_customer: dict[str, list[tuple[Key, Sign]]] = defaultdict(list)
    for key, sign in signs.items():
        of_customer[key[0]].append((key, sign))
    for name, theirs in of_customer.items():
        await unit.tags.save_signs(people[name], theirs, terms.now)

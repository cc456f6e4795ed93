"""The shop's own stock of scripts, materials and offers, each a value of the core kept as JSON."""

from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import Table, delete, func, select, update

from bot.store.work import Work, insert_new

Thing = TypeVar("Thing")


class Shelf(Generic[Thing]):
    """One kind of stock, in the shop's own order."""

    def __init__(self, work: Work, table: Table, kind: type[Thing]) -> None:
        """Keep values of this kind in this table, under its primary key."""
        self._work = work
        self._table = table
        self._key = next(iter(table.primary_key)).name
        self._form: TypeAdapter[Thing] = TypeAdapter(kind)

    async def list_all(self) -> tuple[Thing, ...]:
        """List what is on the shelf."""
        statement = select(self._table.c.content).order_by(self._table.c.position)
        rows = await self._work.rows(statement)
        return tuple(self._form.validate_python(row.content) for row in rows)

    async def stock(self, things: Sequence[Thing], *, replaces: bool = False) -> int:
        """Put what is new on the shelf, never over what is there; say how many are new.

        Where it `replaces`, the shelf holds exactly these things afterwards.
        """
        if replaces:
            await self._work.change(delete(self._table))
        known = await self._work.rows(select(self._table.c[self._key]))
        rows = [
            {
                self._key: getattr(thing, self._key),
                "position": position,
                "content": self._form.dump_python(thing, mode="json"),
            }
            for position, thing in enumerate(things, start=len(known))
        ]
        added = insert_new(self._table, self._work.dialect).returning(self._table.c[self._key])
        return len(await self._work.insert_returning(added, rows)) if rows else 0

    async def put_first(self, content: Mapping[str, object]) -> bool:
        """Put one thing, as it is kept, before all others; False where its key is known."""
        thing = self._form.validate_python(content)
        first = await self._work.row(select(func.min(self._table.c.position)))
        row = {
            self._key: getattr(thing, self._key),
            "position": (first[0] if first and first[0] is not None else 0) - 1,
            "content": self._form.dump_python(thing, mode="json"),
        }
        added = insert_new(self._table, self._work.dialect).returning(self._table.c[self._key])
        return len(await self._work.insert_returning(added, [row])) == 1

    async def put(self, thing: Thing) -> None:
        """Put one thing on the shelf: in the place of what has its key, else behind all others."""
        key = getattr(thing, self._key)
        content = self._form.dump_python(thing, mode="json")
        mine = update(self._table).where(self._table.c[self._key] == key).values(content=content)
        if not await self._work.change(mine):
            await self.stock([thing])

    async def take_off(self, key: str) -> bool:
        """Take one thing off the shelf; False where it is not there."""
        mine = self._table.c[self._key] == key
        return await self._work.change(delete(self._table).where(mine)) == 1

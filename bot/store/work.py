"""What one transaction has read and is going to write.

Writes are collected and sent as few large statements when somebody reads or the unit commits:
fifty events cost as many round trips as one.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Executable, Insert, Row, Table, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.expression import bindparam

from bot.store.tables import metadata

Values = Mapping[str, Any]
PREFIX = "key_"


class Work:
    """One connection inside one transaction, and the writes that wait for it."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Borrow the connection; the unit commits."""
        self.fresh: set[str] = set()
        """Ids made in this unit: nothing about them can be in the database yet."""
        self._connection = connection
        self._inserts: dict[tuple[str, tuple[str, ...]], list[Values]] = {}
        self._upserts: dict[
            tuple[str, tuple[str, ...], tuple[str, ...]], dict[tuple[Any, ...], Values]
        ] = {}
        self._updates: dict[tuple[str, tuple[tuple[str, Any], ...]], dict[str, Any]] = {}

    @property
    def dialect(self) -> str:
        """Name the engine: `sqlite` or `postgresql`."""
        return self._connection.dialect.name

    async def rows(self, statement: Executable, *, sees_own: bool = True) -> Sequence[Row[Any]]:
        """Read; what this unit wrote before is seen, unless the reader knows it already."""
        if sees_own:
            await self.flush()
        return (await self._connection.execute(statement)).all()

    async def row(self, statement: Executable) -> Row[Any] | None:
        """Read the first row, or None."""
        await self.flush()
        return (await self._connection.execute(statement)).first()

    async def change(self, statement: Executable) -> int:
        """Write at once and return how many rows changed (for compare-and-set)."""
        await self.flush()
        result: CursorResult[Any] = await self._connection.execute(statement)
        return result.rowcount

    async def insert_returning(
        self, statement: Executable, rows: Sequence[Values]
    ) -> Sequence[Row[Any]]:
        """Write many rows at once and return what the statement returns of each written one."""
        await self.flush()
        return (await self._connection.execute(statement, rows)).all()

    def insert(self, table: Table, row: Values) -> None:
        """Write a new row when the unit flushes."""
        self._inserts.setdefault((table.name, tuple(row)), []).append(row)

    def upsert(self, table: Table, row: Values, *, keeps: tuple[str, ...] = ()) -> None:
        """Write a row, over an older one with the same primary key; the last word wins.

        What it `keeps` is written only where there is no older row.
        """
        key = tuple(row[column.name] for column in table.primary_key)
        self._upserts.setdefault((table.name, tuple(row), keeps), {})[key] = row

    def update(self, table: Table, key: Values, values: Values) -> None:
        """Change the row with this key when the unit flushes."""
        self._updates.setdefault((table.name, tuple(key.items())), {}).update(values)

    async def flush(self) -> None:
        """Send what waits: parents before children, new rows before changes."""
        while self._inserts or self._upserts or self._updates:
            inserts, self._inserts = self._inserts, {}
            upserts, self._upserts = self._upserts, {}
            updates, self._updates = self._updates, {}
            for (name, _), rows in _in_order(inserts):
                await self._connection.execute(insert(metadata.tables[name]), rows)
            for (name, columns, keeps), keyed in _in_order(upserts):
                statement = upsert_statement(metadata.tables[name], columns, self.dialect, keeps)
                await self._connection.execute(statement, list(keyed.values()))
            for (name, keys, values), rows in _in_order(_by_columns(updates)):
                await self._connection.execute(_update_statement(name, keys, values), rows)


def _by_columns(
    updates: Mapping[tuple[str, tuple[tuple[str, Any], ...]], Values],
) -> dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[Values]]:
    """Put changes of the same columns together; each row stands once, with its last values."""
    groups: dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[Values]] = {}
    for (name, key), values in updates.items():
        row = {PREFIX + column: value for column, value in key} | dict(values)
        group = (name, tuple(column for column, _ in key), tuple(values))
        groups.setdefault(group, []).append(row)
    return groups


def _in_order(pending: dict[Any, Any]) -> list[tuple[Any, Any]]:
    order = _order()
    return sorted(pending.items(), key=lambda entry: order[entry[0][0]])


@cache
def _order() -> dict[str, int]:
    """Place parents before children; all modules with tables are imported by the first write."""
    return {table.name: place for place, table in enumerate(metadata.sorted_tables)}


@cache
def upsert_statement(
    table: Table, columns: tuple[str, ...], dialect: str, keeps: tuple[str, ...] = ()
) -> Insert:
    """Insert, or change every given column that is not part of the primary key and not kept."""
    make = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = make(table)
    keys = {column.name for column in table.primary_key}
    changed = {name: statement.excluded[name] for name in columns if name not in {*keys, *keeps}}
    if not changed:
        return statement.on_conflict_do_nothing(index_elements=sorted(keys))
    return statement.on_conflict_do_update(index_elements=sorted(keys), set_=changed)


@cache
def insert_new(table: Table, dialect: str) -> Insert:
    """Insert rows, silently skipping those that break a unique key."""
    make = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return make(table).on_conflict_do_nothing()


@cache
def _update_statement(name: str, keys: tuple[str, ...], values: tuple[str, ...]) -> Executable:
    table = metadata.tables[name]
    where = [table.c[key] == bindparam(PREFIX + key, type_=table.c[key].type) for key in keys]
    return update(table).where(*where).values({value: bindparam(value) for value in values})

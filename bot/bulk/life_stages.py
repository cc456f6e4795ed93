"""The life stage of the families of an order book: by a baby's birthday, or by stage goods."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from pathlib import Path

from bot.bulk.order_book import OrderBook
from bot.bulk.order_engine import Row
from bot.bulk.order_rows import VOCABULARY, ZONE, said_of, take_rows
from bot.errors import ImportFileError
from bot.imports.chunks import read_lines
from bot.imports.columns import Kind, map_columns, parse_vocabulary
from bot.imports.fields import FieldError, clean, parse_day
from bot.imports.lines import Line, Reading, customer_row, product_row
from bot.imports.reader import Table, read_table
from bot.imports.rows import BadRow
from bot.packaged import packaged
from tagging.bought.stages import Stage, StageRules, stage_of

CATEGORY = "母婴"
_FROM_MONTH = re.compile(r"(\d{1,3}) ?(?:个?月|m)?(?: ?[-~—至到+以].*)?", re.IGNORECASE)
_MADE = (
    "CREATE TABLE babies (customer TEXT, birthday INTEGER)",
    "CREATE TABLE stage_goods (code TEXT, name TEXT, months INTEGER)",
)
_FIRSTS = """
CREATE TABLE first_bought AS
SELECT customer, name, MIN(day) AS day
FROM (
  SELECT customer, order_id, day, product AS thing FROM lines WHERE quantity > 0
  UNION ALL SELECT customer, order_id, day, product_name FROM lines WHERE quantity > 0
) AS sold JOIN (
  SELECT code AS thing, name FROM stage_goods WHERE months IS NOT NULL
  UNION SELECT name, name FROM stage_goods WHERE months IS NOT NULL
) AS goods_of_ages USING (thing)
WHERE order_id NOT IN (SELECT order_id FROM orders WHERE kind = 0)
GROUP BY customer, name
"""
_KNOWN = """
SELECT customer, birthday, name, day
FROM standings
LEFT JOIN (
  SELECT customer, MAX(birthday) AS birthday FROM babies GROUP BY customer
) AS youngest USING (customer)
LEFT JOIN first_bought USING (customer)
WHERE birthday IS NOT NULL OR name IS NOT NULL
ORDER BY place, name
"""


@dataclass(frozen=True, slots=True)
class _Source:
    """How one of the two files tells of stages: by which column, and into which table."""

    kind: Kind
    column: str
    headers: tuple[str, ...]
    keys: tuple[str, ...]
    """The fields that say who or what a row is of; the first as `--map` names it for orders."""
    own_key: str
    table: str
    parse: Callable[[Line, Reading], Row]


def read_stages(
    book: OrderBook, customers: Path | None, products: Path | None, said: Mapping[str, str]
) -> dict[Path, list[BadRow]]:
    """Make `babies`, `stage_goods` and `first_bought` by the files; return the bad rows.

    Raise ImportFileError where neither has it.
    """
    for made in _MADE:
        book.run(made)
    given = ((path, own) for path, own in ((customers, _BIRTHS), (products, _GOODS)) if path)
    found = {path: _read(book, path, own, said) for path, own in given}
    bad = {path: rows for path, rows in found.items() if rows is not None}
    if not bad:
        raise ImportFileError(
            "--stages-out: no stage can be known: give --customers with a column baby_birthday "
            "(宝宝生日), or --products with a column stage_months (适用月龄)"
        )
    book.run(_FIRSTS)
    return bad


def stages_in(book: OrderBook, today: date) -> Iterator[tuple[str, Stage]]:
    """Tell the stage of each customer of `standings` whose stage is known, in their sequence."""
    goods = "SELECT name, MIN(months) FROM stage_goods WHERE months IS NOT NULL GROUP BY name"
    rules = StageRules(goods=dict(book.rows(goods)))
    for (customer, born), rows in groupby(book.rows(_KNOWN), key=lambda row: row[:2]):
        stage = stage_of(
            CATEGORY,
            today,
            rules,
            birthday=date.fromordinal(born) if born else None,
            first_bought={name: date.fromordinal(day) for *_, name, day in rows if name},
        )
        if stage:
            yield customer, stage


def _read(
    book: OrderBook, path: Path, source: _Source, said: Mapping[str, str]
) -> list[BadRow] | None:
    """Read a file into the table of its kind; None where it lacks the column."""
    table = read_table(path)
    with closing(table.rows.file):
        reading = _reading_of(table, source, said)
        if source.column not in reading.places:
            return None
        rows = read_lines(table, reading, source.parse)
        return take_rows(rows, source.table, book.database, lambda row: row)


def _reading_of(table: Table, source: _Source, said: Mapping[str, str]) -> Reading:
    words = parse_vocabulary(packaged("bot.data", VOCABULARY), VOCABULARY)
    own = {**words.fields[source.kind], source.column: source.headers}
    words = replace(words, fields={**words.fields, source.kind: own})
    by_hand = said_of(table, said, source.keys[0], source.own_key)
    places = map_columns(source.kind, table.columns, words, by_hand)
    read = {*source.keys, source.own_key, source.column}
    return Reading({name: at for name, at in places.items() if name in read}, words, ZONE)


def _birth(line: Line, reading: Reading) -> Row:
    """Read whose baby was born when, or is to be."""
    born = parse_day(line.get("baby_birthday"), "宝宝生日")
    return customer_row(line, reading).key, born and born.toordinal()


def _age(line: Line, reading: Reading) -> Row:
    """Read from which month of age goods are meant."""
    row, said = product_row(line, reading), clean(line.get("stage_months"))
    return row.key, row.name or row.key, _months(said) if said else None


def _months(said: str) -> int:
    """Read 6, 6个月, 6-12 or 6+, all of which begin with the same month."""
    found = _FROM_MONTH.fullmatch(said)
    if not found:
        raise FieldError(f"适用月龄看不懂：{said}", "写成从几个月起，例如 6")
    if int(found[1]) >= StageRules().until_months:
        raise FieldError(f"适用月龄 {said} 太大", f"写 {StageRules().until_months} 以下的月数")
    return int(found[1])


_BIRTHS = _Source(
    Kind.CUSTOMERS,
    "baby_birthday",
    ("baby_birthday", "宝宝生日", "宝宝出生日期", "孩子生日", "预产期"),
    ("customer", "phone"),
    "customer",
    "babies",
    _birth,
)
_GOODS = _Source(
    Kind.PRODUCTS,
    "stage_months",
    ("stage_months", "适用月龄", "起始月龄", "月龄"),
    ("product", "name"),
    "code",
    "stage_goods",
    _age,
)

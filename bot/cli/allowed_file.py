"""A shop's white list: words it may use, each until a day."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import output
from bot.errors import ImportFileError
from bot.imports.columns import find_columns
from bot.imports.fields import FieldError, clean, parse_day
from bot.imports.reader import read_table

WhiteListFile = Annotated[
    Path | None, typer.Option(help="Words the shop may use, and until when (CSV).")
]
_FIELDS = {
    "word": ("word", "词", "词语", "用词"),
    "until": ("until", "到期", "到期日", "有效期至"),
    "reason": ("reason", "理由", "原因", "依据"),
}


@dataclass(frozen=True, slots=True)
class WhiteList:
    """The words in force on a day, and a line for each row that gives none."""

    words: frozenset[str] = frozenset()
    faults: tuple[str, ...] = ()


def allowed_in(path: Path | None) -> frozenset[str]:
    """Return the words in force today; name on stderr the rows that give none."""
    if path is None:
        return frozenset()
    from bot.clock import utc_now
    from bot.config import ShopSettings

    zone = ShopSettings.model_validate({}).zone
    found = read_allowed(path, utc_now().astimezone(zone).date())
    for fault in found.faults:
        output.complain(fault)
    return found.words


def read_allowed(path: Path, today: date) -> WhiteList:
    """Read a table with the columns word, until and reason; raise ImportFileError.

    A word without an end, or after it, is not in force.
    """
    table = read_table(path)
    words, faults = set(), []
    with closing(table.rows.file):
        places = find_columns(table.columns, _FIELDS)
        if not {"word", "until"} <= places.keys():
            there = "、".join(filter(None, table.columns))
            raise ImportFileError(
                f"{path.name}：表头要有 word（词）和 until（到期）；现有：{there}"
            )
        for number, cells in table.rows:
            try:
                words.add(_word_of(cells, places, today))
            except FieldError as fault:
                faults.append(f"{path.name} 第 {number} 行：{fault}")
    return WhiteList(frozenset(words), tuple(faults))


def _word_of(cells: list[str], places: Mapping[str, int], today: date) -> str:
    word, until = (
        cells[places[name]] if places[name] < len(cells) else "" for name in ("word", "until")
    )
    if not clean(word):
        raise FieldError("没有写词", "写上词，或删去这一行")
    last_day = parse_day(until, "到期日")
    if last_day is None:
        raise FieldError(f"「{clean(word)}」没有到期日", "写上到哪天为止")
    if last_day < today:
        raise FieldError(f"「{clean(word)}」{last_day} 已经到期，不再放行", "续期或删去这一行")
    return clean(word)

"""Rows of copy to check, and what their columns tell beside the words."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from bot.cli.text_rows import Column, Row, open_rows
from bot.goods import find_goods_class
from bot.imports.fields import FieldError, clean, parse_money
from persona.worded.facts import CopyFacts, GoodsClass

YES = frozenset({"1", "1.0", "true", "yes", "y", "是", "有", "√"})
NO = frozenset({"0", "0.0", "false", "no", "n", "否", "无", "没有"})


def _yuan(cell: str, title: str) -> int:
    return parse_money(cell, title)


def _flag(cell: str, title: str) -> bool:
    word = cell.lower()
    if word not in YES | NO:
        raise FieldError(f"{title}看不懂：{cell}", "写 1 或 0")
    return word in YES


def _words(cell: str, _: str) -> str:
    return cell


@dataclass(frozen=True, slots=True)
class _Fact:
    """A column that tells something, by any of its names, the second the one to say."""

    names: tuple[str, ...]
    read: Callable[[str, str], object]


FACTS: Mapping[str, _Fact] = {
    "price_fen": _Fact(("price", "价格", "到手价", "活动价"), _yuan),
    "compare_fen": _Fact(("compare_price", "划线价", "原价"), _yuan),
    "lowest_deal_fen": _Fact(("lowest_price", "近7天最低价", "七日最低价"), _yuan),
    "has_end": _Fact(("has_end", "有截止"), _flag),
    "link": _Fact(("link", "链接"), _words),
    "evidence": _Fact(("evidence", "依据"), _words),
    "is_post": _Fact(("is_post", "朋友圈"), _flag),
    "is_marketing": _Fact(("is_marketing", "营销消息"), _flag),
    "sender": _Fact(("sender", "署名"), _words),
    "terms": _Fact(("terms", "抽奖规则"), _words),
}
_TEXT = Column(("text", "文案", "内容", "正文"))
_FACT_COLUMNS = [Column(fact.names, is_needed=False, is_text=False) for fact in FACTS.values()]


class Note(NamedTuple):
    """What a cell says that was not used, and what to do."""

    reason: str
    advice: str


@dataclass(frozen=True, slots=True)
class CopyRow:
    """A text and what is known of it; `error` says why there is none."""

    number: int
    """From 1, a header left out."""
    text: str
    facts: CopyFacts
    error: str = ""
    notes: tuple[Note, ...] = ()


@contextmanager
def open_copy(file: Path, class_column: str = "", encoding: str = "") -> Iterator[Iterator[Row]]:
    """Give the rows of a file or of stdin; `copy_row` reads them. Raise ImportFileError."""
    classes = [Column((class_column,), is_text=False)] if class_column else []
    columns = [_TEXT, *_FACT_COLUMNS, *classes]
    with open_rows(file, columns, encoding=encoding, may_be_plain=not class_column) as rows:
        yield (row._replace(number=row.number + 1) for row in rows)


def copy_row(row: Row, base: CopyFacts) -> CopyRow:
    """Read what a row tells; `base` stands for all it does not say."""
    if row.error or not any(row.cells[1:]):
        return CopyRow(row.number, row.cells[0], base, row.error)
    told: dict[str, Any] = {}
    notes = []
    for cell, (name, fact) in zip(row.cells[1:], FACTS.items(), strict=False):
        if word := clean(cell):
            try:
                told[name] = fact.read(word, fact.names[1])
            except FieldError as fault:
                notes.append(Note(fault.reason, fault.advice))
    if (name := clean("".join(row.cells[len(FACTS) + 1 :]))) and name != "null":
        found = find_goods_class(name)
        told["goods_class"] = found or GoodsClass.GENERAL
        if found is None:
            notes.append(Note(f"没有类别「{name}」，按通用检查", f"写{'、'.join(GoodsClass)}之一"))
    return CopyRow(row.number, row.cells[0], replace(base, **told), notes=tuple(notes))

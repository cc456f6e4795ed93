"""What stands on a timeline already, or was planned before: a JSON document, JSONL or a table."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from io import StringIO
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.cli.text_file import read_text
from bot.errors import ImportFileError
from bot.imports.columns import find_columns
from bot.imports.fields import FieldError, clean, parse_moment, parse_whole
from bot.imports.reader import Table, read_table
from persona.hours import Reaction
from persona.material_words import DIMENSION_WORDS, KIND_WORDS
from persona.materials import EVERYBODY, Audience, Dimension, Kind, Material, dimension_of
from persona.timeline import PostedPost

_COLUMNS = {
    "time": ("time", "at", "posted_at", "date", "时间", "发布时间", "日期"),
    "material": ("material", "material_key", "key", "素材", "素材编号"),
    "dimension": ("dimension", "维度"),
    "kind": ("kind", "类型", "分类"),
    "products": ("products", "product", "商品"),
    "text": ("text", "文案", "内容", "正文"),
    "audience": ("audience",),
    "likes": ("likes", "点赞", "点赞数"),
    "comments": ("comments", "评论", "评论数"),
    "visits": ("visits", "访问", "进店", "进店数"),
}
_REACTIONS = {"likes": "点赞", "comments": "评论", "visits": "进店"}
_LINE = "第 {} 行"
_MOST = 10**9
_EMPTY = (None, "")
_PARTED = re.compile(r"[;；|、,，]")

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Posted:
    """The posts that can be read, and a line for each row that cannot."""

    posts: tuple[PostedPost, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    """To the posts whose rows count any."""
    faults: tuple[str, ...] = ()


def read_posted(path: Path, zone: ZoneInfo, known: Mapping[str, Material]) -> Posted:
    """Read posts: of each the time, and its material, kind or dimension.

    What a row does not say of a material in `known` is taken from there. A bad row becomes a
    fault; raises ImportFileError where nothing can be read.
    """
    posts: list[PostedPost] = []
    reactions: list[Reaction] = []
    faults: list[str] = []
    for place, row in _rows_of(path):
        try:
            cells = _cells_of(row)
            posts.append(_post_of(cells, zone, known))
            reactions += _reactions_to(posts[-1], cells)  # a post counts, whatever came of it
        except FieldError as fault:
            faults.append(f"{path.name} {place}：{fault}")
    return Posted(tuple(posts), tuple(reactions), tuple(faults))


def _rows_of(path: Path) -> Iterable[tuple[str, object]]:
    """Give rows with their places: posts of a document, lines of JSONL, rows of a spreadsheet."""
    if path.is_file() and not path.stat().st_size:
        return ()
    if path.suffix.lower() not in (".csv", ".tsv", ".xlsx"):
        text = read_text(path)
        begun = text.lstrip()
        if begun.startswith("{") and _is_lines(begun):
            return _json_lines(text)
        if begun.startswith(("{", "[")) or path.suffix.lower() == ".json":
            return _json_posts(text, path.name)
        if not begun:
            return ()
    return _table_rows(path)


def _is_lines(text: str) -> bool:
    """Tell an object a line from one document."""
    try:
        first = json.loads(text.splitlines()[0])
    except (ValueError, RecursionError):
        return False
    return "posts" not in first


def _json_lines(text: str) -> Iterator[tuple[str, object]]:
    for number, line in enumerate(StringIO(text), start=1):
        if line.strip():
            try:
                yield _LINE.format(number), json.loads(line)
            except (ValueError, RecursionError):
                yield _LINE.format(number), None


def _json_posts(text: str, name: str) -> Iterable[tuple[str, object]]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise ImportFileError(f"{name}：不是能读的 JSON（{fault}）；检查引号和括号") from None
    posts = document.get("posts") if isinstance(document, Mapping) else document
    if not isinstance(posts, list):
        raise ImportFileError(f"{name}：要一个列表，或者带 posts 的文档（plan --json 的结果）")
    return ((f"第 {number} 条", post) for number, post in enumerate(posts, start=1))


def _table_rows(path: Path) -> Iterator[tuple[str, object]]:
    table = read_table(path)
    with closing(table.rows.file):
        places = _places(table, path.name)
        for number, cells in table.rows:
            yield (
                _LINE.format(number),
                {name: cells[place] for name, place in places.items() if place < len(cells)},
            )


def _places(table: Table, name: str) -> dict[str, int]:
    found = find_columns(table.columns, _COLUMNS)
    if "time" not in found or not found.keys() & {"material", "dimension", "kind"}:
        raise ImportFileError(
            f"{name}：表头要有 time（时间），还要有 material（素材）、kind（类型）或 "
            f"dimension（维度）之一；现有：{'、'.join(filter(None, table.columns)) or '无'}"
        )
    return found


def _cells_of(row: object) -> Mapping[str, object]:
    if not isinstance(row, Mapping):
        raise FieldError("不是一条 JSON 记录", '写成 {"time": …, "material": …}')
    return {
        field: next((row[name] for name in names if row.get(name) not in _EMPTY), "")
        for field, names in _COLUMNS.items()
    }


def _reactions_to(post: PostedPost, cells: Mapping[str, object]) -> list[Reaction]:
    counts = {
        name: parse_whole(str(cells[name]), label, least=0, most=_MOST)
        for name, label in _REACTIONS.items()
        if cells[name] not in _EMPTY
    }
    return [Reaction(at=post.at, **counts)] if counts else []


def _post_of(
    cells: Mapping[str, object], zone: ZoneInfo, known: Mapping[str, Material]
) -> PostedPost:
    key = clean(str(cells["material"]))
    material = known.get(key)
    told = _choice(cells["kind"], Kind, KIND_WORDS)
    kind = told or (material.kind if material else None)
    if kind:
        dimension: Dimension | None = dimension_of(kind)
    else:
        dimension = _choice(cells["dimension"], Dimension, DIMENSION_WORDS)
    if dimension is None:
        unknown = f"素材里没有 {key}，" if key else ""
        raise FieldError(f"{unknown}不知道是哪一类", "补上 kind（类型）或 dimension（维度）")
    return PostedPost(
        material_key=key,
        at=_moment_of(cells["time"], zone),
        dimension=dimension,
        kind=kind,
        products=_texts(cells["products"]) or (material.products if material else ()),
        text=str(cells["text"]) or (material.text if material else ""),
        audience=_audience_of(cells["audience"]) or (material.audience if material else EVERYBODY),
    )


def _choice(cell: object, choices: type[Choice], words: Mapping[str, str]) -> Choice | None:
    """Find what a cell names, by its code or in Chinese; None where it is empty."""
    name = clean(str(cell))
    told = words.get(name, name)
    if told and told not in list(choices):
        raise FieldError(f"类型看不懂：{name}", f"写成{'、'.join(words)}之一")
    return choices(told) if told else None


def _moment_of(cell: object, zone: ZoneInfo) -> datetime:
    """Read a time as the shop's clock shows it."""
    with suppress(ValueError, OverflowError):
        at = datetime.fromisoformat(clean(str(cell)))
        return (at.astimezone(zone) if at.tzinfo else at).replace(tzinfo=None)
    return parse_moment(str(cell), zone, "时间").astimezone(zone).replace(tzinfo=None)


def _texts(cell: object) -> tuple[str, ...]:
    """Read a list, or a cell in which signs part the items."""
    items = cell if isinstance(cell, list) else _PARTED.split(str(cell))
    return tuple(filter(None, (clean(str(item)) for item in items)))


def _audience_of(cell: object) -> Audience | None:
    if not isinstance(cell, Mapping):
        return None
    return Audience(*(frozenset(_texts(cell.get(key) or [])) for key in ("tags", "layers")))

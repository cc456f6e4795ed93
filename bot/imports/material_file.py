"""Materials that operators write: a TOML file, or a table from a spreadsheet program."""

import io
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

from bot.errors import ImportFileError
from bot.imports.columns import plain
from bot.imports.encodings import encoding_of
from bot.imports.fields import FieldError, clean, clean_text, parse_day, parse_whole
from bot.imports.reader import Table, read_table
from bot.packaged import packaged
from persona.errors import MaterialError
from persona.fields import Fields
from persona.materials import Material, MaterialFile, gather_materials, read_materials
from tagging.layering import Layer

_NEEDED = ("kind", "text")
_LISTS = frozenset({"pictures", "products", "tags", "layers", "seasons", "audience"})
_DAYS = frozenset({"valid_from", "valid_until", "last_used"})
_NUMBERS = frozenset({"lead_days", "stock"})
_MOST = 10**7
_PARTS = re.compile(r"[;；|｜、,，\n]")
_NUMBER_PARTS = re.compile(r"[^\d]+")
_LAYER = re.compile(r"(?:layer|分层)[:：=]")


def read_material_file(path: Path, today: date | None = None) -> MaterialFile:
    """Read materials from TOML or a table; what is wrong becomes a line, and the rest is read.

    With `today`, a material whose last day is over has a line too. Raise ImportFileError where
    there is no such file, or it is no text.
    """
    if not path.is_file():
        raise ImportFileError(f"{path}：没有这个文件；检查路径")
    if not path.stat().st_size:
        return MaterialFile((), (_nothing_in(path.name),))
    if path.suffix.lower() == ".toml":
        read = read_materials(_text_of(path), path.name, today)
    else:
        table = read_table(path)
        with table.rows.file:
            read = _read_rows(table, path.name, today)
    if not read.materials and not read.faults:
        return MaterialFile((), (_nothing_in(path.name),))
    return _with_known_layers(read, path.name)


def _nothing_in(name: str) -> str:
    return f"{name}：一条素材也没有；每条至少写上类型（kind）和正文（text）"


def _text_of(path: Path) -> str:
    content = path.read_bytes()
    encoding = encoding_of(io.BytesIO(content), path.name)
    return content.decode(encoding).replace("\r\n", "\n")


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where a table has which field, under which header, and the headers that are none of ours."""

    places: Mapping[str, int]
    names: Mapping[str, str]
    strangers: Sequence[str]
    width: int


def _read_rows(table: Table, name: str, today: date | None) -> MaterialFile:
    columns = _columns_of(table.columns)
    missing = [field for field in _NEEDED if field not in columns.places]
    if missing:
        wanted = "、".join(f"“{_headings()[field][1]}”（{field}）" for field in missing)
        return MaterialFile((), (f"{name}：表头缺少{wanted}一列；加上这一列",))
    tables = _tables_of(table, name, columns)
    if columns.strangers:
        strangers = "、".join(columns.strangers)
        tables.append(f"{name}：没有用到这些列：{strangers}；列名见文档，改名或删去")
    return gather_materials(tables, today)


def _columns_of(headers: Sequence[str]) -> _Columns:
    fields = {plain(word): field for field, words in _headings().items() for word in words}
    ignored = {plain(word) for word in _vocabulary()["ignored"]}
    places: dict[str, int] = {}
    strangers = []
    for place, header in enumerate(headers):
        field = fields.get(plain(header))
        if field and field not in places:
            places[field] = place
        elif header and plain(header) not in ignored:
            strangers.append(header)
    names = {field: headers[place] for field, place in places.items()}
    return _Columns(places, names, strangers, len(headers))


def _tables_of(table: Table, name: str, columns: _Columns) -> list[Fields | str]:
    tables: list[Fields | str] = []
    number = 1
    try:
        for number, cells in table.rows:
            tables.append(_table_of(cells, columns, f"{name}：第 {number} 行"))
    except ImportFileError:  # the last row swallowed what came after it
        tables[-1:] = [f"{name}：第 {number} 行起读不下去；多半是引号没有成对，检查那里"]
    return tables


def _table_of(cells: Sequence[str], columns: _Columns, place: str) -> Fields | str:
    if any(cells[columns.width :]):
        wide = f"有 {len(cells)} 列，表头只有 {columns.width} 列"
        return f"{place}：{wide}；正文里有逗号就用引号括起来"
    try:
        content = _content_of(cells, columns)
    except FieldError as fault:
        return f"{place}：{fault}"
    content.setdefault("key", _key_of(str(content.get("text", ""))))
    return Fields(content, place, MaterialError, columns.names)


def _key_of(text: str) -> str:
    """Make a key of a text that has none: the same text is the same material tomorrow."""
    return f"text-{sha256(text.encode()).hexdigest()[:10]}"


def _content_of(cells: Sequence[str], columns: _Columns) -> dict[str, object]:
    content: dict[str, object] = {}
    for field, place in columns.places.items():
        cell = cells[place] if place < len(cells) else ""
        if clean(cell):
            content[field] = _value_of(field, cell, columns.names[field])
    if isinstance(audience := content.get("audience"), list):
        content["audience"] = _audience_of(audience)
    return content


def _value_of(field: str, cell: str, label: str) -> object:
    """Understand a cell as what the same key holds in TOML. Raise FieldError otherwise."""
    if field in _LISTS:
        return _list_in(clean_text(cell))
    if field in _DAYS:
        return _day_of(cell, label)
    if field in _NUMBERS:
        return parse_whole(cell, label, least=0, most=_MOST)
    if field == "month_days":
        return [int(part) for part in _NUMBER_PARTS.split(clean(cell)) if part]
    if field == "is_evergreen":
        return _flag_of(cell, label)
    return clean_text(cell)


def _list_in(words: str) -> list[str]:
    """Part a cell at its signs; a list of JSON, as programs write it, is one already."""
    if words.startswith('["'):
        with suppress(json.JSONDecodeError):
            return [*map(str, json.loads(words))]
    return [part for part in map(str.strip, _PARTS.split(words)) if part]


def _flag_of(cell: str, label: str) -> bool:
    word = clean(cell).casefold()
    for answer, words in _vocabulary()["flags"].items():
        if word in words:
            return bool(answer == "yes")
    raise FieldError(f"{label}看不懂：{clean(cell)}", "写“是”或“否”")


def _day_of(cell: str, label: str) -> date | None:
    try:
        return parse_day(cell, label)
    except FieldError as fault:
        raise FieldError(fault.reason, "写成 2026-01-31 这样的日期") from None


def _audience_of(parts: Sequence[str]) -> dict[str, list[str]]:
    """Tell layers (分层:due) from tags in one cell."""
    layers = [_LAYER.sub("", part).strip() for part in parts if _LAYER.match(part)]
    return {"tags": [part for part in parts if not _LAYER.match(part)], "layers": layers}


def _with_known_layers(read: MaterialFile, name: str) -> MaterialFile:
    """Name layers by their codes; a material for a layer that there is none of is a fault."""
    materials, faults = [], [*read.faults]
    for material in map(_coded, read.materials):
        if strangers := material.audience.layers - set(Layer):
            faults.append(
                f"{name}：素材 {material.key}：没有“{'、'.join(sorted(strangers))}”这样的分层；"
                f"可以写：{'、'.join(_layers())}"
            )
        else:
            materials.append(material)
    return MaterialFile(tuple(materials), tuple(faults), tuple(map(_coded, read.over)))


def _coded(material: Material) -> Material:
    """Name the layers of a material by their codes, where they have one."""
    audience = material.audience
    layers = frozenset(_layers().get(layer, layer) for layer in audience.layers)
    if layers == audience.layers:
        return material
    return replace(material, audience=replace(audience, layers=layers))


@cache
def _layers() -> Mapping[str, str]:
    """Return the codes of the layers by their names on our pages."""
    words = tomllib.loads(packaged("bot.data.reasons", "words.toml"))["layer"]
    return {names["zh"]: code for code, names in words.items()}


def _headings() -> Mapping[str, Sequence[str]]:
    headings: Mapping[str, Sequence[str]] = _vocabulary()["fields"]
    return headings


@cache
def _vocabulary() -> Mapping[str, Mapping[str, Sequence[str]]]:
    return tomllib.loads(packaged("bot.data", "material_columns.toml"))

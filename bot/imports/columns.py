"""Which column holds which field: guessed from the header, or said by the operator."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.errors import ImportFileError

UNIT = re.compile(r"[(\[【][^)\]】]*[)\]】]")
SIGNS = re.compile(r"[\W_]+")
LAYER = "layer"
"""Orders as `zhanggui layer` reads them: it demands less of a file and looks at more."""


class Kind(StrEnum):
    """What a file holds."""

    ORDERS = "orders"
    CUSTOMERS = "customers"
    PRODUCTS = "products"
    REVIEWS = "reviews"
    CHATS = "chats"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of exported files: headers of each kind, statuses of orders, roles in chats."""

    fields: Mapping[str, Mapping[str, Sequence[str]]]
    needed: Mapping[str, Sequence[str]]
    statuses: Mapping[str, Sequence[str]]
    roles: Mapping[str, Sequence[str]]


def parse_vocabulary(text: str, name: str) -> Vocabulary:
    """Read the packaged words. Raise ImportFileError where the file is not as it should be."""
    try:
        content = tomllib.loads(text)
        return Vocabulary(
            fields={kind: content[kind]["fields"] for kind in Kind}
            | {LAYER: {**content[Kind.ORDERS]["fields"], **content[LAYER]["fields"]}},
            needed={kind: content[kind]["needed"] for kind in (*Kind, LAYER)},
            statuses=content["statuses"],
            roles=content["roles"],
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise ImportFileError(f"{name}: {error}") from None


def parse_map(text: str) -> dict[str, str]:
    """Read `order_no=单号,paid_at=时间`; an empty column name takes a field away.

    Raise ImportFileError where it is not written like that.
    """
    pairs: dict[str, str] = {}
    for part in re.split("[,，]", text) if text.strip() else ():
        field, sign, column = part.partition("=")
        if not sign or not field.strip():
            raise ImportFileError(f"--map {part.strip()!r}: write it as FIELD=COLUMN,FIELD=COLUMN")
        pairs[field.strip()] = column.strip()
    return pairs


def map_columns(
    kind: str, columns: Sequence[str], vocabulary: Vocabulary, said: Mapping[str, str]
) -> dict[str, int]:
    """Return the place of each field found. Raise ImportFileError if a needed one is missing.

    `kind` is a `Kind` or LAYER. What the operator said (`--map`) wins over what the header
    suggests.
    """
    fields = vocabulary.fields[kind]
    by_hand = {_field_called(name, kind, fields): column for name, column in said.items()}
    found = {
        field: place
        for field, place in find_columns(columns, fields).items()
        if field not in by_hand
    }
    for field, column in by_hand.items():
        if column:
            found[field] = _place_of(column, columns)
    _check_needed(kind, columns, vocabulary, found)
    return found


def find_columns(columns: Sequence[str], fields: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return the place of each field whose header, by any of its names, is there."""
    places = _places_of(columns)
    return {
        field: next(places[plain(name)] for name in names if plain(name) in places)
        for field, names in fields.items()
        if any(plain(name) in places for name in names)
    }


def _places_of(columns: Sequence[str]) -> dict[str, int]:
    """Return where each header stands first, by its plain form."""
    return {plain(column): place for place, column in reversed([*enumerate(columns)])}


def plain(header: str) -> str:
    """Strip a header of what does not matter: width, capitals, signs, a unit in brackets."""
    folded = unicodedata.normalize("NFKC", header).casefold()
    return SIGNS.sub("", UNIT.sub("", folded)) or SIGNS.sub("", folded)


def _field_called(name: str, kind: str, fields: Mapping[str, Sequence[str]]) -> str:
    """Find a field by its name, or by any header that it usually has."""
    if name in fields:
        return name
    for field, names in fields.items():
        if plain(name) in map(plain, names):
            return field
    raise ImportFileError(f"--map: {kind}: no field {name!r}; fields: {_list(fields)}")


def _place_of(column: str, columns: Sequence[str]) -> int:
    if column in columns:
        return columns.index(column)
    place = _places_of(columns).get(plain(column))
    if place is not None:
        return place
    raise ImportFileError(f"--map: there is no column {column!r}; found: {_list(columns)}")


def _check_needed(
    kind: str, columns: Sequence[str], vocabulary: Vocabulary, found: Mapping[str, int]
) -> None:
    for choice in vocabulary.needed[kind]:
        wanted = choice.split("|")
        if not any(field in found for field in wanted):
            names = vocabulary.fields[kind][wanted[0]]
            examples = " / ".join(dict.fromkeys([wanted[0], *names[1:3]]))
            raise ImportFileError(
                f"{kind}: no column for {' or '.join(wanted)} (for example {examples}); "
                f"found: {_list(columns)}; name it by --map {wanted[0]}=COLUMN"
            )


def _list(names: Mapping[str, object] | Sequence[str]) -> str:
    return ", ".join(name for name in names if name) or "nothing"

"""Fields of a TOML table, each read by its own reader; a complaint names the key."""

import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from tagging.errors import RuleError
from tagging.layering import Flag, Layer, Level
from tagging.offered.offer import OfferKind
from tagging.products import ProductRole

_T = TypeVar("_T")
Reader = Callable[[object], Any]


def read_toml(text: str, name: str) -> dict[str, Any]:
    """Read TOML; raise RuleError that names the file."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"{name}: {error}") from error


def read_fields(what: str, table: object, readers: Mapping[str, Reader]) -> dict[str, Any]:
    """Read a table field by field; `what` says in an error whose they are ("offer spring")."""
    if not isinstance(table, dict):
        name = what.rpartition(" ")[2]
        raise RuleError(f"{name} must be a table [{name}], not {table!r}")
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in readers:
            raise RuleError(f"{what}: {key} is none of {', '.join(readers)}")
        try:
            values[key] = readers[key](value)
        except RuleError as error:
            raise RuleError(f"{what}: {key} {error}") from error
    return values


def text(value: object) -> str:
    """Read a text."""
    if not isinstance(value, str):
        raise RuleError(f"must be a text, not {value!r}")
    return value


def whole(value: object) -> int:
    """Read a whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise RuleError(f"must be a whole number, not {value!r}")
    return value


def number(value: object) -> float:
    """Read a number."""
    return value if isinstance(value, float) else whole(value)


def yes_or_no(value: object) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise RuleError(f"must be true or false, not {value!r}")
    return value


def day(value: object) -> date:
    """Read a day without a time."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise RuleError(f"must be a day such as 2026-06-18, not {value}")
    return value


def texts(value: object) -> frozenset[str]:
    """Read a list of texts."""
    if not isinstance(value, list):
        raise RuleError(f"must be a list, not {value!r}")
    return frozenset(text(entry) for entry in value)


def kind(value: object) -> OfferKind:
    """Read one kind of offer."""
    return _word_of({kind.value: kind for kind in OfferKind}, value)


def kinds(value: object) -> frozenset[OfferKind]:
    """Read kinds of offers."""
    return frozenset(kind(word) for word in texts(value))


def layers(value: object) -> frozenset[Layer]:
    """Read layers."""
    known = {layer.value: layer for layer in Layer}
    return frozenset(_word_of(known, word) for word in texts(value))


def flags(value: object) -> frozenset[Flag]:
    """Read flags."""
    known = {flag.value: flag for flag in Flag}
    return frozenset(_word_of(known, word) for word in texts(value))


def levels(value: object) -> frozenset[Level]:
    """Read levels."""
    known = {level.name.lower(): level for level in Level}
    return frozenset(_word_of(known, word) for word in texts(value))


def roles(value: object) -> frozenset[ProductRole]:
    """Read the roles of products."""
    known = {role.value: role for role in ProductRole}
    return frozenset(_word_of(known, word) for word in texts(value))


def _word_of(known: Mapping[str, _T], value: object) -> _T:
    word = text(value)
    if word not in known:
        raise RuleError(f"must be one of {', '.join(known)}, not {word!r}")
    return known[word]

"""The keys of a TOML table, read by type: what is wrong becomes one sentence with its place."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from persona.errors import PersonaError

Choice = TypeVar("Choice", bound=StrEnum)

_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)")
_NO_WORDS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Fields:
    """One table of a file, the place it stands in, and the error to raise.

    Operators write these files: complaints are Chinese, and say what, where, and what to do.
    """

    table: Mapping[str, object]
    place: str
    error: type[PersonaError]
    names: Mapping[str, str] = field(default_factory=dict)
    """What the file calls its keys, where that is not the key (the header of a column)."""

    def complain(self, complaint: str) -> PersonaError:
        """Put the place before a complaint."""
        return self.error(f"{self.place}：{complaint}")

    def allow(self, keys: Sequence[str]) -> None:
        """Refuse every key but these."""
        for key in self.table:
            if key not in keys:
                meant = get_close_matches(key, keys, n=1)
                advice = f"是不是想写 {meant[0]}？" if meant else f"可以写：{'、'.join(keys)}"
                raise self.complain(f"不认识“{key}”；{advice}")

    def wrong(self, key: str, wanted: str) -> PersonaError:
        """Word what is wrong with the value of a key."""
        name = self.names.get(key, key)
        if key not in self.table:
            return self.complain(f"缺少 {name}；请写上{wanted}")
        return self.complain(f"{name} = {_shown(self.table[key])} 不对；请写成{wanted}")

    def renamed(self, names: Mapping[str, str]) -> "Fields":
        """Return the same table with some keys called by their usual names."""
        return replace(self, table={names.get(key, key): self.table[key] for key in self.table})

    def need_text(self, key: str) -> str:
        """Return a text that must be there and say something."""
        text = self.text(key)
        if not any(letter.isprintable() and not letter.isspace() for letter in text):
            raise self.wrong(key, "文字，不能是空的")
        return text

    def text(self, key: str, default: str = "") -> str:
        """Return a text without the space around it."""
        value = self.table.get(key, default)
        if not isinstance(value, str):
            raise self.wrong(key, "带引号的文字")
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty where the key is missing; one text is a list of one."""
        value = self.table.get(key, [])
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            raise self.wrong(key, '文字的列表，例如 ["甲", "乙"]')
        return tuple(item.strip() for item in items if item.strip())

    def flag(self, key: str, *, default: bool) -> bool:
        """Return a yes or no."""
        value = self.table.get(key, default)
        if not isinstance(value, bool):
            raise self.wrong(key, " true 或 false")
        return value

    def day(self, key: str) -> date | None:
        """Return a date, None where the key is missing."""
        value = self.table.get(key)
        if isinstance(value, str):
            with suppress(ValueError):
                return date.fromisoformat(value.strip())
        elif value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        raise self.wrong(key, "日期，例如 2026-06-18")

    def month_days(self, key: str) -> tuple[int, ...]:
        """Return days of the month, each 1 to 31."""
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(_is_month_day(item) for item in value):
            raise self.wrong(key, "每月几号的列表，1 到 31，例如 [8, 18]")
        return tuple(sorted(set(value)))

    def choice(
        self, key: str, choices: type[Choice], words: Mapping[str, str] = _NO_WORDS
    ) -> Choice:
        """Return one of the choices, by its value or by a word for it."""
        return self._chosen(key, self.text(key), choices, words)

    def choices(
        self, key: str, choices: type[Choice], words: Mapping[str, str] = _NO_WORDS
    ) -> frozenset[Choice]:
        """Return some of the choices, by their values or by words for them."""
        return frozenset(self._chosen(key, each, choices, words) for each in self.texts(key))

    def _chosen(
        self, key: str, told: str, choices: type[Choice], words: Mapping[str, str]
    ) -> Choice:
        value = words.get(told, told)
        if value not in list(choices):
            usual = {code: word for word, code in [*words.items()][::-1]}
            raise self.wrong(
                key, f"其中之一：{'、'.join(usual.get(each, each) for each in choices)}"
            )
        return choices(value)

    def count(self, key: str, *, default: int) -> int:
        """Return a whole number of 0 or more."""
        value = self.table.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.wrong(key, "整数，0 或更大")
        return value

    def count_or_none(self, key: str) -> int | None:
        """Return a whole number of 0 or more, None where the key is missing."""
        return self.count(key, default=0) if key in self.table else None

    def inner(self, key: str) -> "Fields":
        """Return the table under a key, an empty one where it is missing."""
        value = self.table.get(key, {})
        if not isinstance(value, dict):
            raise self.wrong(key, f"一段，以 [{key}] 开头")
        return Fields(value, f"{self.place}：[{key}]", self.error)

    def each(self, key: str, *, called: str = "") -> list["Fields"]:
        """Return the tables of an array, each with its own place, by its key or its number."""
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.wrong(key, f"若干段，每段以 [[{key}]] 开头")
        return [
            Fields(item, f"{self.place}：{called or key} {item.get('key', number)}", self.error)
            for number, item in enumerate(value, start=1)
        ]


def read_fields(text: str, name: str, error: type[PersonaError], *, first_line: int = 1) -> Fields:
    """Read TOML text that begins on a line of a file; `name` stands in every message."""
    try:
        return Fields(tomllib.loads(text.removeprefix("\ufeff")), name, error)
    except tomllib.TOMLDecodeError as fault:
        raise error(f"{name}：{_unreadable(str(fault), text, first_line)}") from None


def _unreadable(fault: str, text: str, first_line: int) -> str:
    at = _AT.search(fault)
    line = int(at[1]) if at and at[1] else 1 + text.rstrip().count("\n")
    column = f"第 {at[2]} 列" if at and at[1] else ""
    return (
        f"第 {first_line + line - 1} 行{column}不是合法的 TOML（{_AT.sub('', fault)}）；"
        "检查那里的引号、等号和括号"
    )


def _is_month_day(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 31  # noqa: PLR2004


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"“{value}”" if isinstance(value, str) else str(value)

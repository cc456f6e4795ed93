"""The keys of a TOML table, read by type: what is wrong becomes one sentence with its place."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from persona.errors import PersonaError

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Fields:
    """One table of a file, the place it stands in, and the error to raise."""

    table: Mapping[str, object]
    place: str
    error: type[PersonaError]

    def allow(self, keys: Sequence[str]) -> None:
        """Refuse every key but these."""
        for key in self.table:
            if key not in keys:
                raise self.error(
                    f"{self.place}: unknown key {key!r}; allowed: {', '.join(sorted(keys))}"
                )

    def wrong(self, key: str, wanted: str) -> PersonaError:
        """Word what is wrong with the value of a key."""
        if key not in self.table:
            return self.error(f"{self.place}: {key} is missing; wanted: {wanted}")
        return self.error(f"{self.place}: {key} = {self.table[key]!r} is wrong; wanted: {wanted}")

    def need_text(self, key: str) -> str:
        """Return a text that must be there and say something."""
        text = self.text(key)
        if not text:
            raise self.wrong(key, "a text that is not empty")
        return text

    def text(self, key: str, default: str = "") -> str:
        """Return a text without the space around it."""
        value = self.table.get(key, default)
        if not isinstance(value, str):
            raise self.wrong(key, "a text")
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty where the key is missing."""
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.wrong(key, "a list of texts")
        return tuple(item.strip() for item in value if item.strip())

    def flag(self, key: str, *, default: bool) -> bool:
        """Return a yes or no."""
        value = self.table.get(key, default)
        if not isinstance(value, bool):
            raise self.wrong(key, "true or false")
        return value

    def day(self, key: str) -> date | None:
        """Return a date, None where the key is missing."""
        value = self.table.get(key)
        if value is None:
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.wrong(key, "a date like 2026-06-18")
        return value

    def month_days(self, key: str) -> tuple[int, ...]:
        """Return days of the month, each 1 to 31."""
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(_is_month_day(item) for item in value):
            raise self.wrong(key, "a list of days of the month, 1 to 31")
        return tuple(sorted(set(value)))

    def choice(self, key: str, choices: type[Choice]) -> Choice:
        """Return one of the choices."""
        value = self.text(key)
        if value not in list(choices):
            raise self.wrong(key, f"one of {', '.join(choices)}")
        return choices(value)

    def count(self, key: str, *, default: int) -> int:
        """Return a whole number of 0 or more."""
        value = self.table.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.wrong(key, "a whole number, 0 or more")
        return value

    def inner(self, key: str) -> "Fields":
        """Return the table under a key, an empty one where it is missing."""
        value = self.table.get(key, {})
        if not isinstance(value, dict):
            raise self.wrong(key, f"a table, opened by [{key}]")
        return Fields(value, f"{self.place}: [{key}]", self.error)

    def need_inner(self, key: str) -> "Fields":
        """Return the table under a key that must be there."""
        if key not in self.table:
            raise self.wrong(key, f"a table, opened by [{key}]")
        return self.inner(key)

    def each(self, key: str) -> list["Fields"]:
        """Return the tables of an array, each with its own place."""
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.wrong(key, f"tables, each opened by [[{key}]]")
        return [
            Fields(item, f"{self.place}: {key} {item.get('key', place)}", self.error)
            for place, item in enumerate(value, start=1)
        ]


def read_fields(text: str, name: str, error: type[PersonaError]) -> Fields:
    """Read TOML text; `name` stands in every message."""
    try:
        return Fields(tomllib.loads(text), name, error)
    except tomllib.TOMLDecodeError as fault:
        raise error(f"{name}: is not valid TOML: {fault}") from None


def _is_month_day(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 31  # noqa: PLR2004

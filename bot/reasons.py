"""Words for reasons: a code with values becomes a sentence in the reader's language."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

from bot.errors import ConfigError

ROOMS = ("tagging", "persona", "shell")

Wording = Mapping[str, str]
"""One sentence for each language."""


class Because(Protocol):
    """A reason of any room."""

    @property
    def code(self) -> str:
        """Which reason."""

    @property
    def values(self) -> Mapping[str, str | int]:
        """What it rests on."""


def word(because: Because, language: str = "zh") -> str:
    """Say a reason in a language; raise ConfigError where there are no words for it."""
    wording = _sentences().get(str(because.code), {})
    if language not in wording:
        raise ConfigError(f"there are no words in {language!r} for the reason {because.code}")
    values = {
        name: _names().get((name, str(value)), {}).get(language, value)
        for name, value in because.values.items()
    }
    return wording[language].format_map(values)


@cache
def _sentences() -> Mapping[str, Wording]:
    """Gather the sentences of all rooms; no code may stand in two."""
    sentences: dict[str, Wording] = {}
    for room in ROOMS:
        wordings = _load(room)
        twice = sorted(sentences.keys() & wordings.keys())
        if twice:
            raise ConfigError(
                f"bot/data/reasons/{room}.toml: {twice[0]} is worded in another room"
            )
        sentences |= wordings
    return sentences


@cache
def _names() -> Mapping[tuple[str, str], Wording]:
    """Gather the names of layers, levels and flags, which stand as values in reasons."""
    return {
        (kind, name): names
        for kind, group in _load("words").items()
        for name, names in group.items()
    }


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((files("bot.data.reasons") / f"{name}.toml").read_text("utf-8"))

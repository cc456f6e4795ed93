"""How commands speak: results on stdout (text or JSON), everything else on stderr."""

import json
import sys
from enum import IntEnum
from typing import Annotated

import typer

from bot.errors import NotReady


class Exit(IntEnum):
    """The documented exit codes."""

    DONE = 0
    FOUND = 1  # done, with rows refused or something found
    WRONG = 2  # the command, a setting or a file is wrong
    NOT_READY = 3  # port taken, database not reachable or newer than the program


AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def complain(sentence: str) -> None:
    """Print one line on stderr."""
    print(f"zhanggui: {sentence}", file=sys.stderr)  # noqa: T201


def say(text: str) -> None:
    """Print a line of the result."""
    print(text, flush=True)  # noqa: T201


def say_json(value: object) -> None:
    """Print a result as one JSON document, Chinese unescaped."""
    print(json.dumps(value, ensure_ascii=False, default=str))  # noqa: T201


def exit_code_of(error: Exception) -> Exit:
    """Tell a machine that is not ready from input that is wrong."""
    return Exit.NOT_READY if isinstance(error, NotReady) else Exit.WRONG

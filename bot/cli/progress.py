"""How far a command is, shown only where a person watches."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


@contextmanager
def watched(steps: Iterable[Sequence[T]]) -> Iterator[Iterator[Sequence[T]]]:
    """Count on the terminal the rows of each step that is done."""
    if not sys.stderr.isatty():
        yield iter(steps)
        return
    from rich.console import Console
    from rich.progress import Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.completed:,.0f} rows"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)

        def count() -> Iterator[Sequence[T]]:
            for step in steps:
                yield step
                progress.advance(task, len(step))

        yield count()


@contextmanager
def busy(doing: str) -> Iterator[None]:
    """Say on the terminal what takes a while."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(doing):
        yield

"""Read what the customers of an exported chat log worry about, in several processes."""

import csv
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import partial
from io import StringIO
from itertools import chain, islice, repeat
from multiprocessing import get_context, parent_process
from operator import itemgetter
from threading import Thread
from typing import NamedTuple

from bot.bulk.blocks import BLOCK_CHARS, read_blocks
from bot.errors import ImportFileError, NotReady
from bot.garbage import collect_less
from bot.imports.chunks import line_of
from bot.imports.fields import FieldError, clean_text
from bot.imports.lines import TEXT_CHARS, Message, Reading, parse_message
from bot.imports.reader import CELL_CHARS, Table
from bot.imports.rows import BadRow
from tagging.changes import LexiconChange
from tagging.concerns import find_many
from tagging.lexicon import parse_lexicon
from tagging.signs import Signs, gather

AHEAD = 2  # blocks a process that wait: none is idle, and memory stays small
SPEAKERS = 20_000  # remembered
FEW = 50_000  # lines that are read before a second process has started


@dataclass(frozen=True, slots=True)
class Words:
    """What a process needs to build the lexicon for itself."""

    text: str
    category: str
    changes: tuple[LexiconChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """How the rows of one table are read."""

    reading: Reading
    delimiter: str
    width: int


class Heard(NamedTuple):
    """What one block says; `rows` counts all its rows, empty ones and the header too."""

    rows: int
    messages: int
    refused: Sequence[BadRow]
    signs: Signs


class Done(NamedTuple):
    """How much of a file was heard before."""

    blocks: int
    rows: int


NOTHING = Done(0, 0)
Blocks = Iterator[tuple[str, int]]
"""Texts of whole rows, and how many of the first rows say nothing."""


def hear_chats(
    table: Table,
    reading: Reading,
    words: Words,
    *,
    done: Done = NOTHING,
    processes: int = 0,
    block_chars: int = BLOCK_CHARS,
) -> Iterator[Heard]:
    """Read a chat log block by block, in the order of the file; bad rows bear the file's numbers.

    `processes` read at once (0: as many as there are processors). The blocks that are `done` are
    passed over. Raise ImportFileError where the file cannot be taken apart into cells, NotReady
    where a process was ended from outside.
    """
    rows = table.rows
    layout = Layout(reading, rows.delimiter, len(table.columns))
    texts = read_blocks(rows, block_chars)
    all_blocks = zip(texts, chain([rows.header_number], repeat(0)), strict=False)
    blocks = islice(all_blocks, done.blocks, None)
    count = 1 if table.lines < FEW else processes or os.cpu_count() or 1
    hear = _hear_here if count == 1 else partial(_hear_apart, count=count)
    before = done.rows
    try:
        for heard in hear(blocks, layout, words):
            refused = [replace(bad, number=bad.number + before) for bad in heard.refused]
            before += heard.rows
            yield heard._replace(refused=refused)
    except csv.Error as error:
        where = f"{rows.name}, after row {before}"
        raise ImportFileError(f"{where}: {error}; check the quotes") from None
    except BrokenProcessPool:
        raise NotReady(
            f"{rows.name}: a process was ended from outside after row {before}, perhaps for want "
            "of memory; run the command again, it goes on from there"
        ) from None


def _hear_here(blocks: Blocks, layout: Layout, words: Words) -> Iterator[Heard]:
    ear = Ear(layout, words)
    for block, skipped in blocks:
        yield ear.hear(block, skipped)


def _hear_apart(blocks: Blocks, layout: Layout, words: Words, count: int) -> Iterator[Heard]:
    """Spawn rather than fork: whoever calls us may have threads."""
    with ProcessPoolExecutor(count, get_context("spawn"), _prepare, (layout, words)) as pool:
        waiting: deque[Future[Heard]] = deque()
        try:
            for block, skipped in blocks:
                waiting.append(pool.submit(_hear, block, skipped))
                if len(waiting) > count * AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)  # who breaks off waits for no block more


class Ear:
    """Reads blocks of one table with one lexicon."""

    def __init__(self, layout: Layout, words: Words) -> None:
        """Build the lexicon."""
        self._layout = layout
        self._lexicon = parse_lexicon(words.text, category=words.category, changes=words.changes)
        places = layout.reading.places
        self._speaker_of = itemgetter(places["session"], places["role"])
        self._speakers: dict[tuple[str, str], tuple[str, bool]] = {}

    def hear(self, block: str, skipped: int = 0) -> Heard:
        """Find the worries of the customers who speak in a block.

        The time of a message is read only where it tells of a worry. Raise csv.Error where the
        block cannot be taken apart into cells.
        """
        rows = _rows(block, self._layout.delimiter)
        said: list[tuple[int, Message]] = []
        refused: list[BadRow] = []
        for number, cells in enumerate(rows[skipped:], skipped + 1):
            if any(cells):
                try:
                    said.append((number, self._message(number, cells)))
                except FieldError as error:
                    refused.append(BadRow(number, error.reason, error.advice))
        signs, mistimed = self._signs(said)
        refused = sorted(refused + mistimed, key=lambda bad: bad.number)
        return Heard(len(rows), len(said) - len(mistimed), refused, signs)

    def _message(self, number: int, cells: Sequence[str]) -> Message:
        """Read who said what; a speaker who was understood before needs no second look."""
        layout, reading = self._layout, self._layout.reading
        line = line_of(number, cells, layout.width, reading)
        if isinstance(line, BadRow):
            raise FieldError(line.reason, line.advice)
        if len(cells) < layout.width:
            return parse_message(line, reading)
        speaker = self._speaker_of(cells)
        known, text = self._speakers.get(speaker), clean_text(line.get("text"))
        if known and 0 < len(text) <= TEXT_CHARS:
            return Message(*known, text, line.get("at"))
        message = parse_message(line, reading)
        if len(self._speakers) >= SPEAKERS:
            self._speakers.clear()
        self._speakers[speaker] = message.session, message.is_from_customer
        return message

    def _signs(self, said: Sequence[tuple[int, Message]]) -> tuple[Signs, list[BadRow]]:
        """Gather what customers worry about, and the rows whose time cannot be read."""
        theirs = [(number, one) for number, one in said if one.is_from_customer]
        signs: Signs = {}
        mistimed: list[BadRow] = []
        found = find_many((one.text for _, one in theirs), self._lexicon)
        for (number, one), findings in zip(theirs, found, strict=True):
            if not findings:
                continue
            try:
                at = self._layout.reading.moment(one.at, "时间")
            except FieldError as error:
                mistimed.append(BadRow(number, error.reason, error.advice))
            else:
                gather(signs, one.session, one.text, at, findings)
        return signs, mistimed


_ears: list[Ear] = []
"""This process's own ear, where this process is one of the pool."""


def _prepare(layout: Layout, words: Words) -> None:
    Thread(target=_end_with_parent, daemon=True).start()
    _ears[:] = [Ear(layout, words)]
    collect_less()


def _end_with_parent() -> None:
    """Leave when whoever started us is gone: a killed process can tell its pool nothing."""
    if parent := parent_process():
        parent.join()
        os._exit(1)


def _hear(block: str, skipped: int) -> Heard:
    return _ears[0].hear(block, skipped)


def _rows(block: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(CELL_CHARS)
    return list(csv.reader(StringIO(block, newline=""), delimiter=delimiter))

"""Read what the customers of an exported chat log worry about, on several cores or machines."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from io import StringIO
from itertools import chain, islice, repeat
from operator import itemgetter
from threading import local
from typing import NamedTuple

from bot.bulk.blocks import BLOCK_CHARS, read_blocks
from bot.bulk.engines import PROCESSES, open_engine
from bot.errors import ImportFileError, NotReady
from bot.imports.chunks import line_of
from bot.imports.fields import FieldError, clean_text
from bot.imports.lines import TEXT_CHARS, Message, Reading, parse_message
from bot.imports.reader import CELL_CHARS, Table
from bot.imports.rows import BadRow
from tagging.changes import LexiconChange
from tagging.concerns import find_many
from tagging.lexicon import parse_lexicon
from tagging.signs import Signs, gather

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
Block = tuple[str, int]
"""A text of whole rows, and how many of the first rows say nothing."""


def hear_chats(
    table: Table,
    reading: Reading,
    words: Words,
    *,
    done: Done = NOTHING,
    engine: str = PROCESSES,
    block_chars: int = BLOCK_CHARS,
) -> Iterator[Heard]:
    """Read a chat log block by block, in the order of the file; bad rows bear the file's numbers.

    The `engine` of bot/bulk/engines.py reads, but for a short file this process. The blocks that
    are `done` are passed over. Raise ImportFileError where the file cannot be taken apart into
    cells, NotReady where who reads was ended from outside.
    """
    rows = table.rows
    layout = Layout(reading, rows.delimiter, len(table.columns))
    texts = read_blocks(rows, block_chars)
    all_blocks = zip(texts, chain([rows.header_number], repeat(0)), strict=False)
    blocks = islice(all_blocks, done.blocks, None)
    hear = partial(hear_block, layout, words)
    before = done.rows
    try:
        for heard in _hear_all(hear, blocks, "" if table.lines < FEW else engine):
            refused = [replace(bad, number=bad.number + before) for bad in heard.refused]
            before += heard.rows
            yield heard._replace(refused=refused)
    except csv.Error as error:
        where = f"{rows.name}, after row {before}"
        raise ImportFileError(f"{where}: {error}; check the quotes") from None
    except NotReady as error:
        raise NotReady(
            f"{rows.name}, after row {before}: {error}; the next run goes on from there"
        ) from None


def _hear_all(
    hear: Callable[[Block], Heard], blocks: Iterator[Block], engine: str
) -> Iterator[Heard]:
    if not engine:
        yield from map(hear, blocks)
        return
    with open_engine(engine) as crew:
        yield from crew.stream(hear, blocks)


_own = local()
"""What a thread of a process or machine read with last: building a lexicon takes its time."""


def hear_block(layout: Layout, words: Words, block: Block) -> Heard:
    """Find the worries of the customers who speak in a block."""
    if getattr(_own, "asked", None) != (layout, words):
        _own.asked, _own.ear = (layout, words), Ear(layout, words)
    ear: Ear = _own.ear
    return ear.hear(*block)


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


def _rows(block: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(CELL_CHARS)
    return list(csv.reader(StringIO(block, newline=""), delimiter=delimiter))

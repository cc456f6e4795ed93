"""The words that advertising law forbids or doubts, and all that is needed to judge one."""

import csv
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, Implementation

from persona.errors import PersonaError
from persona.worded.claim_table import ClaimTable, parse_claims
from persona.worded.contexts import Context, parse_contexts
from persona.worded.facts import GoodsClass
from persona.worded.folding import Forms, fold_copy, letters_of
from persona.worded.hits import WordLevel
from persona.worded.laws import Ground, parse_grounds

_COLUMNS = ["level", "category", "words"]
_FINE = "fine"


@dataclass(frozen=True, slots=True)
class WordEntry:
    """A word of the table, how much it weighs, and where it weighs less."""

    word: str
    category: str
    level: WordLevel
    contexts: Mapping[GoodsClass, Sequence[Context]]
    """In their order, by class of goods."""


@dataclass(frozen=True, slots=True)
class Joints:
    """Letters that hardly ever end a clause, or begin one: a mark between them hides a word."""

    never_ends: frozenset[str]
    never_begins: frozenset[str]


@dataclass(frozen=True, slots=True)
class WordFiles:
    """The texts of the packaged files a table is made of."""

    words: str
    grounds: str
    contexts: str
    claims: str = ""


@dataclass(frozen=True, slots=True)
class WordTable:
    """Words and lawful phrases behind one matcher; an entry of None is a lawful phrase."""

    version: str
    matcher: AhoCorasick
    entries: tuple[WordEntry | None, ...]
    grounds: Mapping[str, Ground]
    claims: ClaimTable
    joints: Joints
    forms: Forms

    @property
    def words(self) -> Iterator[WordEntry]:
        """Yield the entries that are no lawful phrases."""
        return (entry for entry in self.entries if entry)


def parse_adlaw(files: WordFiles, simplified: Mapping[int, int] | None = None) -> WordTable:
    """Build the table; `simplified` maps code points of traditional characters.

    Words of a cell are parted by spaces; rows of the level `fine` hold lawful phrases. Lines that
    begin with # are kept as its version.
    Raises PersonaError for other columns, an unknown level or an unknown category.
    """
    lines = files.words.splitlines()
    rows = csv.DictReader(line for line in lines if line and not line.startswith("#"))
    if rows.fieldnames != _COLUMNS:
        raise PersonaError(f"word table: columns must be {', '.join(_COLUMNS)}")
    grounds, contexts = parse_grounds(files.grounds), parse_contexts(files.contexts)
    entries = dict(_entries(rows, grounds, contexts))
    return WordTable(
        version="; ".join(line.lstrip("# ") for line in lines if line.startswith("#")),
        matcher=AhoCorasick(list(entries), implementation=Implementation.DFA),
        entries=tuple(entries.values()),
        grounds=grounds,
        claims=parse_claims(files.claims),
        joints=_parse_joints(files.contexts),
        forms=Forms(simplified),
    )


def _parse_joints(text: str) -> Joints:
    joints = tomllib.loads(text)["joints"]
    return Joints(frozenset(joints["never_ends"]), frozenset(joints["never_begins"]))


def _entries(
    rows: Iterable[Mapping[str, str]],
    grounds: Mapping[str, Ground],
    contexts: Sequence[Context],
) -> Iterator[tuple[str, WordEntry | None]]:
    """Yield each word as it is looked for, with its entry; a later row wins."""
    for row in rows:
        if row["level"] not in (*WordLevel, _FINE):
            raise PersonaError(f"word table: level {row['level']!r} is unknown")
        for word in row["words"].split():
            yield letters_of(fold_copy(word).plain), _entry(word, row, grounds, contexts)


def _entry(
    word: str,
    row: Mapping[str, str],
    grounds: Mapping[str, Ground],
    contexts: Sequence[Context],
) -> WordEntry | None:
    if row["level"] == _FINE:
        return None
    if row["category"] not in grounds:
        raise PersonaError(f"word table: category {row['category']!r} of {word!r} is unknown")
    level = WordLevel(row["level"])
    about = [] if level is WordLevel.HINT else contexts
    about = [each for each in about if each.is_about(word, row["category"])]
    return WordEntry(
        word=word,
        category=row["category"],
        level=level,
        contexts={
            goods: [each for each in about if goods in each.classes] for goods in GoodsClass
        },
    )

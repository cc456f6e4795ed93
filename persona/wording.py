"""Wording: words that advertising law forbids or doubts, found where they are meant as a claim.

A hit means "let a person look", not "unlawful"; no hit does not mean lawful.
"""

import csv
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from persona.errors import PersonaError
from persona.reasons import Because, Reason


class WordLevel(StrEnum):
    """How much a word weighs: stop, ask the author, or only mention it."""

    BLOCK = "block"
    WARN = "warn"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class WordEntry:
    """A word of the table and the law it touches."""

    word: str
    category: str
    law: str
    article: str
    penalty_article: str
    level: WordLevel


@dataclass(frozen=True, slots=True)
class WordTable:
    """Words by their first letter, longest first, and the lawful phrases that hold such a word."""

    version: str
    words: Mapping[str, tuple[tuple[str, WordEntry], ...]]
    fine: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class WordHit:
    """A word found in a text: `start` and `end` are places in the text as it was given."""

    word: str
    category: str
    level: WordLevel
    law: str
    article: str
    start: int
    end: int
    because: Because
    may_be_fine: Because | None
    """Under which condition it is lawful; None where there is hardly one."""


_COLUMNS = ["level", "category", "law", "article", "penalty_article", "words"]
_FINE = "fine"
_REASONS = {
    WordLevel.BLOCK: Reason.WORD_BLOCKED,
    WordLevel.WARN: Reason.WORD_DOUBTED,
    WordLevel.HINT: Reason.WORD_HINTED,
}
_MAY_BE_FINE = {
    "absolute": Reason.FINE_WITH_PROOF,
    "false": Reason.FINE_WITH_PROOF,
    "patent": Reason.FINE_WITH_PROOF,
    "price": Reason.FINE_WITH_AN_END,
    "prize": Reason.FINE_WITH_TERMS,
    "cosmetic": Reason.FINE_AS_GOODS,
    "medical_general": Reason.FINE_AS_GOODS,
}
# said right before a word these deny the claim: 不是最好, 并非顶级, 不能治疗
_DENIALS = (
    "不是", "不能", "不可", "不会", "不敢说", "不承诺", "不保证", "不具备", "不做", "不搞",
    "不算", "不敢称", "并非", "谈不上", "称不上", "做不到", "没有", "拒绝", "不",
)  # fmt: skip
_FILLING = frozenset("·・•*~^_`'\"|")  # put between letters to slip through a check


def parse_adlaw(text: str) -> WordTable:
    """Read the word table from CSV text: a row for each level, category and law.

    Words of a cell are parted by spaces; rows of the level `fine` hold lawful phrases. Lines that
    begin with # are kept as its version.
    Raises PersonaError for another header or an unknown level.
    """
    lines = text.splitlines()
    notes = [line.lstrip("# ") for line in lines if line.startswith("#")]
    rows = csv.DictReader(line for line in lines if line and not line.startswith("#"))
    if rows.fieldnames != _COLUMNS:
        raise PersonaError(f"word table: columns must be {', '.join(_COLUMNS)}")
    words: dict[str, list[tuple[str, WordEntry]]] = {}
    fine: dict[str, list[str]] = {}
    for row in rows:
        for word in row["words"].split():
            plain = _fold(word)[0]
            if row["level"] == _FINE:
                fine.setdefault(plain[0], []).append(plain)
            else:
                words.setdefault(plain[0], []).append((plain, _parse_entry(word, row)))
    return WordTable(
        version="; ".join(notes),
        words={
            first: tuple(sorted(group, key=lambda pair: -len(pair[0])))
            for first, group in words.items()
        },
        fine={first: tuple(sorted(group, key=len, reverse=True)) for first, group in fine.items()},
    )


def check_copy(text: str, table: WordTable) -> list[WordHit]:
    """Find the words of the table in a text, in order; the longest word wins.

    Full-width letters, spaces, zero-width signs and dots put inside a word do not hide it. A word
    inside a lawful phrase (最近, 100%棉) or right after a denial (不是顶级) is no hit.
    """
    plain, places = _fold(text)
    shelter_end = 0
    hits: list[WordHit] = []
    at = 0
    while at < len(plain):
        shelter_end = max(shelter_end, _fine_end(plain, at, table))
        entry, length = _longest(plain, at, table)
        if entry is None or at + length <= shelter_end or _is_denied(plain, at):
            at += 1
            continue
        hits.append(_hit(entry, places[at], places[at + length - 1] + 1))
        at += length
    return hits


def _parse_entry(word: str, row: Mapping[str, str]) -> WordEntry:
    if row["level"] not in list(WordLevel):
        raise PersonaError(f"word table: level {row['level']!r} of {word!r} is unknown")
    return WordEntry(
        word=word,
        category=row["category"],
        law=row["law"],
        article=row["article"],
        penalty_article=row["penalty_article"],
        level=WordLevel(row["level"]),
    )


def _fold(text: str) -> tuple[str, list[int]]:
    """Return the text as it is compared, and for each of its letters the place it came from."""
    letters: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        for letter in unicodedata.normalize("NFKC", sign).lower():
            if letter == "\n" or not _is_hidden(letter):
                letters.append(letter)
                places.append(place)
    return "".join(letters), places


def _is_hidden(letter: str) -> bool:
    if "一" <= letter <= "鿿":
        return False
    return letter.isspace() or letter in _FILLING or unicodedata.category(letter) in ("Cf", "Mn")


def _fine_end(plain: str, at: int, table: WordTable) -> int:
    """Return where the longest lawful phrase that begins here ends, 0 for none."""
    for phrase in table.fine.get(plain[at], ()):
        if plain.startswith(phrase, at):
            return at + len(phrase)
    return 0


def _longest(plain: str, at: int, table: WordTable) -> tuple[WordEntry | None, int]:
    for word, entry in table.words.get(plain[at], ()):
        if plain.startswith(word, at) and not _is_cut(plain, at, at + len(word)):
            return entry, len(word)
    return None, 0


def _is_cut(plain: str, start: int, end: int) -> bool:
    """Tell whether a word found here is a piece of a longer number or Latin word (第1 in 第12)."""
    return _is_joined(plain[start - 1 : start + 1]) or _is_joined(plain[end - 1 : end + 1])


def _is_joined(pair: str) -> bool:
    return len(pair) == 2 and pair.isascii() and pair.isalnum()  # noqa: PLR2004


def _is_denied(plain: str, at: int) -> bool:
    return plain.endswith(_DENIALS, 0, at)


def _hit(entry: WordEntry, start: int, end: int) -> WordHit:
    values = {
        "word": entry.word,
        "law": entry.law,
        "article": entry.article,
        "penalty": entry.penalty_article,
    }
    fine = _MAY_BE_FINE.get(entry.category)
    return WordHit(
        word=entry.word,
        category=entry.category,
        level=entry.level,
        law=entry.law,
        article=entry.article,
        start=start,
        end=end,
        because=Because(_REASONS[entry.level], values),
        may_be_fine=Because(fine, {"word": entry.word}) if fine else None,
    )

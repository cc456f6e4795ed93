"""Seek the words of the table in folded text, also those that something was put into."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from persona.worded.folding import fold_copy, letters_of, places_of_letters
from persona.worded.table import Joints, WordEntry, WordTable

_CLAUSE_MARKS = frozenset("。,!?;:")
_ENDS = _CLAUSE_MARKS - {","}
_LONG = 3
_MANY = 2  # so many clause marks inside one word are no punctuation any more


class Found(NamedTuple):
    """A word or a lawful phrase (None), and its places in the folded text."""

    entry: WordEntry | None
    start: int
    end: int


def seek_words(plain: str, table: WordTable, allowed: frozenset[str]) -> list[Found]:
    """List words and phrases by place, the longest of a place first, phrases before words.

    Words of the shop's white list count as lawful phrases.
    """
    found = [
        Found(table.entries[which], start, end)
        for which, start, end in table.matcher.find_matches_as_indexes(plain, overlapping=True)
        if not _is_piece(plain, start, end)
    ]
    letters = letters_of(plain)
    parted = table.matcher.find_matches_as_indexes(letters, overlapping=True)
    pieces = [(table.entries[which], start, end) for which, start, end in parted]
    pieces = pieces if len(pieces) > len(found) else []
    pieces += _allowed(letters, table, allowed)
    if pieces:
        found += _parted(plain, letters, pieces, table.joints, {each.start for each in found})
    return sorted(found, key=lambda each: (each.start, -each.end, each.entry is not None))


def _parted(
    plain: str,
    letters: str,
    pieces: Sequence[tuple[WordEntry | None, int, int]],
    joints: Joints,
    starts: set[int],
) -> Iterator[Found]:
    """Yield the words with something inside, and all phrases of the white list."""
    places = places_of_letters(plain)
    for entry, start, end in pieces:
        at = places[start:end]
        is_whole = at[-1] - at[0] == end - 1 - start
        if is_whole and entry:
            continue
        is_one = is_whole or _is_hidden(plain, at, joints, starts)
        if is_one and not _is_piece(letters, start, end):
            yield Found(entry, at[0], at[-1] + 1)


def _allowed(
    letters: str, table: WordTable, allowed: frozenset[str]
) -> Iterator[tuple[None, int, int]]:
    for word in sorted(allowed):
        folded = letters_of(fold_copy(word, table.forms).plain)
        at = letters.find(folded) if folded else -1
        while at >= 0:
            yield None, at, at + len(folded)
            at = letters.find(folded, at + 1)


def _is_piece(text: str, start: int, end: int) -> bool:
    """Tell whether a word found here is a piece of a longer number or Latin word (第1 in 第12)."""
    return (text[start].isascii() and _is_joined(text[max(start - 1, 0) : start + 1])) or (
        text[end - 1].isascii() and _is_joined(text[end - 1 : end + 1])
    )


def _is_joined(pair: str) -> bool:
    return len(pair) == 2 and pair.isascii() and pair.isalnum()  # noqa: PLR2004


def _is_hidden(plain: str, places: Sequence[int], joints: Joints, starts: set[int]) -> bool:
    """Tell whether what stands between a word's letters was put there to hide it.

    Marks that end a clause were if there are many, if the letters around them do not end and begin
    clauses, or, for a comma in a long word, if no word begins behind it. A line break never was:
    no word is looked for across one.
    """
    marks = 0
    for left, right in pairwise(places):
        gap = plain[left + 1 : right]
        if not _CLAUSE_MARKS.isdisjoint(gap):
            marks += 1
            is_odd = plain[left] in joints.never_ends or plain[right] in joints.never_begins
            is_long = len(places) >= _LONG and right not in starts and _ENDS.isdisjoint(gap)
            if is_odd or is_long:
                marks += _MANY
    return not marks or marks >= _MANY

"""See how a noun stands in its clause: what comes before it, what is said of it.

Clauses come as words with the flags of tagging/mined/speech.py.
"""

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from tagging.cues import CUES, Kind
from tagging.mined.plain_words import (
    ARRIVING,
    DEGREES,
    GRADES,
    HANDLING,
    INTENSIFIERS,
    LOOSE_CHARACTERS,
    MEASURES,
    TALK_WORDS,
)

Words = Sequence[tuple[str, str]]
"""The words of a clause with their flags."""

_LONGEST_DEGREE = 3  # words between a noun and what is said of it
_NOUNS = frozenset({"vn", "v", "l", "j", "b"})  # beside n…: 包装 and 做工 are verbs to jieba
WORD_PARTS = frozenset("nvabjzhkg")  # first letters of the flags of what words are made of
_COUNTS = frozenset({"m", "q", "mq", "r"})
_ADJECTIVES = frozenset({"a", "an", "zg"})
OPINIONS = frozenset(word for kind in (Kind.GOOD, Kind.BAD) for word in CUES[kind].split())
_CUE_WORDS = frozenset(word for words in CUES.values() for word in words.split())
_COMPLEMENTS = (
    *("起来", "上去", "下去", "下来", "上来", "回来", "出来", "过来"),
    *("完", "得", "着", "了", "太", "的"),
)
_NEVER_GRADED = "有会能想是让像给要可没不的了地得"  # behind 很 and the like: 很 有 质感
_NEGATORS = "不没"  # begin every degree word that denies


class Piece(IntEnum):
    """What a word of a clause may be part of."""

    OTHER = 0
    CHARACTER = 1  # falls out where the dictionary lacks a word
    NOUN = 2


class View(NamedTuple):
    """How a noun stands in one clause; `opinion` is the word that judges it ("": none does)."""

    is_first: bool
    is_intensified: bool
    is_handled: bool
    is_bound: bool
    is_followed: bool
    opinion: str
    is_negated: bool


def view_of(words: Words, first: int, end: int) -> View:
    """See the noun that is made of the words from `first` up to `end`."""
    before, flag = words[first - 1] if first else ("", "")
    opinion, is_negated = _opinion_behind(words[end : end + 1 + _LONGEST_DEGREE])
    return View(
        first == 0,
        before in INTENSIFIERS,
        _is_handled(words, first, end),
        bool(before) and is_noun(before, flag),
        end < len(words) and _follows(*words[end]),
        opinion,
        is_negated,
    )


def is_noun(word: str, flag: str) -> bool:
    """Say whether a word may name an aspect by its form: two or more Chinese characters."""
    return (
        len(word) > 1
        and (flag[0] == "n" or flag in _NOUNS or word.endswith("日期"))
        and "\u4e00" <= word[0] <= "\u9fff"
        and word not in _CUE_WORDS
        and not word.endswith(_COMPLEMENTS)
    )


def piece_of(word: str, flag: str) -> Piece:
    """Say what a word may be part of."""
    if is_noun(word, flag):
        return Piece.NOUN
    is_character = len(word) == 1 and flag[0] in WORD_PARTS and word not in LOOSE_CHARACTERS
    return Piece.CHARACTER if is_character and "\u4e00" <= word <= "\u9fff" else Piece.OTHER


def _is_handled(words: Words, first: int, end: int) -> bool:
    """Say whether a noun is counted, bought or sent here (这款 面膜, 收到 了 面膜, 面膜 收到)."""
    if end < len(words) and words[end][0] in ARRIVING:
        return True
    before = first - 1 if first and words[first - 1][0] != "了" else first - 2
    if before < 0:
        return False
    word, flag = words[before]
    return word in HANDLING or (word[-1] in MEASURES and flag in _COUNTS)


def _follows(word: str, flag: str) -> bool:
    return flag[0] in "ad" or flag == "zg" or word in DEGREES or word in OPINIONS


def _is_graded(word: str) -> bool:
    """Say whether a short word right behind 很 or 有点 judges, whatever its flag (有点 松)."""
    return len(word) == 1 and "\u4e00" <= word <= "\u9fff" and word not in _NEVER_GRADED


def _opinion_behind(words: Words) -> tuple[str, bool]:
    """Find the word that judges the noun, behind at most three degree words; "": none does.

    好 before another word only says how much, but judges where nothing follows.
    """
    said, is_negated, is_graded = "", False, False
    for word, flag in words:
        is_opinion = word in OPINIONS or (
            (flag in _ADJECTIVES and word not in TALK_WORDS) or (is_graded and _is_graded(word))
        )
        if word not in DEGREES and flag not in ("d", "zg"):
            return (word if is_opinion else said), is_negated
        is_negated ^= word[0] in _NEGATORS
        is_graded = word in GRADES
        said = word if word in OPINIONS or flag == "a" else ""
    return said, is_negated

"""The rules by which claims are read, made of parts: persona/data/claims.toml."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ahocorasick_rs import AhoCorasick

from persona.errors import PersonaError
from persona.worded.facts import GoodsClass
from persona.worded.hits import WordLevel

Span = tuple[int, int]

_NAMED = re.compile(r"\{([a-z_]+)\}")
_NEVER = "(?!)"
_TABLES = ("words", "forms", "nothing", "still", "by_class")
_EMPTY: Mapping[str, Any] = {name: {} for name in _TABLES} | {"claim": []}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and the words of parts in it: their bits and places."""

    text: str
    words: Sequence[tuple[int, Span]]


@dataclass(frozen=True, slots=True)
class ClaimRule:
    """Parts that make a claim where they stand together, and what such a claim is."""

    name: str
    categories: Mapping[GoodsClass, str]
    """By class of goods; a class without one may say so."""
    level: WordLevel
    words: tuple[int, ...]
    """The parts made of words, one bit each; a sentence without them makes no such claim."""
    forms: tuple[re.Pattern[str], ...]
    """The parts that are patterns."""
    pattern: re.Pattern[str] | None
    """Decides instead of the parts' nearness."""
    within: int
    unless: re.Pattern[str] | None
    is_of_price: bool
    """Whether it doubts a compared price; one that is known to be true is no claim."""

    def find(self, sentence: Sentence) -> Span | None:
        """Return where the sentence makes the claim, if it does."""
        if self.pattern:
            found = self.pattern.search(sentence.text)
            span = found.span() if found else None
        else:
            span = self._nearest(sentence)
        if span and self.unless and self.unless.search(sentence.text):
            return None
        return span

    def _nearest(self, sentence: Sentence) -> Span | None:
        """Return the shortest stretch of the sentence that holds one of each part."""
        parts = [[span for bits, span in sentence.words if bits & bit] for bit in self.words]
        for form in self.forms:
            parts.append([found.span() for found in form.finditer(sentence.text)])
            if not parts[-1]:
                return None
        return _shortest(parts, self.within)


@dataclass(frozen=True, slots=True)
class ClaimTable:
    """The rules behind one matcher of all words; the strictest first."""

    matcher: AhoCorasick
    bits: tuple[int, ...]
    """By word: the bits of the parts it belongs to."""
    begun: tuple[tuple[int, ...], ...]
    """By word: the rules whose first part it belongs to."""
    rules: tuple[ClaimRule, ...]
    needs: tuple[int, ...]
    """By rule: the bits of all its words."""
    nothing: re.Pattern[str]
    """What stands in a sentence that claims nothing: a warning, a denial, a question."""
    still: re.Pattern[str]
    """What shows that a denial is not meant (懂的都懂)."""

    def is_denied(self, sentence: str) -> bool:
        """Tell whether the sentence claims nothing, and means that."""
        return bool(self.nothing.search(sentence)) and not self.still.search(sentence)


def _shortest(parts: Sequence[Sequence[Span]], within: int) -> Span | None:
    """Return the shortest stretch that holds a place of each part, none inside another."""
    found = sorted((*span, which) for which, spans in enumerate(parts) for span in spans)
    best, last = None, {}
    for start, end, which in found:
        last[which] = start, end
        if len(last) < len(parts):
            continue
        left, right = min(last.values())[0], max(end for _, end in last.values())
        if right - left <= within and is_apart([*last.values()]):
            best, within = (left, right), right - left - 1
    return best


def is_apart(spans: Sequence[Span]) -> bool:
    """Tell whether no two of these places overlap."""
    return all(one[1] <= other[0] for one, other in pairwise(sorted(spans)))


def parse_claims(text: str) -> ClaimTable:
    """Read the parts and rules of persona/data/claims.toml.

    Raises PersonaError for a rule that cannot be read.
    """
    try:
        return _table({**_EMPTY, **tomllib.loads(text)})
    except (tomllib.TOMLDecodeError, re.error, KeyError, ValueError) as fault:
        raise PersonaError(f"claims: {fault}") from None


def _table(data: Mapping[str, Any]) -> ClaimTable:
    words = {name: _words(cell) for name, cell in data["words"].items()}
    named = {name: 1 << at for at, name in enumerate(words)}
    bits: dict[str, int] = {}
    for name, cell in words.items():
        for word in cell:
            bits[word] = bits.get(word, 0) | named[name]
    forms = {name: _either(map(re.escape, cell)) for name, cell in words.items()}
    for name, form in data["forms"].items():
        forms[name] = _filled(form, forms)
    rules = [_rule(row, data, named, forms) for row in data["claim"]]
    rules.sort(key=lambda rule: list(WordLevel).index(rule.level))
    return ClaimTable(
        matcher=AhoCorasick(list(bits)),
        bits=tuple(bits.values()),
        begun=tuple(
            tuple(at for at, rule in enumerate(rules) if rule.words[0] & parts)
            for parts in bits.values()
        ),
        rules=tuple(rules),
        needs=tuple(sum(rule.words) for rule in rules),
        nothing=_pattern("|".join(data["nothing"].values()) or _NEVER),
        still=_pattern(data["still"].get("sign", _NEVER)),
    )


def _rule(
    row: Mapping[str, Any],
    data: Mapping[str, Any],
    bits: Mapping[str, int],
    forms: Mapping[str, str],
) -> ClaimRule:
    """Read one rule; the dictionary `bits` holds the parts made of words."""
    parts = row["all"].split()
    words = tuple(bits[name] for name in parts if name in bits)
    if not words:
        raise ValueError(f"{row['name']} needs a part made of words")
    patterns = {side: _filled(row[side], forms) for side in ("pattern", "unless") if side in row}
    return ClaimRule(
        name=row["name"],
        categories=_categories(row, data["by_class"]),
        level=WordLevel(row["level"]),
        words=words,
        forms=tuple(_pattern(forms[name]) for name in parts if name not in bits),
        pattern=_pattern(patterns["pattern"]) if "pattern" in row else None,
        within=row.get("within", 0),
        unless=_pattern(patterns["unless"]) if "unless" in row else None,
        is_of_price=row.get("of_price", False),
    )


def _categories(
    row: Mapping[str, Any], by_class: Mapping[str, Mapping[str, str]]
) -> Mapping[GoodsClass, str]:
    named = by_class.get(row["category"], {"*": row["category"]})
    may_say_so = [GoodsClass(name) for name in row.get("not_for", "").split()]
    return {each: named.get(each, named["*"]) for each in GoodsClass if each not in may_say_so}


def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.VERBOSE)  # patterns of the file are broken into lines


def _words(cell: str) -> list[str]:
    """Part a cell; `吃喝+了完` stands for each sign on the left with each on the right."""
    words: dict[str, None] = {}
    for token in cell.split():
        left, _, right = token.partition("+")
        words |= dict.fromkeys((a + b for a in left for b in right) if right else (token,))
    return list(words)


def _either(patterns: Iterable[str]) -> str:
    """Join patterns, the longest first: of two words at one place the longer is meant."""
    return f"(?:{'|'.join(sorted(patterns, key=len, reverse=True))})"


def _filled(form: str, forms: Mapping[str, str]) -> str:
    return _NAMED.sub(lambda name: forms[name[1]], form)

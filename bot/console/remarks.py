"""What the law and the platforms say of our copy, as the page shows it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.console.words import WORD_LEVELS
from bot.reasons import word
from persona.reasons import Because
from persona.wording import WordHit, WordLevel


@dataclass(frozen=True, slots=True)
class Remark:
    """What the law or a platform says of a post's words, and the sum it threatens."""

    level: WordLevel
    label: str
    why: str
    sum: str
    fine: str
    instead: str


def remarks_of(hits: Iterable[WordHit]) -> tuple[Remark, ...]:
    """Say once, of all words of a text, what is the same for each of them."""
    alike: dict[object, list[WordHit]] = {}
    for hit in hits:
        said = (hit.because, hit.may_be_fine, hit.instead)
        alike.setdefault(tuple(map(_unnamed, said)), []).append(hit)
    return tuple(map(_remark, alike.values()))


def _unnamed(because: Because | None) -> object:
    """Give a reason to compare with others, but for the word that it names."""
    if because is None:
        return None
    return because.code, *(each for each in because.values.items() if each[0] != "word")


def _remark(hits: Sequence[WordHit]) -> Remark:
    first = hits[0]
    words = "」「".join(dict.fromkeys(hit.word for hit in hits))

    def said(because: Because | None) -> str:
        named = because and Because(because.code, {**because.values, "word": words})
        return word(named) if named else ""

    return Remark(
        level=first.level,
        label=WORD_LEVELS[first.level],
        why=said(first.because),
        sum=first.fine_range,
        fine=said(first.may_be_fine),
        instead=said(first.instead),
    )

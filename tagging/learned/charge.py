"""Weigh the lexicon against the learned blend on texts held back, and say who is in charge."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from tagging.labels import Example
from tagging.learned.blend import Texts, held_back
from tagging.learned.deciding import Limits, as_flags, choose_limits, concerns_of, decide, f1
from tagging.learned.edits import EditedLexicon, learn_edits, plain_edits
from tagging.learned.targets import Flags, Floats, Lesson, Outputs, spoken
from tagging.lexicon import Lexicon
from tagging.text import Engine

FEWEST = 300  # confirmed texts before a learned blend may be in charge
MANY = 2500  # confirmed texts from which one part held back is enough
FOLDS = 4
PART = 0.3  # held back of many
_CLEARLY = 0.005  # of F1, before what confirmations change in the words is trusted
SHARES = (0.0, 0.2, 0.35)  # of the lexicon's voice in the blend
_TRUSTED = 30  # texts: what the lexicon's words weigh against so many with the concern
_LEAST_SHARE = 0.15
_WORSE = 0.08  # of F1 by which a concern must be worse before the lexicon keeps it
_RARE = 15  # texts with a concern; below, the lexicon keeps it where it is better at all


class InCharge(StrEnum):
    """Who decides."""

    LEXICON = "lexicon"
    BLEND = "blend"


@dataclass(frozen=True, slots=True)
class Charge:
    """Who is in charge, and the micro F1 of both on `held_back` texts that decided it.

    `shares` are how much the lexicon's voice counts in the blend, concern by concern; `kept` are
    the concerns which it decides alone.
    """

    in_charge: InCharge
    reason: str
    confirmed: int
    held_back: int = 0
    lexicon_f1: float = 0.0
    blend_f1: float = 0.0
    lexicon_stance_f1: float = 0.0
    blend_stance_f1: float = 0.0
    shares: tuple[float, ...] = ()
    kept: tuple[str, ...] = ()


def folds_of(count: int, seed: int) -> list[Texts]:
    """Choose which texts are held back in turn."""
    order = np.random.default_rng(seed).permutation(count)
    if count >= MANY:
        return [order[: int(count * PART)]]
    return [np.sort(order[at::FOLDS]) for at in range(FOLDS)]


@dataclass(frozen=True, slots=True)
class Voices:
    """What was said of the texts held back, what the lexicon found there, and what edits do."""

    texts: Texts
    said: Flags
    lexicon: Flags
    is_edited_better: bool


def hear_lexicon(
    examples: Sequence[Example],
    lexicon: Lexicon,
    outputs: Outputs,
    folds: Sequence[Texts],
    engine: Engine,
) -> Voices:
    """Let the lexicon find, as each fold's other texts edit it or as it is: as it is better."""
    texts = np.concatenate(folds)
    said = as_flags([spoken(examples[at]) for at in texts], outputs)
    plain: list[Flags] = []
    edited: list[Flags] = []
    for fold in folds:
        others = np.setdiff1d(np.arange(len(examples)), fold)
        edits = learn_edits([examples[at] for at in others], lexicon, outputs.names)
        held = [examples[at].text for at in fold]
        edited.append(lexicon_flags(held, EditedLexicon(lexicon, edits), outputs, engine))
        bare = EditedLexicon(lexicon, plain_edits(edits))
        plain.append(lexicon_flags(held, bare, outputs, engine))
    flags = [np.concatenate(each) for each in (edited, plain)]
    scores = [_score(said, each, outputs) for each in flags]
    is_better = scores[0] >= scores[1] + _CLEARLY
    return Voices(texts, said, flags[0] if is_better else flags[1], is_better)


def lexicon_flags(
    texts: Sequence[str], lexicon: EditedLexicon, outputs: Outputs, engine: Engine
) -> Flags:
    """Say of each text and pair whether the lexicon finds it."""
    found = lexicon.find_many(texts, engine=engine)
    return as_flags([{(one.concern, one.stance) for one in each} for each in found], outputs)


def with_lexicon(
    chances: Floats, found: Flags, outputs: Outputs, shares: Sequence[float]
) -> Floats:
    """Mix the lexicon's voice into the chances of texts, each concern by its share."""
    if not any(shares):
        return chances
    voice = np.concatenate([concerns_of(found, outputs), found], axis=1)
    own = np.array(shares, np.float32)
    share = np.concatenate([own, own[outputs.name_of_pairs()]])
    return np.asarray(chances + share * (voice - chances), np.float32)


def shares_of(said: Sequence[int], common: float) -> tuple[float, ...]:
    """Let the lexicon's voice count more for a concern, the fewer texts have it."""
    rare = (_TRUSTED / (_TRUSTED + count) for count in said)
    return tuple(round(max(common, own if own >= _LEAST_SHARE else 0.0), 4) for own in rare)


def keep_names(blended: Flags, lexicon: Flags, outputs: Outputs, kept: Sequence[str]) -> Flags:
    """Let the lexicon decide the concerns it keeps."""
    if not kept:
        return blended
    is_kept = np.array([name in kept for name, _ in outputs.pairs], np.bool_)
    return np.where(is_kept, lexicon, blended)


def _score(said: Flags, found: Flags, outputs: Outputs) -> float:
    """Count the concerns and how they are spoken of alike."""
    both = concerns_of(said, outputs), concerns_of(found, outputs)
    return (f1(*both) + f1(said, found)) / 2


def few(confirmed: int, voices: Voices | None, outputs: Outputs) -> Charge:
    """Put the lexicon in charge for want of examples."""
    reason = f"{confirmed} confirmed texts; a blend may take over from {FEWEST}"
    charge = Charge(InCharge.LEXICON, reason, confirmed)
    return charge if voices is None else _measured(charge, voices, voices.lexicon, outputs)


def weigh(
    lesson: Lesson, voices: Voices, outputs: Outputs, folds: Sequence[Texts], seed: int
) -> tuple[Charge, Limits]:
    """Choose the lexicon's share and the limits, and put in charge who is better.

    Both are measured on texts held back; the limits of each half of them were chosen on the other.
    """
    chances = np.concatenate(list(held_back(lesson, outputs, folds, seed)))
    more = len(lesson.layout) / len(voices.texts)
    counts = concerns_of(voices.said, outputs).sum(axis=0) * more
    shares, blended = _best_shares(chances, voices, outputs, counts.tolist())
    kept = _kept(blended, voices, outputs)
    blended = keep_names(blended, voices.lexicon, outputs, kept)
    mixed = with_lexicon(chances, voices.lexicon, outputs, shares)
    limits = choose_limits(mixed, voices.said, outputs)
    charge = Charge(InCharge.BLEND, "", len(lesson.layout), shares=shares, kept=kept)
    charge = _measured(charge, voices, blended, outputs)
    is_better = charge.blend_f1 >= charge.lexicon_f1 and (
        charge.blend_f1 + charge.blend_stance_f1 >= charge.lexicon_f1 + charge.lexicon_stance_f1
    )
    than = "not worse" if is_better else "worse"
    reason = (
        f"on {charge.held_back} texts held back the blend is {than} than the lexicon alone: "
        f"F1 {charge.blend_f1:.3f} and {charge.lexicon_f1:.3f}, with stances "
        f"{charge.blend_stance_f1:.3f} and {charge.lexicon_stance_f1:.3f}"
    )
    in_charge = InCharge.BLEND if is_better else InCharge.LEXICON
    return replace(charge, in_charge=in_charge, reason=reason), limits


def _concerns(said: Flags, found: Flags, outputs: Outputs) -> tuple[Flags, Flags]:
    return concerns_of(said, outputs), concerns_of(found, outputs)


def _best_shares(
    chances: Floats, voices: Voices, outputs: Outputs, counts: Sequence[int]
) -> tuple[tuple[float, ...], Flags]:
    """Give the lexicon the shares that are best; of many texts, only where a concern is rare.

    To hear it on every concern costs most of the time.
    """
    tried: list[tuple[float, tuple[float, ...], Flags]] = []
    for common in SHARES if len(voices.texts) < MANY * PART else SHARES[:1]:
        shares = shares_of(counts, common)
        mixed = with_lexicon(chances, voices.lexicon, outputs, shares)
        found = _crosswise(mixed, voices.said, outputs)
        tried.append((_score(voices.said, found, outputs), shares, found))
    _, shares, found = max(tried, key=lambda one: one[0])
    return shares, found


def _crosswise(chances: Floats, said: Flags, outputs: Outputs) -> Flags:
    """Decide each half by limits chosen on the other."""
    found = np.zeros_like(said)
    for half in (0, 1):
        limits = choose_limits(chances[1 - half :: 2], said[1 - half :: 2], outputs)
        found[half::2] = decide(chances[half::2], outputs, limits)
    return found


def _kept(blended: Flags, voices: Voices, outputs: Outputs) -> tuple[str, ...]:
    """Name the concerns for which the lexicon is clearly better."""
    said = concerns_of(voices.said, outputs)
    by_blend = concerns_of(blended, outputs)
    by_lexicon = concerns_of(voices.lexicon, outputs)
    return tuple(
        name
        for at, name in enumerate(outputs.names)
        if f1(said[:, at], by_lexicon[:, at])
        > f1(said[:, at], by_blend[:, at]) + _WORSE * (said[:, at].sum() >= _RARE)
    )


def _measured(charge: Charge, voices: Voices, blended: Flags, outputs: Outputs) -> Charge:
    lexicon = voices.lexicon
    return replace(
        charge,
        held_back=len(voices.texts),
        lexicon_f1=round(f1(*_concerns(voices.said, lexicon, outputs)), 4),
        blend_f1=round(f1(*_concerns(voices.said, blended, outputs)), 4),
        lexicon_stance_f1=round(f1(voices.said, lexicon), 4),
        blend_stance_f1=round(f1(voices.said, blended), 4),
    )

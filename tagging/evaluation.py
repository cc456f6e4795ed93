"""Measure what was found against what people said: plain counts, and the shares made of them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from tagging.labels import sources_of
from tagging.stances import Stance

ASKED_OR_COMPLAINED = frozenset({Stance.ASKS, Stance.DOUBTS, Stance.COMPLAINS})

Spoken = tuple[str, Stance]  # a concern, and how it is spoken of


def polarity_of(stance: Stance) -> int:
    """Say whether a stance praises (1), complains (-1), or asks or merely mentions (0)."""
    return {Stance.PRAISES: 1, Stance.COMPLAINS: -1}.get(stance, 0)


def in_names(found: Iterable[Spoken], names: Iterable[str]) -> set[Spoken]:
    """Turn findings of our catalogue into a labeller's names; any source of a name will do."""
    stances: dict[str, set[Stance]] = {}
    for concern, stance in found:
        stances.setdefault(concern, set()).add(stance)
    return {
        (name, stance)
        for name in names
        for source in sources_of(name)
        for stance in stances.get(source, ())
    }


@dataclass(slots=True)
class Tally:
    """How many were said, found, and both; each share is 0 where there is nothing to divide."""

    said: int = 0
    found: int = 0
    right: int = 0

    def add(self, said: Collection[object], found: Collection[object]) -> None:
        """Count what one text holds."""
        self.said += len(said)
        self.found += len(found)
        self.right += len(set(said) & set(found))

    @property
    def precision(self) -> float:
        """Return the share of what was found that was said."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Return the share of what was said that was found."""
        return self.right / self.said if self.said else 0.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of both: 2 · right / (said + found)."""
        return 2 * self.right / (self.said + self.found) if self.said + self.found else 0.0


@dataclass(slots=True)
class ConcernScores:
    """What was found in many texts against what was said of them, each concern once a text.

    `concerns` counts (text, concern); `polarities` also praise, blame or neither; `stances` the
    stance itself, asking and doubting as one; `complaints` and `asked_or_complained` count the
    concerns that are so spoken of.
    """

    texts: int = 0
    by_name: dict[str, Tally] = field(default_factory=dict)
    concerns: Tally = field(default_factory=Tally)
    polarities: Tally = field(default_factory=Tally)
    stances: Tally = field(default_factory=Tally)
    complaints: Tally = field(default_factory=Tally)
    asked_or_complained: Tally = field(default_factory=Tally)

    def add(self, said: Collection[Spoken], found: Collection[Spoken]) -> None:
        """Count one text; both sides hold only names that are measured."""
        self.texts += 1
        names, hits = {name for name, _ in said}, {name for name, _ in found}
        for name in names | hits:
            self.by_name.setdefault(name, Tally()).add(names & {name}, hits & {name})
        self.concerns.add(names, hits)
        self.polarities.add(_with_polarity(said), _with_polarity(found))
        self.stances.add(_with_stance(said), _with_stance(found))
        self.complaints.add(
            _names_in(said, (Stance.COMPLAINS,)), _names_in(found, (Stance.COMPLAINS,))
        )
        self.asked_or_complained.add(
            _names_in(said, ASKED_OR_COMPLAINED), _names_in(found, ASKED_OR_COMPLAINED)
        )

    @property
    def macro_f1(self) -> float:
        """Return the mean F1 of the concerns that were said at least once."""
        scores = [tally.f1 for tally in self.by_name.values() if tally.said]
        return sum(scores) / len(scores) if scores else 0.0


def area_under_curve(scores: Sequence[float], is_true: Sequence[bool]) -> float:
    """Return how often a true one scores above a false one, ties counting half (Mann-Whitney U).

    Half where there is only one kind.
    """
    trues = sum(is_true)
    falses = len(is_true) - trues
    if not trues or not falses:
        return 0.5
    order = sorted(range(len(scores)), key=scores.__getitem__)
    ranks, at = 0.0, 0
    while at < len(order):
        tied = at
        while tied < len(order) and scores[order[tied]] == scores[order[at]]:
            tied += 1
        ranks += (at + tied + 1) / 2 * sum(is_true[each] for each in order[at:tied])
        at = tied
    return (ranks - trues * (trues + 1) / 2) / (trues * falses)


def accuracy(scores: Sequence[float], is_true: Sequence[bool], threshold: float = 0.5) -> float:
    """Return the share that is on its own side of the threshold, which itself is true."""
    right = sum(
        (score >= threshold) is truth for score, truth in zip(scores, is_true, strict=True)
    )
    return right / len(scores) if scores else 0.0


@dataclass(slots=True)
class AnswerScores:
    """Where the right entry stood among those found, question by question.

    `asked` are questions, `known` those that have a right entry at all, `first` and `in_five`
    those whose right entry stood there, `answered` those answered, `right` those rightly.
    """

    asked: int = 0
    known: int = 0
    first: int = 0
    in_five: int = 0
    answered: int = 0
    right: int = 0

    def add(self, entry: str, top: Sequence[str], *, is_answered: bool) -> None:
        """Count one question; without an entry no answer is right."""
        is_first = bool(entry) and list(top[:1]) == [entry]
        self.asked += 1
        self.known += bool(entry)
        self.first += is_first
        self.in_five += bool(entry) and entry in top[:5]
        self.answered += is_answered
        self.right += is_answered and is_first

    @property
    def recall_at_1(self) -> float:
        """Return the share of the known whose right entry stood first."""
        return self.first / self.known if self.known else 0.0

    @property
    def recall_at_5(self) -> float:
        """Return the share of the known whose right entry was among the first five."""
        return self.in_five / self.known if self.known else 0.0

    @property
    def answered_share(self) -> float:
        """Return the share of questions that got an answer."""
        return self.answered / self.asked if self.asked else 0.0

    @property
    def precision(self) -> float:
        """Return the share of answers that were right."""
        return self.right / self.answered if self.answered else 0.0


def _with_polarity(spoken: Iterable[Spoken]) -> set[tuple[str, int]]:
    return {(name, polarity_of(stance)) for name, stance in spoken}


def _with_stance(spoken: Iterable[Spoken]) -> set[Spoken]:
    return {(name, Stance.ASKS if stance is Stance.DOUBTS else stance) for name, stance in spoken}


def _names_in(spoken: Iterable[Spoken], stances: Collection[Stance]) -> set[str]:
    return {name for name, stance in spoken if stance in stances}

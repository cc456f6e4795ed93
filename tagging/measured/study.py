"""All customers of one or more campaigns, and what can be said of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf

import numpy as np
from numpy.typing import NDArray

from tagging.counts import Share
from tagging.errors import GroupError
from tagging.measured.funnel import Funnel, Step, funnels_of
from tagging.measured.observations import Mask, Observations, questions_of
from tagging.measured.pooling import Pooled, pool
from tagging.measured.profiles import Profile, profile_of
from tagging.measured.questions import Question
from tagging.response import Answer, answer

RESPONDERS, OTHERS = "responders", "non_responders"


@dataclass(frozen=True, slots=True)
class Words:
    """A word of every customer, as a place in the names."""

    codes: NDArray[np.int32]
    names: Sequence[str]

    def parts(self) -> Iterator[tuple[str, Mask]]:
        """Mark the customers of each word that somebody has."""
        for code, name in enumerate(self.names):
            members = self.codes == code
            if members.any():
                yield name, members

    def counts(self, members: Mask) -> dict[str, int]:
        """Count each word among those who are marked."""
        counts = np.bincount(self.codes[members], minlength=len(self.names))
        return {
            name: count for name, count in zip(self.names, counts.tolist(), strict=True) if count
        }


@dataclass(frozen=True, slots=True)
class Study:
    """Everybody who counts; the first outcome tells who answered."""

    seen: Observations
    words: Mapping[str, Words] = field(default_factory=dict)
    """By field (campaign, layer, source) or feature."""
    claims: Mapping[Step, NDArray[np.int8]] = field(default_factory=dict)
    """Who came to a step between reached and ordered, 1 for yes."""

    @property
    def treated(self) -> Mask:
        """Mark those who are in an arm."""
        return ~self.seen.members(self.seen.control)

    @property
    def responded(self) -> Mask:
        """Mark those of whom the first outcome is above 0."""
        return self.seen.outcomes[0].values > 0

    def campaigns(self) -> list[tuple[str, Mask]]:
        """Mark the customers of each campaign; where there is one it may have no name."""
        return self._parts("campaign")

    def answers(self, worth: float | None = None) -> list[Answer]:
        """Answer for every campaign, arm, outcome and window.

        Raises GroupError where a campaign has no control group, or nothing else.
        """
        questions: list[Question] = []
        for campaign, members in self.campaigns():
            sizes = self.sizes(members)
            control = sizes.pop(self.seen.control)
            if not control or not any(sizes.values()):
                raise GroupError(_what_lacks(campaign, self.seen.control, sizes))
            questions += questions_of(self.seen, members, campaign=campaign)
        return _answer(questions, worth)

    def by_layer(self, worth: float | None = None) -> list[Answer]:
        """Answer for each layer that has both groups who did it and who did not.

        Where a layer has several arms they are taken together first, as the arm "".
        """
        if "layer" not in self.words:
            return []
        together = replace(self.seen, groups=["", self.seen.control], codes=1 - self.treated)
        views = [together, self.seen] if len(self.seen.arms) > 1 else [self.seen]
        return [own for seen in views for own in _answer(self._asked_by_layer(seen), worth)]

    def sizes(self, members: Mask) -> dict[str, int]:
        """Count the customers of each group among those who are marked."""
        return {
            group: int((self.seen.members(group) & members).sum()) for group in self.seen.groups
        }

    def delivered(self, question: Question) -> int | None:
        """Count whom an arm's message reached; None where nobody noted it."""
        if Step.DELIVERED not in self.claims:
            return None
        campaign = dict(self.campaigns())[question.campaign]
        return int(self.claims[Step.DELIVERED][campaign & self.seen.members(question.arm)].sum())

    def funnels(self) -> list[Funnel]:
        """Follow the treated of every source to the first outcome."""
        if not self.claims and "source" not in self.words:
            return []
        return funnels_of(
            {name: self._steps(members & self.treated) for name, members in self._parts("source")}
        )

    def profiles(self, features: Iterable[str]) -> list[Profile]:
        """Describe the treated who answered, those who did not, and the control group."""
        groups = {
            RESPONDERS: self.treated & self.responded,
            OTHERS: self.treated & ~self.responded,
            self.seen.control: ~self.treated,
        }
        return [
            profile_of(
                name, {group: self.words[name].counts(who) for group, who in groups.items()}
            )
            for name in features
        ]

    def _asked_by_layer(self, seen: Observations) -> list[Question]:
        return [
            question
            for layer, members in sorted(self.words["layer"].parts(), key=_place_of)
            for question in questions_of(seen, members, layer=layer)
            if isinstance(question.control, Share) and question.control.of
        ]

    def _parts(self, name: str) -> list[tuple[str, Mask]]:
        if name in self.words:
            return list(self.words[name].parts())
        return [("", np.ones(len(self.seen.codes), dtype=np.bool_))]

    def _steps(self, members: Mask) -> dict[Step, int]:
        claimed = {step: int(said[members].sum()) for step, said in self.claims.items()}
        ordered = int((self.responded & members).sum())
        return {Step.REACHED: int(members.sum())} | claimed | {Step.ORDERED: ordered}


def _place_of(part: tuple[str, Mask]) -> tuple[float, str]:
    """Put numbers in their sequence, and words behind them in theirs."""
    try:
        return float(part[0]), part[0]
    except ValueError:
        return inf, part[0]


def pool_campaigns(answers: Sequence[Answer]) -> list[tuple[Question, Pooled]]:
    """Pool what was done or not over the campaigns of each arm; a question stands for them all.

    Only windows that are over count: nothing else judges a pool than an interval for one look.
    """
    campaigns: dict[tuple[str, str, int | None], list[Question]] = defaultdict(list)
    for each in answers:
        question = each.question
        if question.is_open:
            continue
        campaigns[question.arm, question.outcome, question.window_days].append(question)
    return [
        (questions[0], pool(pairs))
        for questions in campaigns.values()
        if len(pairs := list(_pairs_of(questions))) > 1
    ]


def _pairs_of(questions: Iterable[Question]) -> Iterator[tuple[Share, Share]]:
    for question in questions:
        if isinstance(question.treated, Share) and isinstance(question.control, Share):
            yield question.treated, question.control


def _answer(questions: Sequence[Question], worth: float | None) -> list[Answer]:
    """Answer with one chance of error for all windows and arms of an outcome in a campaign.

    Outcomes without a window are all of one declaration, so they share one too.
    """
    families: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, question in enumerate(questions):
        outcome = question.outcome if question.window_days else ""
        families[question.campaign, outcome].append(place)
    answers = {
        place: own
        for places in families.values()
        for place, own in zip(
            places, answer([questions[place] for place in places], worth=worth), strict=True
        )
    }
    return [answers[place] for place in range(len(questions))]


def _what_lacks(campaign: str, control: str, sizes: Mapping[str, int]) -> str:
    where = f"campaign {campaign}: " if campaign else ""
    if any(sizes.values()):
        found = ", ".join(group for group, size in sizes.items() if size)
        return (
            f"{where}no customer is in the control group {control!r}, so nothing tells what would "
            f"have been; groups found: {found}"
        )
    return f"{where}everybody is in the control group {control!r}: there is no arm to judge"

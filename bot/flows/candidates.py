"""Concerns that nobody had listed: an operator takes them in, merges them, or says no."""

from dataclasses import dataclass

from bot.errors import AlreadySettled, MakesNoSense
from bot.flows.proposals import approve, propose
from bot.records import CandidateState, Proposal, ProposalState, Signed, Verdict
from bot.shop import Shop
from bot.store import Unit
from tagging.lexicon import Lexicon
from tagging.mining import Candidate, changes_of, discover

MOST_SIFTED = 400
NO_CONCERN = "没有「{concern}」这个关注点；不写 concern，就以「{term}」新建一个。"
SETTLED = "「{term}」已经处理过了。"


@dataclass(frozen=True, slots=True)
class Pile:
    """What is sifted for candidates, and which terms are settled."""

    texts: list[str]
    settled: set[str]
    lexicon: Lexicon


async def gather_pile(last: int, unit: Unit, shop: Shop) -> Pile:
    """Take the newest reviews and messages of the shop's category, so many of each."""
    return Pile(
        await unit.candidates.list_texts(shop.category, last),
        await unit.candidates.list_settled(shop.category),
        shop.lexicon,
    )


def sift(pile: Pile, most: int) -> list[Candidate]:
    """List what is neither listed nor settled; slow, so not in the server's own loop."""
    found = discover(pile.texts, pile.lexicon, most=MOST_SIFTED)
    new = [each for each in found if not each.concern and each.term not in pile.settled]
    return new[:most]


async def accept(
    candidate: Candidate, concern: str, signed: Signed, unit: Unit, shop: Shop
) -> list[Proposal]:
    """Take a candidate into the catalogue: into a known concern, or as one of its own.

    What it changes in the words is approved by who accepts it. Raise Refused where it is settled,
    or where a concern is named that is neither known nor its own term.
    """
    is_known = concern in shop.lexicon.concerns
    if not is_known and concern != candidate.term:
        raise MakesNoSense(NO_CONCERN.format(concern=concern, term=candidate.term))
    state = CandidateState.MERGED if is_known else CandidateState.ACCEPTED
    await _settle(Verdict(candidate.term, state, concern), signed, unit, shop)
    approved = []
    for change in changes_of(candidate, concern, shop.category):
        view = await propose(change, signed, unit, shop)
        if view.proposal.state is ProposalState.WAITING:
            approved.append(await approve(view.proposal.id, signed, unit))
    return approved


async def dismiss(term: str, signed: Signed, unit: Unit, shop: Shop) -> None:
    """Say that a candidate is no concern; it is not shown again."""
    await _settle(Verdict(term, CandidateState.DISMISSED), signed, unit, shop)


async def _settle(verdict: Verdict, signed: Signed, unit: Unit, shop: Shop) -> None:
    if not await unit.candidates.settle(verdict, shop.category, signed):
        raise AlreadySettled(SETTLED.format(term=verdict.term))

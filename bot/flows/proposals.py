"""A decision becomes a change to the words; approved, it is how everything after is read."""

from dataclasses import dataclass

from bot.errors import AlreadySettled, MakesNoSense, NothingThere
from bot.flows.decisions import Outcome
from bot.packaged import packaged_lexicon
from bot.records import Proposal, ProposalState, Signed
from bot.shop import Shop
from bot.store import Unit
from tagging.changes import IGNORE, LISTS, LexiconChange
from tagging.errors import LexiconError
from tagging.lexicon import CATEGORIES, Lexicon, Term, parse_lexicon
from tagging.review import changes_for
from tagging.stances import Stance
from tagging.text import fold

NO_PROPOSAL = "没有这条建议，请刷新列表。"
SETTLED = "这条建议已经由别人处理过，请刷新列表。"
WRONG_LIST = f"list 只能是 {'、'.join((*LISTS, IGNORE))}。"
NO_CONCERN = f"请在 concern 里写明这个词属于哪个关注点；只有 {IGNORE} 不用写。"
NOT_HELD = "「{text}」不在这张词表里，没有可以去掉的。"
WRONG_CHANGE = "这个改动词库不认：{reason}"
LIST_OF = {
    None: "nouns",
    Stance.PRAISES: "praises",
    Stance.COMPLAINS: "complains",
    Stance.ASKS: "asks",
}
OPINIONS = ("good", "bad")
FEW_WORDS = '[concerns."质量"]'  # whether a change makes sense does not depend on the words


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A proposal, and how many open findings hold its words."""

    proposal: Proposal
    touched: int


async def propose_always(outcome: Outcome, unit: Unit, shop: Shop) -> list[ProposalView]:
    """Propose that the words decide from now on as this person did."""
    decision, category = outcome.decision, outcome.finding.said.category
    lexicon = packaged_lexicon(category, shop.changes)
    changes = changes_for(decision.before, decision.after, lexicon, category)
    made = [
        await unit.proposals.add(change, decision.signed, decision.finding) for change in changes
    ]
    return [await _view(proposal, unit) for proposal in made]


async def propose(change: LexiconChange, signed: Signed, unit: Unit, shop: Shop) -> ProposalView:
    """Propose a change by hand. Raise MakesNoSense where no lexicon could carry it."""
    check(change, shop)
    return await _view(await unit.proposals.add(change, signed), unit)


def check(change: LexiconChange, shop: Shop) -> None:
    """Raise MakesNoSense where no lexicon could carry a change."""
    if change.list not in (*LISTS, IGNORE):
        raise MakesNoSense(WRONG_LIST)
    if change.list != IGNORE and not change.concern:
        raise MakesNoSense(NO_CONCERN)
    try:
        parse_lexicon(FEW_WORDS, category=change.category or shop.category, changes=[change])
    except LexiconError as error:
        raise MakesNoSense(WRONG_CHANGE.format(reason=error)) from None
    if not change.is_addition and not _is_held(change, shop):
        raise MakesNoSense(NOT_HELD.format(text=change.text))


def _is_held(change: LexiconChange, shop: Shop) -> bool:
    """Tell whether a word that shall go stands in its list, in any category where it is to go."""
    names = (change.category,) if change.category else CATEGORIES
    return any(_holds(packaged_lexicon(name, shop.changes), change) for name in names)


def _holds(lexicon: Lexicon, change: LexiconChange) -> bool:
    concern, text = change.concern, fold(change.text.strip())
    if change.list == IGNORE:
        places = zip(lexicon.matcher.terms, lexicon.terms_at, strict=True)
        return any(word == text and not terms for word, terms in places)
    if change.list in OPINIONS:
        return any(
            concern in (mark.good if change.list == "good" else mark.bad)
            for mark in lexicon.cues.read_for(concern, text)
            if mark.end - mark.start == len(text)
        )
    return any(
        (term.concern, term.text) == (concern, text) and change.list in _lists_of(term)
        for term in lexicon.terms
    )


def _lists_of(term: Term) -> list[str]:
    traits = [("words", term.word_only), ("passing", term.passing)]
    own = "appeals" if term.appeal else LIST_OF[term.stance]
    return [own, *(name for name, is_so in traits if is_so)]


async def list_proposals(
    state: ProposalState, unit: Unit, *, limit: int = 20, offset: int = 0
) -> list[ProposalView]:
    """List the proposals of a state, each with what it would touch."""
    known = await unit.proposals.list_in(state, limit, offset)
    return [await _view(proposal, unit) for proposal in known]


async def approve(proposal: str, signed: Signed, unit: Unit) -> Proposal:
    """Let a change take effect. Raise AlreadySettled where it does not wait any more."""
    known = await _find(proposal, unit)
    if not await unit.proposals.settle(
        proposal, ProposalState.WAITING, ProposalState.APPROVED, signed
    ):
        raise AlreadySettled(SETTLED)
    unit.audit.note(signed.who, "words_approved", signed.at, proposal=proposal)
    return known


async def refuse(proposal: str, signed: Signed, unit: Unit) -> Proposal:
    """Refuse a change, or take an approved one back."""
    known = await _find(proposal, unit)
    if known.state is ProposalState.REFUSED or not await unit.proposals.settle(
        proposal, known.state, ProposalState.REFUSED, signed
    ):
        raise AlreadySettled(SETTLED)
    unit.audit.note(signed.who, "words_refused", signed.at, proposal=proposal)
    return known


async def _find(proposal: str, unit: Unit) -> Proposal:
    known = await unit.proposals.find(proposal)
    if known is None:
        raise NothingThere(NO_PROPOSAL)
    return known


async def _view(proposal: Proposal, unit: Unit) -> ProposalView:
    """Count what a change touches: a word that goes, in its own concern; a new one, anywhere."""
    change = proposal.change
    concern = change.concern if not change.is_addition and change.list != IGNORE else ""
    touched = await unit.findings.count_with(change.text, change.category, concern)
    return ProposalView(proposal, touched)

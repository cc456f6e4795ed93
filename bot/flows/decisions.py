"""A person decides about a finding; the customer's tag follows."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.errors import AlreadySettled, MakesNoSense, NothingThere
from bot.packaged import packaged_lexicon
from bot.records import Decision, KeptFinding, Signed
from bot.shop import Shop
from bot.store import Unit
from tagging.errors import ReviewError
from tagging.review import (
    LONGEST_EVIDENCE,
    Claim,
    Correction,
    DecisionKind,
    FindingState,
    confirmed,
    corrected,
    opinion_of,
    rejected,
    tag_state_of,
)
from tagging.stances import Stance
from tagging.tags import MOST_CERTAIN, Tag, TagState, is_worry

NO_FINDING = "没有这条发现，可能已经被清理，请刷新队列。"
SETTLED = "这一条已经由{who}处理过（{at:%m-%d %H:%M} UTC），请刷新；要改，先撤销。"
FASTER = "这一条刚刚由别人处理了，请刷新；要改，先撤销。"
NOTHING_TO_UNDO = "这一条还没有决定，没有可以撤销的。"
WRONG_CORRECTION = f"改正要和原来不同，选中的文字要在原文里，最多 {LONGEST_EVIDENCE} 个字。"
NO_CONCERN = "「{concern}」不在这个类目的关注点里；新的关注点请先在候选里收下。"
MOST_AT_ONCE = 100  # the shop's customers wait meanwhile
Key = tuple[str, Stance]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A decision, and the finding as it stands now."""

    decision: Decision
    finding: KeptFinding


async def confirm(finding: str, signed: Signed, unit: Unit) -> Outcome:
    """Agree with a finding. Raise Refused where there is none, or it is decided."""
    return await _decide(
        finding, DecisionKind.CONFIRM, lambda kept: confirmed(kept.claim), signed, unit
    )


async def reject(finding: str, signed: Signed, unit: Unit) -> Outcome:
    """Say that the words do not speak of it. Raise Refused as `confirm` does."""
    return await _decide(
        finding, DecisionKind.REJECT, lambda kept: rejected(kept.claim), signed, unit
    )


async def correct(
    finding: str, correction: Correction, signed: Signed, unit: Unit, shop: Shop
) -> Outcome:
    """Say what the words speak of instead. Raise Refused also where that makes no sense."""

    def change(kept: KeptFinding) -> Claim:
        known = packaged_lexicon(kept.said.category, shop.changes).concerns
        if correction.concern is not None and correction.concern not in known:
            raise MakesNoSense(NO_CONCERN.format(concern=correction.concern))
        try:
            return corrected(kept.claim, correction, kept.text)
        except ReviewError:
            raise MakesNoSense(WRONG_CORRECTION) from None

    return await _decide(finding, DecisionKind.CORRECT, change, signed, unit)


async def undo(finding: str, signed: Signed, unit: Unit) -> Outcome:
    """Take the last decision about a finding back; what it proposed and still waits goes too."""
    kept = await _find(finding, unit)
    last = await unit.decisions.last_of(finding)
    if last is None or kept.claim.state is FindingState.OPEN:
        raise AlreadySettled(NOTHING_TO_UNDO)
    outcome = await _write(kept, DecisionKind.UNDO, last.before, signed, unit)
    await unit.proposals.withdraw(finding, signed)
    return outcome


async def decide_same(outcome: Outcome, unit: Unit) -> int:
    """Decide alike about the open findings of the same words, so many at once; say how many."""
    decision, category = outcome.decision, outcome.finding.said.category
    others = await unit.findings.list_same(decision.before, category, MOST_AT_ONCE)
    count = 0
    for other in others:
        after = _moved(decision.after, other.claim.start - decision.before.start)
        if after.start >= 0 and other.text[after.start : after.end] == after.evidence:
            await _write(other, decision.kind, after, decision.signed, unit)
            count += 1
    return count


def _moved(claim: Claim, by: int) -> Claim:
    return replace(claim, start=claim.start + by, end=claim.end + by)


async def _decide(
    finding: str,
    kind: DecisionKind,
    change: Callable[[KeptFinding], Claim],
    signed: Signed,
    unit: Unit,
) -> Outcome:
    kept = await _find(finding, unit)
    if kept.claim.state is not FindingState.OPEN:
        last = await unit.decisions.last_of(finding)
        raise AlreadySettled(
            SETTLED.format(who=last.signed.who, at=last.signed.at) if last else FASTER
        )
    return await _write(kept, kind, change(kept), signed, unit)


async def _find(finding: str, unit: Unit) -> KeptFinding:
    kept = await unit.findings.find(finding)
    if kept is None:
        raise NothingThere(NO_FINDING)
    return kept


async def _write(
    kept: KeptFinding, kind: DecisionKind, after: Claim, signed: Signed, unit: Unit
) -> Outcome:
    """Compare and set, write the decision down, and let the tags follow, all in one unit."""
    before = kept.claim
    if not await unit.findings.settle(kept.id, before.state, after):
        raise AlreadySettled(FASTER)
    decision = unit.decisions.add(kept.id, kind, signed, before=before, after=after)
    now = replace(kept, claim=after)
    if kept.said.customer is not None:
        await unit.tags.lock(kept.said.customer)
        for key in dict.fromkeys(((before.concern, before.stance), (after.concern, after.stance))):
            await _follow(key, kept.said.customer, now, signed, unit)
    return Outcome(decision, now)


async def _follow(key: Key, customer: str, kept: KeptFinding, signed: Signed, unit: Unit) -> None:
    """Let a tag follow what people hold of its findings."""
    concern, stance = key
    if not is_worry(stance):
        return
    claims = await unit.findings.list_of(customer, concern, stance)
    claims += await unit.decisions.list_moved(customer, concern, stance)
    state = tag_state_of(opinion_of(claim, concern, stance) for claim in claims)
    tag = await unit.tags.tag_of(customer, concern, stance)
    if tag is None:
        if state is not None:
            new = _tag(key, state, kept)
            await unit.tags.make(customer, new, kept.text, signed, kept.said.id)
    elif state is None and not await unit.tags.was_suggested(customer, tag):
        await unit.tags.drop(customer, tag, signed)
    elif tag.state is not (state or TagState.SUGGESTED):
        known = replace(tag, state=state or TagState.SUGGESTED)
        await unit.tags.set_state(customer, known, signed, kept.said.id)


def _tag(key: Key, state: TagState, kept: KeptFinding) -> Tag:
    at = kept.said.at
    return Tag(*key, state, kept.claim.evidence, MOST_CERTAIN, seen=1, first_seen=at, last_seen=at)

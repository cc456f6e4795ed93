"""What we hold to be true of a customer: suggested by findings, settled by a person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from tagging.concerns import Finding, Stance

MOST_CERTAIN = 0.99  # a rule never makes a tag certain; only a person does


class TagState(StrEnum):
    """What an operator has said of a tag."""

    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Tag:
    """A worry of one customer with the newest words that show it.

    `confidence` is 0 to 1; `seen` counts the messages and reviews it was found in.
    """

    concern: str
    stance: Stance
    state: TagState
    evidence: str
    confidence: float
    seen: int
    first_seen: datetime
    last_seen: datetime


def is_worry(stance: Stance) -> bool:
    """Say whether a stance makes a tag of a customer; praise is a product's selling point."""
    return stance in (Stance.ASKS, Stance.DOUBTS, Stance.COMPLAINS)


def merge_tags(known: Sequence[Tag], findings: Sequence[Finding], now: datetime) -> list[Tag]:
    """Merge what one message or review says into a customer's tags; give the new and changed ones.

    The surest finding of a concern and stance speaks for the message. A rejected tag stays
    rejected and is left as it is: what a person has denied is not raised again.
    """
    known_as = {(tag.concern, tag.stance): tag for tag in known}
    changed: list[Tag] = []
    for finding in surest_worries(findings):
        tag = known_as.get((finding.concern, finding.stance))
        if tag is None:
            changed.append(_suggested(finding, now))
        elif tag.state is not TagState.REJECTED:
            changed.append(_seen_again(tag, finding, now))
    return changed


def surest_worries(findings: Iterable[Finding]) -> list[Finding]:
    """Choose, of what one message says, the surest finding of each worry and stance."""
    surest: dict[tuple[str, Stance], Finding] = {}
    for finding in findings:
        key = (finding.concern, finding.stance)
        if is_worry(finding.stance) and (
            key not in surest or finding.confidence > surest[key].confidence
        ):
            surest[key] = finding
    return list(surest.values())


def _suggested(finding: Finding, now: datetime) -> Tag:
    return Tag(
        finding.concern,
        finding.stance,
        TagState.SUGGESTED,
        finding.evidence,
        min(finding.confidence, MOST_CERTAIN),
        seen=1,
        first_seen=now,
        last_seen=now,
    )


def _seen_again(tag: Tag, finding: Finding, now: datetime) -> Tag:
    """Count a tag once more; two independent signs are both wrong only if each is."""
    doubt = (1 - tag.confidence) * (1 - finding.confidence)
    return replace(
        tag,
        evidence=finding.evidence,
        confidence=max(tag.confidence, min(1 - doubt, MOST_CERTAIN)),
        seen=tag.seen + 1,
        last_seen=max(tag.last_seen, now),
    )

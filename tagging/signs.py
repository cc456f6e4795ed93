"""What many messages of many customers say together: signs that become tags at once.

Blocks of a file can be read apart, and their signs added to a customer's tags one after the other;
the result is what `merge_tags` makes of the same messages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tagging.concerns import Finding, Stance
from tagging.tags import MOST_CERTAIN, Tag, TagState, surest_worries

Key = tuple[str, str, Stance]


@dataclass(slots=True)
class Sign:
    """A worry of one customer in several messages; `doubt` is the chance that all of them err.

    `evidence` and `sentence` are those of the newest message; moments are None where untold.
    """

    seen: int
    doubt: float
    evidence: str
    sentence: str
    first: datetime | None
    last: datetime | None


Signs = dict[Key, Sign]
"""By customer, concern and stance."""


def gather(
    signs: Signs, customer: str, said: str, at: datetime | None, findings: Sequence[Finding]
) -> None:
    """Add what one message of a customer says to the signs."""
    for finding in surest_worries(findings):
        key = (customer, finding.concern, finding.stance)
        new = Sign(1, 1 - finding.confidence, finding.evidence, said, at, at)
        old = signs.get(key)
        signs[key] = new if old is None else _joined(old, new)


def _joined(old: Sign, new: Sign) -> Sign:
    moments = [at for at in (old.first, old.last, new.first, new.last) if at]
    return Sign(
        old.seen + new.seen,
        old.doubt * new.doubt,
        new.evidence,
        new.sentence,
        min(moments, default=None),
        max(moments, default=None),
    )


def tag_after(known: Tag | None, key: Key, sign: Sign, now: datetime) -> Tag | None:
    """Give the tag a customer has after these signs; None: a person denied it, it stays so."""
    if known and known.state is TagState.REJECTED:
        return None
    doubt = sign.doubt * (1 - known.confidence if known else 1)
    first, last = sign.first or now, sign.last or now
    return Tag(
        key[1],
        key[2],
        known.state if known else TagState.SUGGESTED,
        sign.evidence,
        max(known.confidence if known else 0, min(1 - doubt, MOST_CERTAIN)),
        seen=sign.seen + (known.seen if known else 0),
        first_seen=min(first, known.first_seen) if known else first,
        last_seen=max(last, known.last_seen) if known else last,
    )

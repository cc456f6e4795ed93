"""How often customers speak of what, with examples in their own words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.records import KeptFinding, Wanted
from bot.store import Unit
from bot.store.concerns import WEEK
from tagging.counts import ConcernCount, count_concerns

EXAMPLES, LOOKED_AT = 3, 12


@dataclass(frozen=True, slots=True)
class ConcernView:
    """The figures of a concern and stance, and sentences that show it."""

    count: ConcernCount
    examples: tuple[str, ...]


async def view_concerns(
    wanted: Wanted, unit: Unit, until: datetime, weeks: int
) -> list[ConcernView]:
    """Count the last weeks and those before them, new and returning customers apart."""
    found = await unit.concerns.list_found(wanted, until, 2 * weeks)
    read = await unit.concerns.list_read(wanted, until, 2 * weeks)
    since = until - 2 * weeks * WEEK
    examples = await unit.findings.list_examples_of_each(wanted, LOOKED_AT, since)
    return [
        ConcernView(count, _different(examples[count.concern, count.stance]))
        for count in count_concerns(found, read, weeks=weeks)
    ]


def _different(examples: Sequence[KeptFinding]) -> tuple[str, ...]:
    """Choose a few different sentences."""
    return tuple(dict.fromkeys(each.clause or each.text for each in examples))[:EXAMPLES]

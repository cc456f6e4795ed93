"""What offers did: who got one beside who was left without it, by offer and by layer."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.records import ArmCount
from bot.store import Unit
from tagging.counts import Share
from tagging.holdout import CONTROL
from tagging.measured.questions import Question
from tagging.response import Answer, answer

ORDERED = "ordered"


async def measure_offers(window_days: int, unit: Unit, now: datetime) -> list[Answer]:
    """Compare the arms of every offer whose control group is not empty, all answered together."""
    arms = await unit.assignments.arms(timedelta(days=window_days), now)
    return answer([*_questions(arms, window_days, by_layer=False)]) + answer(
        [*_questions(arms, window_days, by_layer=True)]
    )


def _questions(arms: Sequence[ArmCount], window_days: int, *, by_layer: bool) -> list[Question]:
    """Ask about each offer, as a whole or layer by layer; these are asked together."""
    shares: dict[tuple[str, str, str], Share] = {}
    for count in arms:
        key = (count.offer, count.layer if by_layer else "", count.arm)
        known = shares.get(key, Share(0, 0))
        shares[key] = Share(known.count + count.bought, known.of + count.customers)
    return [
        Question(
            arm=arm,
            outcome=ORDERED,
            treated=treated,
            control=shares[offer, layer, CONTROL],
            window_days=window_days,
            campaign=offer,
            layer=layer,
        )
        for (offer, layer, arm), treated in sorted(shares.items())
        if arm != CONTROL and (offer, layer, CONTROL) in shares
    ]

"""Who is left without offers on purpose: groups dealt by a hash, the same in every engine."""

from collections.abc import Mapping
from datetime import date
from hashlib import md5
from types import MappingProxyType

from tagging.errors import RuleError

SLOTS = 10_000
HOLDOUT_SHARE = 0.05
CONTROL_SHARE = 0.10
CONTROL = "control"
TREATED = "treated"
HELD_OUT = "held_out"
"""The group of those who get no promotion at all; they belong to no campaign's comparison."""
ONE_ARM: Mapping[str, float] = MappingProxyType({TREATED: 1.0})


def slot_of(salt: str, customer: str) -> int:
    """Deal a customer into one of 10,000 slots: the first 8 bytes of MD5("salt:customer").

    MD5 exists in every database, so a group can be recomputed wherever the customers are.
    """
    digest = md5(f"{salt}:{customer}".encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[:8], "big") * SLOTS >> 64


def holdout_salt(day: date) -> str:
    """Name the quarter of a day: each quarter others are held out."""
    return f"holdout:{day.year}Q{(day.month + 2) // 3}"


def is_held_out(customer: str, salt: str, share: float = HOLDOUT_SHARE) -> bool:
    """Tell whether a customer gets no promotion at all under this salt."""
    return slot_of(salt, customer) < _slots_of(share, "holdout")


def group_of(
    customer: str,
    campaign: str,
    control_share: float = CONTROL_SHARE,
    arms: Mapping[str, float] = ONE_ARM,
) -> str:
    """Deal a customer into a campaign's control group or one of its arms.

    Arms share what the control group leaves, in the proportion of their weights. Raises RuleError
    where campaign, share or arms make no sense.
    """
    slots = _slots_of(control_share, "control")
    _check_campaign(campaign, arms)
    place = slot_of(campaign, customer) - slots
    return CONTROL if place < 0 else _arm_at(place, SLOTS - slots, arms)


def _arm_at(place: int, places: int, arms: Mapping[str, float]) -> str:
    whole, passed = sum(arms.values()), 0.0
    for arm, weight in arms.items():
        passed += weight
        if place < round(places * passed / whole):
            return arm
    return arm


def _slots_of(share: float, name: str) -> int:
    if not 0 <= share < 1:
        raise RuleError(f"the {name} share must be at least 0 and below 1, not {share}")
    return round(share * SLOTS)


def _check_campaign(campaign: str, arms: Mapping[str, float]) -> None:
    if not campaign.strip():
        raise RuleError("a campaign needs a name: it decides who is in the control group")
    if not arms or not all(arm.strip() and weight > 0 for arm, weight in arms.items()):
        raise RuleError("every arm of a campaign needs a name and a weight above 0")
    if reserved := sorted({CONTROL, HELD_OUT} & arms.keys()):
        raise RuleError(f"no arm can be called {reserved[0]}: that group gets nothing")

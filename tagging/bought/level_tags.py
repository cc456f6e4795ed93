"""One tag for how close a customer is (层级标签), and the rights it brings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tagging.errors import RuleError
from tagging.layering import Flag, Level, Standing, Tier
from tagging.reasons import Because, Reason

Rights = Mapping[Level, tuple[str, ...]]
"""What each level brings beside what the levels below it do: the shop's own words."""


class Closeness(StrEnum):
    """How close a customer is, from a stranger to the shop's best friend."""

    PROSPECT = "prospect"
    FIRST_TIME_BUYER = "first_time_buyer"
    SECOND_TIME_BUYER = "second_time_buyer"
    REGULAR_BUYER = "regular_buyer"
    LOYAL_BUYER = "loyal_buyer"
    SUPER_USER = "super_user"


_OF_LEVEL = dict(zip(Level, Closeness, strict=False))


@dataclass(frozen=True, slots=True)
class LevelTag:
    """The one level tag of a customer."""

    closeness: Closeness
    because: Because


def level_tag_of(standing: Standing) -> LevelTag:
    """Tag a customer by their level; a super user is loyal, of high value and still active."""
    if standing.level is Level.PROSPECT:
        return LevelTag(Closeness.PROSPECT, Because(Reason.NO_PAID_ORDER))
    is_super = (
        standing.level is Level.LOYAL
        and Flag.HIGH_VALUE in standing.flags
        and standing.tier is Tier.ACTIVE
    )
    if is_super:
        return LevelTag(
            Closeness.SUPER_USER, Because(Reason.BEST_OF_ALL, {"orders": standing.orders})
        )
    because = Because(Reason.PAID_SO_OFTEN, {"orders": standing.orders})
    return LevelTag(_OF_LEVEL[standing.level], because)


def parse_rights(said: Mapping[str, Sequence[str]]) -> Rights:
    """Read the rights of each level by its name; RuleError where there is no such level."""
    names = {level.name.lower(): level for level in Level}
    for name in said:
        if name not in names:
            raise RuleError(f"rights: there is no level {name!r}, only {', '.join(names)}")
    return {names[name]: tuple(rights) for name, rights in said.items()}


def rights_of(level: Level, rights: Rights) -> tuple[str, ...]:
    """List what a level brings, with all that the levels below it brought."""
    return tuple(right for below in Level if below <= level for right in rights.get(below, ()))

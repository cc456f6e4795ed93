"""The numbers of manners: the shop's own, and what platforms allow."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from persona.errors import PersonaError
from persona.spoken.touches import TOUCHES, Grace, LatePolicy, TouchKind

BEIJING = ZoneInfo("Asia/Shanghai")
"""The clock by which platforms count days, weeks and months."""
_NOT_NEGATIVE = (
    *("per_day", "per_week", "per_month", "gap_hours", "complaint_wait_hours"),
    *("refund_days", "same_text_days"),
)


class CapPeriod(StrEnum):
    """For how long a platform counts: calendar days, weeks from Monday, months, in Beijing."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """How many touches of some kinds a platform lets reach one customer (or group) in a period.

    A month takes no more than it has days: that is how one platform words its cap.
    """

    kinds: frozenset[TouchKind]
    limit: int
    period: CapPeriod
    source: str
    checked: str
    """The month in which the source was last read (2026-11)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MannerRules:
    """When, to whom and how often we keep silent."""

    zone: tzinfo = BEIJING
    """The shop's own; customers may have another."""
    quiet_from: time = time(21, 30)
    quiet_until: time = time(8, 30)
    """Silence from `quiet_from` on, up to but without `quiet_until`; equal: none."""
    quiet_until_day_off: time = time(8, 30)
    """The same on weekends and holidays."""
    days_off: frozenset[date] = frozenset()
    """Further days off, beside weekends and the holidays that are known."""
    working_days: frozenset[date] = frozenset()
    """Days that are none although they seem to be."""
    per_day: int = 1
    """Marketing touches on one day; 0, here or below, means no marketing at all."""
    per_week: int = 2
    """Marketing touches in any seven days."""
    per_month: int = 6
    """Marketing touches in any thirty days."""
    gap_hours: int = 24
    complaint_wait_hours: int = 24
    """After so long we ask again whether the complaint is settled."""
    refund_days: int = 14
    """A refund that was asked for, or given, stands between us for so long."""
    same_text_days: int = 30
    """The same words reach the same customer once in so many days; 0: as often as you like."""
    reply_grace_minutes: int = 15
    post_grace_minutes: int = 60
    followup_grace_hours: int = 24
    late: Mapping[TouchKind, LatePolicy] = field(default_factory=lambda: MappingProxyType({}))
    """Where the shop wants another late policy than the table of touches names."""
    caps: tuple[Cap, ...] = ()

    def __post_init__(self) -> None:
        for name in _NOT_NEGATIVE:
            if getattr(self, name) < 0:
                raise PersonaError(f"manners: {name} = {getattr(self, name)} must be 0 or more")

    @property
    def has_marketing(self) -> bool:
        """Tell whether there is any budget at all."""
        return min(self.per_day, self.per_week, self.per_month) > 0

    def late_policy_of(self, kind: TouchKind) -> LatePolicy:
        """Return what becomes of a touch that is too late."""
        return self.late.get(kind, TOUCHES[kind].late)

    def latest(self, kind: TouchKind, due: datetime) -> datetime:
        """Return the last moment at which a touch that was due then is not too late."""
        return due + self.grace_of(kind)

    def grace_of(self, kind: TouchKind) -> timedelta:
        """Return by how much a touch may be late."""
        match TOUCHES[kind].grace:
            case Grace.REPLY:
                return timedelta(minutes=self.reply_grace_minutes)
            case Grace.POST:
                return timedelta(minutes=self.post_grace_minutes)
            case Grace.FOLLOWUP:
                return timedelta(hours=self.followup_grace_hours)

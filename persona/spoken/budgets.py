"""When there is room for one more touch: the gap, the shop's budget, the platform's caps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from persona.reasons import Because, Reason
from persona.spoken.local_days import DAY, start_of
from persona.spoken.manner_rules import BEIJING, Cap, CapPeriod, MannerRules
from persona.spoken.touches import TOUCHES, Rule, Touch, TouchKind


@dataclass(frozen=True, slots=True)
class Bound:
    """A rule allows nothing before a moment (aware), and why."""

    free_at: datetime
    because: Because


def budget_bounds(
    kind: TouchKind, touches: Sequence[Touch], now: datetime, zone: tzinfo, rules: MannerRules
) -> Iterator[Bound]:
    """Name each rule of budgets that keeps this kind back now, and until when.

    Days are those of `zone`; a budget of N days looks at the N calendar days that end today.
    """
    holds = TOUCHES[kind].rules
    filling = [touch.at for touch in touches if TOUCHES[touch.kind].fills_budget]
    filling.sort(reverse=True)
    if filling and Rule.GAP in holds:
        free_at = filling[0] + timedelta(hours=rules.gap_hours)
        if free_at > now:
            yield Bound(free_at, Because(Reason.TOUCH_GAP, {"hours": rules.gap_hours}))
    if filling and Rule.BUDGET in holds:
        yield from _budgets(filling, now, zone, rules)
    if Rule.PLATFORM_CAP in holds:
        for cap in rules.caps:
            if kind in cap.kinds:
                yield from _cap(cap, touches, now)


def _budgets(
    filling: Sequence[datetime], now: datetime, zone: tzinfo, rules: MannerRules
) -> Iterator[Bound]:
    for reason, limit, days in (
        (Reason.DAY_BUDGET, rules.per_day, 1),
        (Reason.WEEK_BUDGET, rules.per_week, 7),
        (Reason.MONTH_BUDGET, rules.per_month, 30),
    ):
        if len(filling) >= limit:
            # the touch that must grow old before there is room for one more
            day = filling[limit - 1].astimezone(zone).date()
            free_at = start_of(day + timedelta(days=days), zone)
            if free_at > now:
                yield Bound(free_at, Because(reason, {"limit": limit}))


def _cap(cap: Cap, touches: Sequence[Touch], now: datetime) -> Iterator[Bound]:
    start, end = _period_around(now.astimezone(BEIJING).date(), cap.period)
    limit = min(cap.limit, (end - start).days) if cap.period is CapPeriod.MONTH else cap.limit
    begins_at = start_of(start, BEIJING)
    if sum(touch.at >= begins_at and touch.kind in cap.kinds for touch in touches) >= limit:
        values = {"limit": limit, "period": cap.period.value, "checked": cap.checked}
        yield Bound(start_of(end, BEIJING), Because(Reason.PLATFORM_CAP, values))


def _period_around(day: date, period: CapPeriod) -> tuple[date, date]:
    """Return the first day of the period, and the first after it."""
    match period:
        case CapPeriod.DAY:
            return day, day + DAY
        case CapPeriod.WEEK:
            monday = day - timedelta(days=day.weekday())
            return monday, monday + timedelta(days=7)
        case CapPeriod.MONTH:
            first = day.replace(day=1)
            return first, (first + timedelta(days=31)).replace(day=1)

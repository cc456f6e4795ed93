"""Manners: may we speak now? Asked before every message, and before there is one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from persona.errors import PersonaError
from persona.reasons import Because, Reason
from persona.spoken.budgets import Bound, budget_bounds
from persona.spoken.local_days import DAY, start_of
from persona.spoken.manner_rules import Cap, CapPeriod, MannerRules
from persona.spoken.quiet import end_of_quiet, quiet_hours_on
from persona.spoken.touches import (
    TOUCHES,
    LatePolicy,
    Purpose,
    Rule,
    Touch,
    TouchKind,
    TouchRules,
    digest_of,
)

__all__ = [
    "TOUCHES",
    "Cap",
    "CapPeriod",
    "Decision",
    "History",
    "LatePolicy",
    "MannerRules",
    "Message",
    "Purpose",
    "Rule",
    "Touch",
    "TouchKind",
    "Verdict",
    "digest_of",
    "is_too_late",
    "may_speak",
]


class Decision(StrEnum):
    """What becomes of a message."""

    SEND = "send"
    WAIT = "wait"
    DROP = "drop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is to be said; whoever asks before there is a message leaves its text empty."""

    kind: TouchKind
    text: str = ""
    due_at: datetime | None = None
    """When it should have gone out (None: it is never late)."""
    is_discount: bool = False
    """It takes something off the price, whatever its kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What is true of a customer that bears on whether we may write; moments are aware."""

    opted_out: frozenset[Purpose] = frozenset()
    is_following: bool = True
    """They still follow the account, or still keep us among their contacts."""
    is_minor: bool = False
    has_open_complaint: bool = False
    refund_at: datetime | None = None
    """When they last asked for a refund, or were given one."""
    protected_until: date | None = None
    """The last day on which somebody who just bought gets no discount."""
    touches: Sequence[Touch] = ()
    """What reached them, or may have, of all kinds, accounts and personas."""
    zone: tzinfo | None = None
    """Their own, where it is known; None: the shop's."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """May we speak, and why.

    A wait without `retry_at` is one for a person, who decides whether it goes out at all.
    """

    decision: Decision
    because: Because
    retry_at: datetime | None = None
    """The first moment (UTC) at which every rule allows it; of an open complaint, which ends no
    one knows when, the first fit moment to ask again."""


def may_speak(message: Message, history: History, now: datetime, rules: MannerRules) -> Verdict:
    """Decide whether a message may go out at this moment (aware), must wait, or never goes."""
    if now.tzinfo is None:
        raise PersonaError(f"manners: {now} has no time zone")
    touch = TOUCHES[message.kind]
    if refusal := _refusal(message, history, now, rules):
        return Verdict(Decision.DROP, Because(refusal))
    policy, latest = _lateness(message, rules)
    if latest and now > latest:
        code = Reason.LATE_ASK if policy is LatePolicy.ASK else Reason.TOO_LATE
        return _too_late(policy, Because(code, _shown(latest, rules, "latest")))
    last = _last_bound(message, touch, history, now, rules)
    wanted = last.free_at if last else now
    zone = history.zone or rules.zone
    allowed_at = end_of_quiet(wanted, zone, rules) if Rule.QUIET_HOURS in touch.rules else wanted
    if allowed_at <= now:
        return Verdict(Decision.SEND, Because(touch.welcome))
    because = last.because if last else _quiet(allowed_at.astimezone(zone), rules)
    values = _shown(allowed_at, rules, "retry_at")
    if latest and allowed_at > latest:
        values["obstacle"] = because.code
        return _too_late(policy, Because(Reason.LATE_BY_THEN, values))
    waits = Because(because.code, {**because.values, **values})
    return Verdict(Decision.WAIT, waits, allowed_at)


def is_too_late(kind: TouchKind, due: datetime, now: datetime, rules: MannerRules) -> bool:
    """Tell whether a touch that was due is skipped now: late by more than its grace allows.

    What the shop sends late, or wants to be asked about, never is.
    """
    is_skipped = rules.late_policy_of(kind) is LatePolicy.SKIP
    return is_skipped and now > rules.latest(kind, due)


def _refusal(
    message: Message, history: History, now: datetime, rules: MannerRules
) -> Reason | None:
    """Say what no waiting helps against."""
    touch = TOUCHES[message.kind]
    if Rule.CONSENT in touch.rules and touch.purpose in history.opted_out:
        return Reason.OPTED_OUT
    if Rule.FOLLOWS in touch.rules and not history.is_following:
        return Reason.NOT_FOLLOWED
    if Rule.MINOR in touch.rules and history.is_minor:
        return Reason.MINOR
    if Rule.BUDGET in touch.rules and not rules.has_marketing:
        return Reason.NO_MARKETING
    if Rule.SAME_TEXT in touch.rules and _is_known(message.text, history.touches, now, rules):
        return Reason.SAME_TEXT
    return None


def _is_known(text: str, touches: Sequence[Touch], now: datetime, rules: MannerRules) -> bool:
    digest = digest_of(text) if touches else ""
    since = now - timedelta(days=rules.same_text_days)
    return any(digest and touch.digest == digest and touch.at > since for touch in touches)


def _lateness(message: Message, rules: MannerRules) -> tuple[LatePolicy, datetime | None]:
    """Return the late policy, and the last moment that is not too late (None: there is none)."""
    policy = rules.late_policy_of(message.kind)
    if message.due_at is None or policy is LatePolicy.SEND:
        return policy, None
    return policy, rules.latest(message.kind, message.due_at)


def _too_late(policy: LatePolicy, because: Because) -> Verdict:
    return Verdict(Decision.WAIT if policy is LatePolicy.ASK else Decision.DROP, because)


def _last_bound(
    message: Message, touch: TouchRules, history: History, now: datetime, rules: MannerRules
) -> Bound | None:
    """Return the bound of the rule that is against it for longest, None where none is.

    The quiet hours come after it: they alone begin to hold again while nothing else happens, so
    the first moment from this bound on that is not quiet is the first every rule allows.
    """
    bounds = [*_waits(message, touch, history, now, rules)]
    if touch.purpose is Purpose.MARKETING:
        zone = history.zone or rules.zone
        bounds += budget_bounds(message.kind, history.touches, now, zone, rules)
    return max(bounds, key=lambda bound: bound.free_at, default=None)


def _waits(
    message: Message, touch: TouchRules, history: History, now: datetime, rules: MannerRules
) -> Iterator[Bound]:
    """Name what stands between us for now, and until when."""
    if history.has_open_complaint and Rule.COMPLAINT in touch.rules:
        again = now + timedelta(hours=rules.complaint_wait_hours)
        yield Bound(again, Because(Reason.OPEN_COMPLAINT))
    if history.refund_at and Rule.REFUND in touch.rules:
        settled_at = history.refund_at + timedelta(days=rules.refund_days)
        if settled_at > now:
            yield Bound(settled_at, Because(Reason.OPEN_REFUND))
    is_discount = message.is_discount and touch.purpose is Purpose.MARKETING
    if history.protected_until and (is_discount or Rule.RECENT_BUYER in touch.rules):
        free_at = start_of(history.protected_until + DAY, history.zone or rules.zone)
        if free_at > now:
            yield Bound(free_at, Because(Reason.RECENT_BUYER))


def _quiet(ends: datetime, rules: MannerRules) -> Because:
    """Say which quiet hours end at a moment of somebody's own clock."""
    begin, end = quiet_hours_on(ends.date(), rules)
    values = {"from": begin.isoformat("minutes"), "until": end.isoformat("minutes")}
    return Because(Reason.QUIET_HOURS, values)


def _shown(at: datetime, rules: MannerRules, name: str) -> dict[str, str]:
    """Show a moment on the shop's own clock, for whoever reads the reason."""
    local = at.astimezone(rules.zone).replace(tzinfo=None)
    return {name: local.isoformat(" ", "minutes")}

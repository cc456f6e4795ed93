"""The rules of manners as a table for people: for every kind of touch, what holds, in numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from persona.spoken.manner_rules import Cap, MannerRules
from persona.spoken.touches import TOUCHES, LatePolicy, Purpose, Rule, TouchKind

Values = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One kind of touch."""

    kind: TouchKind
    purpose: Purpose
    fills_budget: bool
    rules: Mapping[Rule, Values]
    """The rules that hold, in the order of `Rule`, each with the numbers in force."""
    caps: tuple[Cap, ...]
    grace: timedelta
    late: LatePolicy


def rules_table(rules: MannerRules) -> Sequence[RuleRow]:
    """List every kind of touch with the rules that hold for it."""
    values = _numbers(rules)
    return [
        RuleRow(
            kind=kind,
            purpose=touch.purpose,
            fills_budget=touch.fills_budget,
            rules={rule: values[rule] for rule in Rule if rule in touch.rules},
            caps=tuple(cap for cap in rules.caps if kind in cap.kinds),
            grace=rules.grace_of(kind),
            late=rules.late_policy_of(kind),
        )
        for kind, touch in TOUCHES.items()
    ]


def _numbers(rules: MannerRules) -> Mapping[Rule, Values]:
    clock = "%H:%M"
    numbers: dict[Rule, Values] = {
        Rule.SAME_TEXT: {"days": rules.same_text_days},
        Rule.COMPLAINT: {"hours": rules.complaint_wait_hours},
        Rule.REFUND: {"days": rules.refund_days},
        Rule.GAP: {"hours": rules.gap_hours},
        Rule.BUDGET: {
            "per_day": rules.per_day,
            "per_week": rules.per_week,
            "per_month": rules.per_month,
        },
        Rule.QUIET_HOURS: {
            "from": rules.quiet_from.strftime(clock),
            "until": rules.quiet_until.strftime(clock),
            "until_day_off": rules.quiet_until_day_off.strftime(clock),
        },
    }
    return {rule: numbers.get(rule, {}) for rule in Rule}

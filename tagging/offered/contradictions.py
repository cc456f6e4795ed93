"""Policy rules that cannot all be meant: refused, with the rules by name."""

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from tagging.errors import RuleError
from tagging.layering import Layer
from tagging.offered.classes import CustomerClass, every_class
from tagging.offered.offer import DISCOUNTS, OfferKind
from tagging.offered.public_price import check_public_price
from tagging.products import ProductRole

if TYPE_CHECKING:  # the policy checks itself with this module
    from tagging.offered.policy import PolicyRule

_ALL = 100  # percent
_ANY_GOODS: tuple[ProductRole | None, ...] = (None, *ProductRole)


def check_rules(rules: Sequence["PolicyRule"]) -> None:
    """Refuse rules that contradict themselves, each other, or that nobody can ever reach."""
    for rule in rules:
        _check_alone(rule)
    for first, second in combinations(rules, 2):
        _check_pair(first, second)
    _check_reach(rules)


def _check_alone(rule: "PolicyRule") -> None:
    where = f"rule {rule.name}"
    if not rule.kinds:
        raise RuleError(f"{where}: neither allow nor forbid names a kind, so it decides nothing")
    if both := rule.allow & rule.forbid:
        raise RuleError(f"{where}: {_words(both)} is both allowed and forbidden")
    if Layer.RECENT_BUYER in rule.layers and (discounts := rule.allow & DISCOUNTS):
        raise RuleError(
            f"{where}: {_words(discounts)} is a discount and cannot be allowed to recent_buyer, "
            "who just paid the full price"
        )
    if OfferKind.DISCOUNT in rule.kinds:
        check_public_price(where, rule.layers, rule.flags)
    if not 0 <= rule.min_depth_percent <= rule.max_depth_percent <= _ALL:
        raise RuleError(
            f"{where}: min_depth_percent {rule.min_depth_percent} and max_depth_percent "
            f"{rule.max_depth_percent} must rise from 0 to 100"
        )
    if min(rule.min_threshold_fen, rule.cool_down_days) < 0:
        raise RuleError(f"{where}: min_threshold_fen and cool_down_days must not be below 0")
    if not rule.allow and _has_terms(rule):
        raise RuleError(
            f"{where}: it allows nothing, so its depth, threshold, rest and "
            "comes_first are for nothing"
        )


def _has_terms(rule: "PolicyRule") -> bool:
    return bool(
        rule.min_depth_percent
        or rule.max_depth_percent < _ALL
        or rule.min_threshold_fen
        or rule.cool_down_days
        or rule.comes_first
    )


def _check_pair(first: "PolicyRule", second: "PolicyRule") -> None:
    """Refuse two rules about the same customers and goods of which one allows what one forbids.

    An exception is fine: a rule for fewer people that stands before the one for more.
    """
    is_same = (first.flags, first.levels, first.roles) == (
        second.flags,
        second.levels,
        second.roles,
    )
    overlap = first.layers & second.layers
    if not is_same or not (overlap or first.layers == second.layers):
        return
    if both := (first.allow & second.forbid) | (first.forbid & second.allow):
        who = f" to {_words(overlap)}" if overlap else ""
        raise RuleError(
            f"rules {first.name} and {second.name}: one allows and one forbids "
            f"{_words(both)}{who} under the same conditions"
        )


def _check_reach(rules: Sequence["PolicyRule"]) -> None:
    """Refuse a rule that has nothing left to decide after those before it."""
    decided: dict[tuple[OfferKind, ProductRole | None], set[CustomerClass]] = {}
    for place, rule in enumerate(rules):
        people = {one for one in every_class() if rule.speaks_of(one)}
        if not people:
            raise RuleError(
                f"rule {rule.name}: there are no such customers; its layers, levels and flags "
                "exclude one another"
            )
        cases = [(kind, role) for kind in rule.kinds for role in rule.roles or _ANY_GOODS]
        if all(people <= decided.get(case, set()) for case in cases):
            earlier = [
                other.name
                for other in rules[:place]
                if other.kinds & rule.kinds and any(map(other.speaks_of, people))
            ]
            raise RuleError(
                f"rule {rule.name} is never reached: {', '.join(earlier)} before it "
                f"decide{'s' if len(earlier) == 1 else ''} on everything it names"
            )
        for case in cases:
            decided.setdefault(case, set()).update(people)


def _words(values: Iterable[str]) -> str:
    return ", ".join(sorted(values))

"""Where a customer stands today: tier, level, segment, exactly one layer, and why."""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from math import isfinite

from tagging.errors import RuleError
from tagging.purchases import PurchaseState
from tagging.reasons import Because, Reason
from tagging.scores import PARTS, Scores, Segment, segment_of


class Tier(StrEnum):
    """How long ago the last paid order was."""

    ACTIVE = "active"
    SILENT = "silent"
    SLEEPING = "sleeping"
    LOST = "lost"


class Level(IntEnum):
    """How often a customer has paid."""

    PROSPECT = 0
    FIRST_TIME = 1
    SECOND_TIME = 2
    REGULAR = 3
    LOYAL = 4


_LEVEL_STARTS = (1, 2, 3, 5)


class Layer(StrEnum):
    """The place in the buying cycle, in the sequence in which they are tried."""

    PROSPECT = "prospect"
    RECENT_BUYER = "recent_buyer"
    LOST = "lost"
    SLEEPING = "sleeping"
    LAPSING = "lapsing"
    DUE = "due"
    FIRST_TIME_BUYER = "first_time_buyer"
    RETURNING_BUYER = "returning_buyer"


class Flag(StrEnum):
    """What is true beside the layer."""

    HIGH_VALUE = "high_value"
    PRICE_SENSITIVE = "price_sensitive"
    ABANDONED_ORDER = "abandoned_order"
    HELD_OUT = "held_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerRules:
    """The shop's own bounds; every bound in days belongs to the younger side."""

    active_days: int = 90
    silent_days: int = 180
    sleeping_days: int = 270
    protection_days: int = 30
    product_protection_days: int = 7
    """The shortest window for an offer on products the customer has bought."""
    due_from: float = 0.8
    due_until: float = 1.5
    default_cycle_days: int = 45
    price_sensitive_share: float = 0.5
    """From this share of orders with a discount on, a customer is price sensitive."""

    def __post_init__(self) -> None:
        if not 0 < self.active_days < self.silent_days < self.sleeping_days:
            raise RuleError(
                "active_days, silent_days and sleeping_days must rise from above 0, not "
                f"{self.active_days}, {self.silent_days}, {self.sleeping_days}"
            )
        if self.protection_days < 0 or self.product_protection_days < 0:
            raise RuleError(
                "protection_days and product_protection_days must not be below 0, not "
                f"{self.protection_days}, {self.product_protection_days}"
            )
        if not (0 < self.due_from < self.due_until and isfinite(self.due_until)):
            raise RuleError(
                f"due_from must be above 0 and below due_until, not {self.due_from} "
                f"and {self.due_until}"
            )
        if self.default_cycle_days < 1:
            raise RuleError(
                f"default_cycle_days must be at least 1, not {self.default_cycle_days}"
            )
        if not 0 < self.price_sensitive_share <= 1:
            raise RuleError(
                "price_sensitive_share must be above 0 and at most 1, not "
                f"{self.price_sensitive_share}"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one customer stands on one day; a prospect has no tier, scores or window."""

    customer: str
    layer: Layer = Layer.PROSPECT
    tier: Tier | None = None
    level: Level = Level.PROSPECT
    scores: Scores | None = None
    segment: Segment | None = None
    flags: frozenset[Flag] = frozenset()
    recency_days: int | None = None
    cycle_days: float | None = None
    protected_until: date | None = None
    """The last day without discounts, itself included."""
    because: Because = field(default_factory=lambda: Because(Reason.NO_PAID_ORDER))


def standing_of(  # noqa: PLR0913 - what is known beside the state is optional and named
    customer: str,
    state: PurchaseState | None,
    today: date,
    rules: LayerRules,
    *,
    scores: Scores | None = None,
    cycle_days: float | None = None,
    is_held_out: bool = False,
) -> Standing:
    """Place a customer in exactly one layer, the first that holds, and say why.

    Without scores there is no segment and no high value; without a cycle of their own the
    customer is taken to move in the shop's. A last order in the future counts as today's.
    """
    state = state or PurchaseState()
    flags = _flags_of(state, scores, rules)
    if is_held_out:
        flags |= {Flag.HELD_OUT}
    if state.last_day is None or state.orders == 0:
        return Standing(customer=customer, flags=flags)
    recency_days = recency_of(state.last_day, today)
    cycle_days = cycle_days or rules.default_cycle_days
    layer, because = _layer_of(state, today, cycle_days, rules)
    return Standing(
        customer=customer,
        layer=layer,
        tier=tier_of(recency_days, rules),
        level=level_of(state.orders),
        scores=scores,
        segment=segment_of(scores) if scores else None,
        flags=flags,
        recency_days=recency_days,
        cycle_days=cycle_days,
        protected_until=state.last_day + timedelta(days=rules.protection_days),
        because=because,
    )


def recency_of(last_day: date, today: date) -> int:
    """Count the days since the last paid order, at least 0."""
    return max(0, (today - last_day).days)


def tier_of(recency_days: int, rules: LayerRules) -> Tier:
    """Name the tier; a bound belongs to the fresher side."""
    if recency_days <= rules.active_days:
        return Tier.ACTIVE
    if recency_days <= rules.silent_days:
        return Tier.SILENT
    if recency_days <= rules.sleeping_days:
        return Tier.SLEEPING
    return Tier.LOST


def level_of(orders: int) -> Level:
    """Name the level that a number of paid orders has earned."""
    return Level(bisect_right(_LEVEL_STARTS, orders))


def _flags_of(state: PurchaseState, scores: Scores | None, rules: LayerRules) -> frozenset[Flag]:
    """Collect what is true beside the layer; where no money is known nobody is of high value."""
    claims = {
        Flag.HIGH_VALUE: scores is not None and scores.m == PARTS and state.money_fen > 0,
        Flag.PRICE_SENSITIVE: state.orders > 0
        and state.discounted_orders >= rules.price_sensitive_share * state.orders,
        Flag.ABANDONED_ORDER: state.has_open_order,
    }
    return frozenset(flag for flag, is_true in claims.items() if is_true)


def _layer_of(
    state: PurchaseState, today: date, cycle_days: float, rules: LayerRules
) -> tuple[Layer, Because]:
    """Try the layers of a buyer in their sequence."""
    assert state.last_day is not None
    recency_days = recency_of(state.last_day, today)
    values: dict[str, str | int] = {
        "recency_days": recency_days,
        "last_day": state.last_day.isoformat(),
    }
    if recency_days <= rules.protection_days:
        until = state.last_day + timedelta(days=rules.protection_days)
        values["protected_until"] = until.isoformat()
        return Layer.RECENT_BUYER, Because(Reason.WITHIN_PROTECTION, values)
    match tier_of(recency_days, rules):
        case Tier.LOST:
            return Layer.LOST, Because(Reason.LONG_GONE, values)
        case Tier.SLEEPING:
            return Layer.SLEEPING, Because(Reason.LONG_ASLEEP, values)
        case Tier.SILENT:
            return Layer.LAPSING, Because(Reason.LONG_SILENT, values)
        case Tier.ACTIVE:
            return _active_layer_of(state, cycle_days, rules, values)


def _active_layer_of(
    state: PurchaseState, cycle_days: float, rules: LayerRules, values: dict[str, str | int]
) -> tuple[Layer, Because]:
    """Tell the customer whose next order is due from those who have time."""
    # A quotient is rounded to the nearest float, so 24 / 30 is the very 0.8 of the rules.
    if rules.due_from <= int(values["recency_days"]) / cycle_days <= rules.due_until:
        values["cycle_days"] = round(cycle_days)
        return Layer.DUE, Because(Reason.CYCLE_COMES_DUE, values)
    if state.orders == 1:
        return Layer.FIRST_TIME_BUYER, Because(Reason.BOUGHT_ONCE, values)
    values["orders"] = state.orders
    return Layer.RETURNING_BUYER, Because(Reason.BOUGHT_AGAIN, values)

"""Where a customer stands today: tier, level, segment, exactly one layer, and why."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from itertools import compress, product
from math import isfinite

from tagging.bought.cycles import Cycles, whole_days
from tagging.errors import RuleError
from tagging.purchases import NOTHING, PurchaseState
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


# The level for each number of orders; the last for all above.
_LEVELS = (
    Level.PROSPECT,
    Level.FIRST_TIME,
    Level.SECOND_TIME,
    Level.REGULAR,
    Level.REGULAR,
    Level.LOYAL,
)


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


_LAYER_OF_TIER = {
    Tier.SILENT: Layer.LAPSING,
    Tier.SLEEPING: Layer.SLEEPING,
    Tier.LOST: Layer.LOST,
}


class Flag(StrEnum):
    """What is true beside the layer."""

    HIGH_VALUE = "high_value"
    PRICE_SENSITIVE = "price_sensitive"
    ABANDONED_ORDER = "abandoned_order"
    HELD_OUT = "held_out"


# Made once: the sets of flags for every answer to "is it so?", asked in their sequence.
_FLAG_SETS = {
    answers: frozenset(compress(Flag, answers))
    for answers in product((False, True), repeat=len(Flag))
}


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
    """From this share of their money paid with a discount on, a customer is price sensitive."""

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


_REASONS = {
    Layer.PROSPECT: Reason.NO_PAID_ORDER,
    Layer.RECENT_BUYER: Reason.WITHIN_PROTECTION,
    Layer.LOST: Reason.LONG_GONE,
    Layer.SLEEPING: Reason.LONG_ASLEEP,
    Layer.LAPSING: Reason.LONG_SILENT,
    Layer.DUE: Reason.CYCLE_COMES_DUE,
    Layer.FIRST_TIME_BUYER: Reason.BOUGHT_ONCE,
    Layer.RETURNING_BUYER: Reason.BOUGHT_AGAIN,
}


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
    orders: int = 0
    last_day: date | None = None
    recency_days: int | None = None
    cycle_days: float | None = None
    protected_until: date | None = None
    """The last day without discounts, itself included."""

    @property
    def because(self) -> Because:
        """Say why this layer; worded only when asked, for most decisions nobody asks."""
        reason = _REASONS[self.layer]
        if self.last_day is None or self.recency_days is None:
            return Because(reason)
        values: dict[str, str | int] = {
            "recency_days": self.recency_days,
            "last_day": self.last_day.isoformat(),
        }
        if self.layer is Layer.RECENT_BUYER and self.protected_until:
            values["protected_until"] = self.protected_until.isoformat()
        elif self.layer is Layer.DUE and self.cycle_days:
            values["cycle_days"] = whole_days(self.cycle_days)
        elif self.layer is Layer.RETURNING_BUYER:
            values["orders"] = self.orders
        return Because(reason, values)


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

    Without scores there is no segment and no high value; without `cycle_days` the customer's
    own gaps lean on the default of the rules. A last order in the future counts as today's.
    """
    state = state or NOTHING
    flags = _flags_of(state, scores, rules, is_held_out=is_held_out)
    last_day = state.last_day
    if last_day is None or state.orders == 0:
        return Standing(customer=customer, flags=flags)
    recency_days = recency_of(last_day, today)
    tier = tier_of(recency_days, rules)
    cycle_days = cycle_days or Cycles(rules.default_cycle_days).own(state)
    return Standing(
        customer=customer,
        layer=_layer_of(state.orders, recency_days, tier, cycle_days, rules),
        tier=tier,
        level=level_of(state.orders),
        scores=scores,
        segment=segment_of(scores) if scores else None,
        flags=flags,
        orders=state.orders,
        last_day=last_day,
        recency_days=recency_days,
        cycle_days=cycle_days,
        protected_until=date.fromordinal(last_day.toordinal() + rules.protection_days),
    )


def recency_of(last_day: date, today: date) -> int:
    """Count the days since the last paid order, at least 0."""
    return max(0, today.toordinal() - last_day.toordinal())


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
    return _LEVELS[min(orders, len(_LEVELS) - 1)]


def _flags_of(
    state: PurchaseState, scores: Scores | None, rules: LayerRules, *, is_held_out: bool
) -> frozenset[Flag]:
    """Collect what is true beside the layer; of who paid no money nothing is said of money."""
    has_paid = state.orders > 0 and state.money_fen > 0
    return _FLAG_SETS[
        has_paid and scores is not None and scores.m == PARTS,
        has_paid and state.discounted_money_fen / state.money_fen >= rules.price_sensitive_share,
        state.has_open_order,
        is_held_out,
    ]


def _layer_of(
    orders: int, recency_days: int, tier: Tier, cycle_days: float, rules: LayerRules
) -> Layer:
    """Try the layers of a buyer in their sequence."""
    if recency_days <= rules.protection_days:
        return Layer.RECENT_BUYER
    if tier is not Tier.ACTIVE:
        return _LAYER_OF_TIER[tier]
    # A quotient is rounded to the nearest float, so 24 / 30 is the very 0.8 of the rules.
    if rules.due_from <= recency_days / cycle_days <= rules.due_until:
        return Layer.DUE
    return Layer.FIRST_TIME_BUYER if orders == 1 else Layer.RETURNING_BUYER

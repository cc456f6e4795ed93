"""A purchase history in one row per customer, and the cycle it moves in."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

from tagging.errors import HistoryError

SHRINKING_WEIGHT = 10


@dataclass(frozen=True, slots=True)
class Item:
    """What stands on one line of an order; a returned piece has a negative quantity."""

    product: str
    quantity: int
    price_fen: int
    category: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """One order; `amount_fen` is what was paid after `discount_fen`.

    A refund of a known order is its `refund_fen`; a refund that names no order is an order of
    its own with a negative amount. An unpaid order is an abandoned one (拍下未付款).
    """

    order_id: str
    day: date
    amount_fen: int
    items: tuple[Item, ...] = ()
    discount_fen: int = 0
    is_paid: bool = True
    refund_fen: int = 0

    def __post_init__(self) -> None:
        if self.discount_fen < 0:
            raise HistoryError(
                f"order {self.order_id}: discount {self.discount_fen} fen is below 0"
            )
        if not 0 <= self.refund_fen <= max(0, self.amount_fen):
            raise HistoryError(
                f"order {self.order_id}: refund {self.refund_fen} fen is not between 0 "
                f"and the {self.amount_fen} fen paid"
            )
        if not self.is_paid and self.amount_fen < 0:
            raise HistoryError(f"order {self.order_id}: an unpaid order cannot be a refund")

    @property
    def is_purchase(self) -> bool:
        """Tell whether it counts: paid, no bare refund, and not wholly given back."""
        is_annulled = self.refund_fen == self.amount_fen > 0
        return self.is_paid and self.amount_fen >= 0 and not is_annulled


@dataclass(frozen=True, slots=True)
class PurchaseState:
    """All that layering needs to remember of one customer."""

    first_day: date | None = None
    last_day: date | None = None
    orders: int = 0
    money_fen: int = 0
    items: int = 0
    discounted_fen: int = 0
    discounted_orders: int = 0
    open_day: date | None = None
    """The last day an order was placed and left unpaid."""

    @property
    def has_open_order(self) -> bool:
        """Tell whether an order was left unpaid after the last paid one.

        A payment on the same day is taken to have settled it.
        """
        if self.open_day is None:
            return False
        return self.last_day is None or self.open_day > self.last_day


def merge_order(state: PurchaseState | None, order: Order) -> PurchaseState:
    """Add one order to a customer's state; the sequence of orders does not matter.

    Adding an order twice counts it twice: the caller keeps `order_id` unique.
    """
    state = state or PurchaseState()
    is_purchase = order.is_purchase
    open_day = state.open_day if order.is_paid else _latest(state.open_day, order.day)
    pieces = sum(item.quantity for item in order.items)
    return PurchaseState(
        first_day=_earliest(state.first_day, order.day) if is_purchase else state.first_day,
        last_day=_latest(state.last_day, order.day) if is_purchase else state.last_day,
        orders=state.orders + is_purchase,
        money_fen=state.money_fen + (order.is_paid and order.amount_fen - order.refund_fen),
        items=state.items + (pieces if is_purchase or order.amount_fen < 0 else 0),
        discounted_fen=state.discounted_fen + (is_purchase and order.discount_fen),
        discounted_orders=state.discounted_orders + (is_purchase and order.discount_fen > 0),
        open_day=open_day,
    )


def state_of(orders: Iterable[Order]) -> PurchaseState:
    """Sum up a customer's orders, in whatever sequence they come."""
    state = PurchaseState()
    for order in orders:
        state = merge_order(state, order)
    return state


def gaps_of(days: Collection[date]) -> tuple[int, ...]:
    """Count the days between one purchase day and the next; two orders of a day are one."""
    return tuple((later - day).days for day, later in pairwise(sorted(set(days))))


def shrunk_cycle(
    gaps: Collection[int], prior_days: float, weight: int = SHRINKING_WEIGHT
) -> float:
    """Estimate a cycle in days: the median gap, pulled to a prior worth `weight` gaps.

    The median of a few gaps is noise, so a customer leans on the product, the product on its
    category, the category on the shop: `shrunk_cycle(own, shrunk_cycle(products, shop_days))`.
    """
    if not gaps:
        return prior_days
    return (len(gaps) * median(gaps) + weight * prior_days) / (len(gaps) + weight)


@dataclass(frozen=True, slots=True)
class Cycles:
    """The usual cycle of a product, a category or a shop, and that of each of its customers."""

    usual_days: float
    by_customer: Mapping[str, float]


def cycles_of(purchase_days: Mapping[str, Collection[date]], prior_days: float) -> Cycles:
    """Estimate everybody's cycle from the days each customer bought on."""
    gaps = {customer: gaps_of(days) for customer, days in purchase_days.items()}
    usual_days = shrunk_cycle([gap for own in gaps.values() for gap in own], prior_days)
    return Cycles(usual_days, {name: shrunk_cycle(own, usual_days) for name, own in gaps.items()})


def protected_until(last_day: date, cycle_days: float, at_least_days: int) -> date:
    """Give the last day on which no discount is sent on what was bought on `last_day`."""
    return last_day + timedelta(days=max(at_least_days, round(cycle_days)))


def _earliest(known: date | None, day: date) -> date:
    return day if known is None else min(known, day)


def _latest(known: date | None, day: date) -> date:
    return day if known is None else max(known, day)

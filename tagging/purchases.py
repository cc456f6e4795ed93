"""A purchase history in one row per customer: merged order by order, and undone exactly."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from tagging.errors import HistoryError


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

    def given_back(self, fen: int) -> "Order":
        """Return the order after `fen` more of it were refunded; HistoryError above what is left.

        Given back in part it stays a purchase of less money; wholly given back it is forgotten.
        """
        return replace(self, refund_fen=self.refund_fen + fen)


@dataclass(frozen=True, slots=True)
class PurchaseState:
    """All that layering needs to remember of one customer; tier and window follow from it."""

    first_day: date | None = None
    last_day: date | None = None
    orders: int = 0
    money_fen: int = 0
    items: int = 0
    discounted_fen: int = 0
    """What was taken off."""
    discounted_orders: int = 0
    discounted_money_fen: int = 0
    """What was paid, after refunds, in orders with something taken off."""
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

    @property
    def gaps(self) -> int:
        """How many times the customer came back."""
        return max(0, self.orders - 1)

    @property
    def span_days(self) -> int:
        """How many days lie between the first and the last order."""
        if self.first_day is None or self.last_day is None:
            return 0
        return self.last_day.toordinal() - self.first_day.toordinal()


NOTHING = PurchaseState()


def merge_order(state: PurchaseState | None, order: Order) -> PurchaseState:
    """Add one order to a customer's state; the sequence of orders does not matter.

    Adding an order twice counts it twice: the caller keeps `order_id` unique.
    """
    return merge_states(state or NOTHING, _state_of_one(order))


def merge_states(state: PurchaseState, other: PurchaseState) -> PurchaseState:
    """Add up what two sets of a customer's orders came to."""
    return PurchaseState(
        first_day=_pick(min, state.first_day, other.first_day),
        last_day=_pick(max, state.last_day, other.last_day),
        orders=state.orders + other.orders,
        money_fen=state.money_fen + other.money_fen,
        items=state.items + other.items,
        discounted_fen=state.discounted_fen + other.discounted_fen,
        discounted_orders=state.discounted_orders + other.discounted_orders,
        discounted_money_fen=state.discounted_money_fen + other.discounted_money_fen,
        open_day=_pick(max, state.open_day, other.open_day),
    )


def state_of(orders: Iterable[Order]) -> PurchaseState:
    """Sum up a customer's orders, in whatever sequence they come."""
    state = NOTHING
    for order in orders:
        state = merge_order(state, order)
    return state


def cancel_order(state: PurchaseState, order: Order) -> PurchaseState | None:
    """Undo an order that was merged, as if it had never been; None as `amend_order` says."""
    return amend_order(state, order, None)


def amend_order(state: PurchaseState, before: Order, after: Order | None) -> PurchaseState | None:
    """Put an order as it is `after` (refunded, paid at last) in the place of what was merged.

    Sums are undone exactly. Days cannot always be: where the order as it was made the state's
    first, last or open day and the order as it is now does not reach it, only the customer's
    other orders know the next such day. Then the answer is None: recount them by `state_of`.
    """
    was = _state_of_one(before)
    now = _state_of_one(after) if after else NOTHING
    is_only = state.orders == was.orders
    is_first_lost = _uncovers(min, state.first_day, was.first_day, now.first_day)
    is_last_lost = _uncovers(max, state.last_day, was.last_day, now.last_day)
    is_open_lost = _uncovers(max, state.open_day, was.open_day, now.open_day)
    if is_open_lost or ((is_first_lost or is_last_lost) and not is_only):
        return None
    rest = PurchaseState(
        first_day=None if is_only else state.first_day,
        last_day=None if is_only else state.last_day,
        orders=state.orders - was.orders,
        money_fen=state.money_fen - was.money_fen,
        items=state.items - was.items,
        discounted_fen=state.discounted_fen - was.discounted_fen,
        discounted_orders=state.discounted_orders - was.discounted_orders,
        discounted_money_fen=state.discounted_money_fen - was.discounted_money_fen,
        open_day=state.open_day,
    )
    return merge_states(rest, now)


def _state_of_one(order: Order) -> PurchaseState:
    """Give the state of a customer with this one order."""
    paid_fen = order.amount_fen - order.refund_fen
    if not order.is_paid:
        return PurchaseState(open_day=order.day)
    pieces = sum(item.quantity for item in order.items)
    if not order.is_purchase:
        return PurchaseState(money_fen=paid_fen, items=pieces if paid_fen < 0 else 0)
    has_discount = order.discount_fen > 0
    return PurchaseState(
        first_day=order.day,
        last_day=order.day,
        orders=1,
        money_fen=paid_fen,
        items=pieces,
        discounted_fen=order.discount_fen,
        discounted_orders=int(has_discount),
        discounted_money_fen=paid_fen if has_discount else 0,
    )


Pick = Callable[[date, date], date]


def _pick(pick: Pick, day: date | None, other: date | None) -> date | None:
    return pick(day, other) if day and other else day or other


def _uncovers(pick: Pick, known: date | None, was: date | None, now: date | None) -> bool:
    """Tell whether a day known by this order alone, for all we can tell, is no longer reached."""
    return was is not None and was == known and _pick(pick, was, now) != now

"""Shops that hypothesis makes up, as orders and as rows of the relation `orders`."""

from datetime import date, timedelta

from hypothesis import strategies as st

from tagging.bought.cycles import cycles_of
from tagging.layering import LayerRules, standing_of
from tagging.purchases import Item, Order, state_of
from tagging.scores import score_all

TODAY = date(2026, 11, 22)
ORDERS = (
    "CREATE {temporary} TABLE orders (customer TEXT {collate}, order_id TEXT, day INT, "
    "amount_fen BIGINT, discount_fen BIGINT, pieces INT, kind INT)"
)
STANDING = (
    "customer, first_day, last_day, orders, money_fen, items, discounted_fen, discounted_orders, "
    "discounted_money_fen, open_day, recency_days, r, f, m, segment, tier, level, layer, "
    "high_value, price_sensitive, abandoned_order, cycle_days, protected_until"
)
# In UTF-16 the face sorts before the others; where letters fold, Z and z are one.
CUSTOMERS = st.text("aZz9'|:é李ﾟ😀", min_size=1, max_size=3)


@st.composite
def orders_made_up(draw):
    """Draw an order with few values, so that many customers tie."""
    amount = draw(st.sampled_from([0, 1, 500, 500, 30_000, -500]))
    return Order(
        order_id="1",
        day=TODAY - timedelta(days=draw(st.integers(-2, 300) | st.sampled_from([30, 90, 180]))),
        amount_fen=amount,
        items=(Item("皂", draw(st.integers(-2, 3)), 100),),
        discount_fen=draw(st.sampled_from([0, 0, 300])),
        is_paid=amount < 0 or draw(st.integers(0, 3)) > 0,
        refund_fen=draw(st.sampled_from([0, 0, amount // 2, amount])) if amount > 0 else 0,
    )


SHOPS = st.dictionaries(CUSTOMERS, st.lists(orders_made_up(), max_size=5), max_size=25)
RULES = st.builds(
    LayerRules,
    protection_days=st.sampled_from([0, 7, 30]),
    active_days=st.sampled_from([30, 90]),
    due_from=st.sampled_from([0.1, 0.8]),
    due_until=st.sampled_from([1.1, 1.5]),
    default_cycle_days=st.sampled_from([7, 45]),
    price_sensitive_share=st.sampled_from([0.3, 0.5, 1]),
)


def rows_of(shop):
    """Write a shop as rows of `orders`; a customer without orders is one who is only known."""
    for customer, orders in shop.items():
        if not orders:
            yield customer, "", None, 0, 0, 0, 3
        for order in orders:
            if order.is_purchase or not order.is_paid or order.amount_fen < 0:
                kind = 2 if not order.is_paid else int(order.is_purchase)
                paid = order.amount_fen - order.refund_fen
                pieces = sum(item.quantity for item in order.items)
                yield (
                    *(customer, order.order_id, order.day.toordinal()),
                    *(paid, order.discount_fen, pieces, kind),
                )


def ruled(shop, rules, today=TODAY):
    """Place everybody by the Python rule; return the states and the standings."""
    states = {
        customer: state_of(orders)
        for customer, orders in shop.items()
        if not orders or any(True for _ in rows_of({customer: orders}))
    }
    scores = score_all(states, today)
    cycles = cycles_of(states.values(), rules.default_cycle_days)
    standings = {
        customer: standing_of(
            customer,
            state,
            today,
            rules,
            scores=scores.get(customer),
            cycle_days=cycles.own(state),
        )
        for customer, state in states.items()
    }
    return states, standings


def spelled(states, standings):
    """Spell everybody as a row of `standings`, in the sequence of customers."""
    return [_row_of(states[customer], standings[customer]) for customer in sorted(states)]


def _row_of(state, standing):
    scores = standing.scores
    return (
        *(standing.customer, _ordinal(state.first_day), _ordinal(state.last_day)),
        *(state.orders, state.money_fen, state.items, state.discounted_fen),
        *(state.discounted_orders, state.discounted_money_fen, _ordinal(state.open_day)),
        standing.recency_days,
        *((scores.r, scores.f, scores.m) if scores else (None, None, None)),
        *(standing.segment, standing.tier, standing.level, standing.layer),
        *(
            int(flag in standing.flags)
            for flag in ("high_value", "price_sensitive", "abandoned_order")
        ),
        standing.cycle_days,
        _ordinal(standing.protected_until),
    )


def _ordinal(day):
    return day and day.toordinal()

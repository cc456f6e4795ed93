"""Offers, customers and classes for the tests of this room."""

from datetime import date, timedelta

from hypothesis import strategies as st

from tagging.counts import Share
from tagging.layering import Flag, Layer, LayerRules, Level, standing_of
from tagging.offered.classes import CustomerClass, every_class
from tagging.offered.offer import Offer, OfferKind
from tagging.offered.worth import Rates
from tagging.products import ProductRole
from tagging.purchases import PurchaseState
from tagging.scores import Scores

TODAY = date(2026, 3, 1)
EVERYBODY = frozenset(Layer)
MONEY = {OfferKind.COUPON, OfferKind.THRESHOLD_COUPON, OfferKind.SHARE_COUPON}


def offer(name="满减", kind=OfferKind.COUPON, **more):
    more.setdefault("depth_fen", 1000 if kind in MONEY else 0)
    more.setdefault("depth_percent", 20 if kind is OfferKind.DISCOUNT else 0)
    more.setdefault("threshold_fen", 5000 if kind is OfferKind.THRESHOLD_COUPON else 0)
    more.setdefault("layers", EVERYBODY)
    return Offer(name=name, title=f"{name}一张", kind=kind, **more)


def stand(days_ago=40, orders=2, m=3, *, customer="小周", is_held_out=False, discounted=0):
    day = TODAY - timedelta(days=days_ago)
    state = PurchaseState(
        first_day=day,
        last_day=day,
        orders=orders,
        money_fen=orders * 9000,
        discounted_orders=discounted,
        discounted_money_fen=discounted * 9000,
    )
    return standing_of(
        customer,
        state if orders else None,
        TODAY,
        LayerRules(),
        scores=Scores(3, 3, m) if orders else None,
        cycle_days=200,
        is_held_out=is_held_out,
    )


def rates(natural, stimulated, of=1000):
    return Rates(Share(natural, of), Share(stimulated, of))


shelves = st.lists(
    st.builds(
        offer,
        st.text("甲乙丙丁", min_size=1, max_size=4),
        st.sampled_from(OfferKind),
        layers=st.frozensets(st.sampled_from(Layer), min_size=1),
        flags=st.frozensets(st.sampled_from(Flag), max_size=1),
        levels=st.frozensets(st.sampled_from(Level), max_size=2),
        roles=st.frozensets(st.sampled_from(ProductRole), max_size=1),
        cost_fen=st.integers(0, 3000),
        expected_margin_fen=st.integers(-500, 500),
        stock=st.sampled_from([None, None, 0, 1, 7]),
        budget_fen=st.sampled_from([None, None, 0, 5_000, 20_000]),
        products=st.frozensets(st.sampled_from(["奶粉", "米粉"]), max_size=1),
        cool_down_days=st.sampled_from([0, 14]),
        per_customer=st.sampled_from([None, 2]),
    ),
    unique_by=lambda one: one.name,
    max_size=6,
)
standings = st.builds(
    stand,
    st.integers(0, 400),
    st.integers(0, 6),
    st.integers(1, 5),
    is_held_out=st.booleans(),
    discounted=st.integers(0, 6),
)
classes = st.builds(
    lambda one, wants: CustomerClass(one.layer, one.level, one.flags, wants),
    st.sampled_from(every_class()),
    st.booleans(),
)
layer_rates = st.dictionaries(
    st.sampled_from(Layer), st.builds(rates, st.integers(0, 60), st.integers(0, 100), st.just(100))
)

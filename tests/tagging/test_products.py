from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.errors import RuleError
from tagging.products import (
    PROMOTION,
    Product,
    ProductRole,
    RoleRules,
    roles_of,
)
from tagging.reasons import Reason
from tagging.sold.baskets import BasketBook, Pair
from tagging.sold.figures import Association, Sales
from tagging.sold.lines import gather
from tagging.sold.sales import Period, SalesBook
from tests.tagging.sold.planted import DAYS, FIRST_DAY, lines_of, planted_shop
from tests.tagging.sold.test_sets import OTHERS, OUTFIT, sets_of

LAST_DAY = FIRST_DAY + DAYS - 1
PLANTED = (
    ProductRole.TRAFFIC_DRIVER,
    ProductRole.PROFIT,
    ProductRole.EDGE,
    ProductRole.POTENTIAL,
)

STAPLE = Sales(
    orders=100,
    buyers=80,
    first_day=FIRST_DAY,
    first_orders=30,
    expected_first=30,
    watched=60,
    came_back=30,
    expected_back=30,
    repeat_buyers=16,
    early_orders=50,
    late_orders=50,
)
TIED = Association(5, 4.0)


def product(code="米粉", association=TIED, margin_percent=None, given_role=None, **sales):
    return Product(
        code=code,
        sales=replace(STAPLE, **sales),
        association=association,
        margin_percent=margin_percent,
        given_role=given_role,
    )


SHOP = [product(f"常卖 {n}", buyers=80 + n, orders=100 + n) for n in range(9)]


def role_of(one, others=SHOP, rules=None):
    return roles_of([one, *others], FIRST_DAY, LAST_DAY, rules)[0]


def figures_of(lines, count):
    sold = gather(lines)
    sales, baskets = SalesBook(count, Period(FIRST_DAY, LAST_DAY)), BasketBook(count)
    sales.add(lines, sold)
    baskets.add(sold)
    return [
        Product(code=str(place), sales=one, association=baskets.association_of(place))
        for place, one in enumerate(sales.sales())
    ]


def test_in_a_shop_with_planted_parts_most_products_are_seen_for_what_they_are():
    seen = Counter()
    for seed in range(5):
        lines, parts = planted_shop(np.random.default_rng(seed))
        choices = roles_of(figures_of(lines, len(parts)), FIRST_DAY, LAST_DAY)
        seen.update(
            (PLANTED[part], choice.role) for part, choice in zip(parts, choices, strict=True)
        )

    for role in PLANTED:
        of_role = {told: count for (planted, told), count in seen.items() if planted is role}
        assert of_role[role] >= 0.75 * sum(of_role.values()), of_role


def test_in_a_shop_of_pure_chance_hardly_any_product_is_told_apart():
    rng = np.random.default_rng(3)
    customers = rng.integers(0, 1_500, 6_000)
    days = FIRST_DAY + rng.integers(0, DAYS, 6_000)
    orders = np.arange(6_000)
    lines = lines_of(
        *zip(customers, orders, rng.integers(0, 40, 6_000), days, orders * 0 + 1, strict=True)
    )

    choices = roles_of(figures_of(lines, 40), FIRST_DAY, LAST_DAY)

    strong = {ProductRole.TRAFFIC_DRIVER, ProductRole.PROFIT}
    assert sum(choice.role in strong for choice in choices) <= 6


def test_what_newcomers_buy_more_often_than_others_drives_traffic():
    choice = role_of(product(orders=200, buyers=190, first_orders=120))

    assert choice.role is ProductRole.TRAFFIC_DRIVER
    assert choice.because.values["first_orders"] == 120


def test_what_buyers_come_back_for_earns_the_profit():
    choice = role_of(product(came_back=55, repeat_buyers=60, first_orders=10))

    assert choice.role is ProductRole.PROFIT
    assert choice.because.code is Reason.BRINGS_BUYERS_BACK


def test_a_known_margin_stands_in_the_reason():
    choice = role_of(product(came_back=55, repeat_buyers=60, margin_percent=62.5))

    assert choice.because.values["margin_percent"] == "62.5"


SLOW = {"orders": 12, "buyers": 12, "repeat_buyers": 0, "came_back": 1, "watched": 9}
SLOW |= {"expected_back": 5.0, "expected_first": 4.0, "first_orders": 4}


@pytest.mark.parametrize(
    ("other", "is_edge"),
    [
        ({}, True),
        ({"orders": 150, "buyers": 130}, False),
        ({"association": Association(9, 9.0)}, False),
        ({"repeat_buyers": 12, "came_back": 9}, False),
    ],
    ids=["all three are poor", "it sells", "it is tied to others", "it keeps its buyers"],
)
def test_only_what_is_poor_in_sales_association_and_loyalty_is_edge(other, is_edge):
    choice = role_of(product(**{"association": Association(), **SLOW, **other}))

    assert (choice.role is ProductRole.EDGE) is is_edge


@pytest.mark.parametrize(("days", "is_young"), [(DAYS // 4, True), (DAYS // 4 + 1, False)])
def test_what_was_first_sold_in_the_last_quarter_is_unproven(days, is_young):
    choice = role_of(product(first_day=LAST_DAY + 1 - days, came_back=55, repeat_buyers=60))

    assert (choice.because.code is Reason.NEW_ON_SALE) is is_young
    assert (choice.role is ProductRole.POTENTIAL) is is_young


@pytest.mark.parametrize(("orders", "is_told"), [(9, False), (10, True)])
def test_a_product_of_too_few_orders_says_so(orders, is_told):
    loyal = {"buyers": 6, "repeat_buyers": 4, "came_back": 6, "expected_back": 2.0}

    choice = role_of(product(orders=orders, **loyal))

    assert (choice.because.code is Reason.TOO_FEW_SALES) is not is_told


def test_what_grows_and_is_nothing_else_is_potential():
    growing = {"early_orders": 10, "late_orders": 90, "first_orders": 20, "came_back": 20}

    choice = role_of(product(repeat_buyers=10, **growing))

    assert (choice.role, choice.because.code) == (ProductRole.POTENTIAL, Reason.SELLS_FASTER)


def test_what_stands_out_in_nothing_is_unproven():
    choice = role_of(product(first_orders=20, came_back=20, repeat_buyers=10, late_orders=40))

    assert choice.because.code is Reason.STANDS_OUT_IN_NOTHING


@pytest.mark.parametrize("role", ProductRole)
def test_the_operators_word_wins_and_is_named(role):
    choice = role_of(product(given_role=role, **SLOW))

    assert choice.role is role
    assert choice.because.code is Reason.ROLE_GIVEN


@pytest.mark.parametrize(
    "shop",
    [[], [product()], [product()] * 20, [product(orders=2, buyers=2)] * 20],
    ids=["nothing", "one product", "all alike", "hardly any sales"],
)
def test_where_there_is_nothing_to_compare_it_is_too_little_to_tell(shop):
    choices = roles_of(shop, FIRST_DAY, LAST_DAY)

    assert len(choices) == len(shop)
    assert {choice.because.code for choice in choices} <= {Reason.TOO_LITTLE_TO_COMPARE}
    assert {choice.role for choice in choices} <= {ProductRole.POTENTIAL}


SOME_SALES = st.builds(
    lambda orders, buyers, first, back, repeat, late, day: replace(
        STAPLE,
        orders=orders,
        buyers=min(orders, buyers),
        first_orders=min(orders, first),
        came_back=back,
        repeat_buyers=min(orders, buyers, repeat),
        late_orders=late,
        first_day=FIRST_DAY + day,
    ),
    *[st.integers(1, 60)] * 6,
    st.integers(0, DAYS - 1),
)
PRODUCTS = st.lists(
    st.builds(
        Product,
        code=st.just("码"),
        sales=SOME_SALES,
        association=st.sampled_from([Association(), TIED]),
        margin_percent=st.sampled_from([None, -5.0, 30.0]),
        given_role=st.sampled_from([None, None, ProductRole.EDGE]),
    )
)


@given(PRODUCTS)
def test_every_product_has_one_role_whatever_the_sequence(products):
    choices = roles_of(products, FIRST_DAY, LAST_DAY)

    assert len(choices) == len(products)
    assert roles_of(products[::-1], FIRST_DAY, LAST_DAY) == choices[::-1]


def test_traffic_drivers_carry_promotions_and_profit_goods_seldom():
    assert PROMOTION[ProductRole.TRAFFIC_DRIVER].code is Reason.CARRIES_PROMOTIONS
    assert PROMOTION[ProductRole.PROFIT].code is Reason.SELDOM_DISCOUNTED
    assert set(PROMOTION) == set(ProductRole)


@pytest.mark.parametrize(
    "wrong",
    [
        {"weak_share": 0.7},
        {"strong_share": 1.0},
        {"least_orders": 0},
        {"least_products": 0},
        {"young_share": 1.0},
    ],
)
def test_rules_that_contradict_themselves_are_refused(wrong):
    with pytest.raises(RuleError):
        RoleRules(**wrong)


def given_reasons():
    """Every reason that products, pairs and sets give."""
    yield from PROMOTION.values()
    yield Pair(0, 1, together=20, product_baskets=40, partner_baskets=25, baskets=100).because
    for shop in ([product()], SHOP):
        for one in (
            product(given_role=ProductRole.EDGE),
            product(first_day=LAST_DAY),
            product(association=Association(), **SLOW),
            product(orders=3, repeat_buyers=3, came_back=60),
            product(orders=200, buyers=190, first_orders=120),
            product(came_back=55, repeat_buyers=60, first_orders=10),
            product(came_back=55, repeat_buyers=60, margin_percent=62.5),
            product(first_orders=20, came_back=20, repeat_buyers=10, late_orders=90),
            product(first_orders=20, came_back=20, repeat_buyers=10, late_orders=40),
        ):
            yield role_of(one, shop).because
    for choice in ({}, {"months": [11] * 12 + [n % 12 + 1 for n in range(120)]}):
        yield from (one.because for one in sets_of(OUTFIT + OTHERS, **choice))
    wedding = sets_of(OUTFIT + OTHERS, occasions=dict.fromkeys(range(3), "婚礼"))
    yield from (one.because for one in wedding)

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.errors import RuleError
from tagging.layering import Flag, Layer, LayerRules, Level, standing_of
from tagging.offered.price_protection import PriceFall, Purchase
from tagging.offers import Offer, OfferKind, choose_offer, parse_shelf
from tagging.purchases import PurchaseState
from tagging.reasons import Reason
from tagging.scores import Scores

TODAY = date(2026, 3, 1)
EVERYBODY = frozenset(Layer)
FALL = PriceFall(Purchase("奶粉", TODAY - timedelta(days=3), 19_900), 15_900)
DISCOUNTS = {"coupon", "threshold_coupon", "discount", "free_shipping", "gift"}


def stand(days_ago=40, orders=2, m=3, *, is_held_out=False):
    day = TODAY - timedelta(days=days_ago)
    state = PurchaseState(first_day=day, last_day=day, orders=orders, money_fen=orders * 9000)
    return standing_of(
        "小周",
        state if orders else None,
        TODAY,
        LayerRules(),
        scores=Scores(3, 3, m) if orders else None,
        cycle_days=200,
        is_held_out=is_held_out,
    )


def offer(name="满减", kind=OfferKind.COUPON, **more):
    is_money = kind in {OfferKind.COUPON, OfferKind.THRESHOLD_COUPON, OfferKind.SHARE_COUPON}
    more.setdefault("depth_fen", 1000 if is_money else 0)
    more.setdefault("depth_percent", 20 if kind is OfferKind.DISCOUNT else 0)
    more.setdefault("threshold_fen", 5000 if kind is OfferKind.THRESHOLD_COUPON else 0)
    more.setdefault("layers", EVERYBODY)
    return Offer(name=name, title=f"{name}一张", kind=kind, **more)


offers = st.lists(
    st.builds(
        offer,
        st.text("甲乙丙丁", min_size=1, max_size=4),
        st.sampled_from(OfferKind),
        layers=st.frozensets(st.sampled_from(Layer), min_size=1),
        flags=st.frozensets(st.sampled_from(Flag), max_size=1),
        levels=st.frozensets(st.sampled_from(Level), max_size=2),
        expected_margin_fen=st.integers(-500, 500),
        stock=st.sampled_from([None, 0, 1]),
    ),
    unique_by=lambda one: one.name,
    max_size=6,
)
standings = st.builds(
    stand, st.integers(0, 400), st.integers(0, 6), st.integers(1, 5), is_held_out=st.booleans()
)


@pytest.mark.parametrize("kind", OfferKind)
def test_what_makes_the_next_order_cheaper_is_a_discount(kind):
    assert offer(kind=kind).is_discount is (kind.value in DISCOUNTS)


@pytest.mark.parametrize("kind", OfferKind)
def test_who_bought_three_days_ago_gets_kindness_but_no_discount(kind):
    choice = choose_offer(stand(3), [offer(kind=kind)], TODAY, falls=[FALL])

    if kind.value in DISCOUNTS:
        assert choice.offer is None
        assert choice.rejected[0][1].code is Reason.WITHIN_PROTECTION
        assert choice.rejected[0][1].values["protected_until"] == "2026-03-28"
    else:
        owed = kind is OfferKind.PRICE_PROTECTION
        assert choice.offer.kind is kind
        assert choice.because.code is (
            Reason.PRICE_FELL if owed else Reason.KINDNESS_WITHOUT_DISCOUNT
        )


@pytest.mark.parametrize(("days_ago", "is_given"), [(30, False), (31, True)])
def test_discounts_return_the_day_after_the_window(days_ago, is_given):
    assert (choose_offer(stand(days_ago), [offer()], TODAY).offer is not None) is is_given


@given(standings, offers)
def test_a_choice_is_always_right_and_always_explained(standing, shelf):
    choice = choose_offer(standing, shelf, TODAY)

    if choice.offer is not None:
        assert standing.layer in choice.offer.layers
        assert choice.offer.flags <= standing.flags
        assert choice.offer.stock != 0
        assert not (choice.offer.is_discount and standing.layer is Layer.RECENT_BUYER)
        assert Flag.HELD_OUT not in standing.flags
    named = [name for name, _ in choice.rejected]
    assert named == [one.name for one in shelf if one is not choice.offer]


@given(standings, offers, st.randoms())
def test_the_sequence_on_the_shelf_does_not_matter(standing, shelf, chance):
    shuffled = list(shelf)
    chance.shuffle(shuffled)

    assert (
        choose_offer(standing, shuffled, TODAY).offer == choose_offer(standing, shelf, TODAY).offer
    )


def test_the_holdout_is_left_without_any_offer():
    thanks = offer("感谢", OfferKind.THANKS)

    choice = choose_offer(stand(is_held_out=True), [thanks], TODAY)

    assert (choice.offer, choice.because.code) == (None, Reason.LEFT_WITHOUT_OFFER)
    assert [(name, because.code) for name, because in choice.rejected] == [
        ("感谢", Reason.LEFT_WITHOUT_OFFER)
    ]


def test_the_highest_expected_margin_wins_and_the_name_settles_ties():
    shelf = [
        offer("丙"),
        offer("乙", expected_margin_fen=900),
        offer("甲", expected_margin_fen=900),
    ]

    choice = choose_offer(stand(), shelf, TODAY)

    assert choice.offer.name == min("甲", "乙")
    assert {because.code for _, because in choice.rejected} == {Reason.LOWER_MARGIN}


def test_high_value_customers_get_the_large_coupon_with_the_high_threshold():
    large = offer(
        "大额",
        OfferKind.THRESHOLD_COUPON,
        depth_fen=10_000,
        threshold_fen=60_000,
        flags=frozenset({Flag.HIGH_VALUE}),
    )
    small = offer("小额", expected_margin_fen=99_999)

    rich, other = (choose_offer(stand(m=m), [small, large], TODAY) for m in (5, 4))

    assert (rich.offer, rich.because.code) == (large, Reason.REWARD_FOR_HIGH_VALUE)
    assert rich.rejected[0][1].code is Reason.LESS_FITTING
    assert other.offer is small
    assert other.rejected[0][1].values == {"flag": "high_value"}


@pytest.mark.parametrize(
    ("days_ago", "orders", "reason"),
    [
        (0, 0, Reason.WELCOME_FOR_PROSPECT),
        (300, 2, Reason.WIN_BACK_OF_LOST),
        (200, 2, Reason.WIN_BACK_OF_SLEEPING),
        (100, 2, Reason.CALL_TO_LAPSING),
        (40, 1, Reason.THANKS_FOR_FIRST_ORDER),
        (40, 2, Reason.THANKS_TO_SHARE),
    ],
)
def test_every_layer_has_its_own_reason_for_an_offer(days_ago, orders, reason):
    assert choose_offer(stand(days_ago, orders), [offer()], TODAY).because.code is reason


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"valid_from": TODAY}, None),
        ({"valid_from": TODAY + timedelta(days=1)}, Reason.NOT_YET_VALID),
        ({"valid_until": TODAY}, None),
        ({"valid_until": TODAY - timedelta(days=1)}, Reason.NO_LONGER_VALID),
        ({"stock": 1}, None),
        ({"stock": 0}, Reason.SOLD_OUT),
        ({"layers": frozenset({Layer.LOST})}, Reason.LAYER_NOT_MEANT),
        ({"levels": frozenset({Level.SECOND_TIME})}, None),
        ({"levels": frozenset({Level.LOYAL})}, Reason.LEVEL_NOT_MEANT),
    ],
)
def test_an_offer_is_given_only_to_whom_when_and_while_it_is_there(more, reason):
    choice = choose_offer(stand(), [offer(**more)], TODAY)

    assert [because.code for _, because in choice.rejected] == ([reason] if reason else [])
    assert choice.because.code is (Reason.NOTHING_MEANT if reason else Reason.THANKS_TO_SHARE)


@pytest.mark.parametrize(("days_left", "is_given"), [(0, False), (-1, True)])
def test_what_was_just_bought_is_not_discounted_to_its_buyer(days_left, is_given):
    protections = {"奶粉": TODAY + timedelta(days=days_left)}
    shelf = [offer("奶粉券", products=frozenset({"奶粉", "米粉"}))]

    choice = choose_offer(stand(), shelf, TODAY, protections)

    assert (choice.offer is not None) is is_given
    if not is_given:
        assert choice.rejected[0][1].code is Reason.WITHIN_PRODUCT_CYCLE
        assert choice.rejected[0][1].values == {"product": "奶粉", "protected_until": "2026-03-01"}


def test_what_was_just_bought_may_be_thanked_for():
    thanks = offer("感谢", OfferKind.THANKS, products=frozenset({"奶粉"}))

    assert choose_offer(stand(), [thanks], TODAY, {"奶粉": TODAY}).offer is thanks


SHELF = """
[spring]
title = "春季满减"
kind = "threshold_coupon"
layers = ["due", "returning_buyer"]
flags = ["price_sensitive"]
levels = ["regular", "loyal"]
categories = ["奶粉"]
depth_fen = 3000
threshold_fen = 19900
expected_margin_fen = 700
valid_from = 2026-03-01
valid_until = 2026-03-31
stock = 50

[thanks]
title = "谢谢您"
kind = "thanks"
layers = ["recent_buyer"]
"""


def test_a_shelf_is_read_from_toml():
    spring, thanks = parse_shelf(SHELF, "shelf.toml")

    assert spring == Offer(
        name="spring",
        title="春季满减",
        kind=OfferKind.THRESHOLD_COUPON,
        layers=frozenset({Layer.DUE, Layer.RETURNING_BUYER}),
        flags=frozenset({Flag.PRICE_SENSITIVE}),
        levels=frozenset({Level.REGULAR, Level.LOYAL}),
        categories=frozenset({"奶粉"}),
        depth_fen=3000,
        threshold_fen=19_900,
        expected_margin_fen=700,
        valid_from=date(2026, 3, 1),
        valid_until=date(2026, 3, 31),
        stock=50,
    )
    assert (thanks.name, thanks.is_discount) == ("thanks", False)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("[spring]", "[spring", "shelf.toml: .*line 2"),
        ("[spring]\n", "", "title must be a table"),
        ("stock = 50", "stok = 50", "offer spring: stok is none of title, kind"),
        ('title = "春季满减"', "", "offer spring: title is missing"),
        ('title = "春季满减"', 'title = " "', "offer spring: title is empty"),
        ('title = "春季满减"', "title = 3", "offer spring: title must be a text, not 3"),
        ('"threshold_coupon"', '"cupon"', "offer spring: kind must be one of .*, not 'cupon'"),
        ('["price_sensitive"]', '["rich"]', "offer spring: flags must be one of .*'rich'"),
        ('["regular", "loyal"]', '["vip"]', "offer spring: levels must be one of .*'vip'"),
        ('["due", "returning_buyer"]', '"due"', "offer spring: layers must be a list, not 'due'"),
        ('["due", "returning_buyer"]', "[]", "offer spring: layers is empty"),
        ("depth_fen = 3000", "depth_fen = 30.5", "depth_fen must be a whole number, not 30.5"),
        ("depth_fen = 3000", "depth_fen = true", "depth_fen must be a whole number, not True"),
        ("depth_fen = 3000", "depth_fen = 0", "must be above 0, not 0"),
        ("depth_fen = 3000", "depth_fen = 19900", "threshold_fen .* at least 19901, not 19900"),
        ("stock = 50", "stock = -1", "stock -1 is below 0"),
        ("stock = 50", "depth_percent = 5", "depth_percent .* must be 0 to 0, not 5"),
        ("2026-03-31", "2026-02-28", "valid_until 2026-02-28 lies before valid_from 2026-03-01"),
        ("2026-03-31", "2026-03-31T08:00:00", "valid_until must be a day"),
        ("2026-03-31", '"March"', "valid_until must be a day such as 2026-06-18, not March"),
        ('kind = "thanks"', 'kind = "thanks"\ndepth_fen = 9', "offer thanks: depth_fen .* be 0"),
        ('kind = "thanks"', 'kind = "discount"', "offer thanks: depth_percent .* be 1 to 99"),
        ('kind = "thanks"', 'kind = "gift"\nthreshold_fen = -1', "offer thanks: threshold_fen"),
    ],
)
def test_a_wrong_shelf_is_refused_in_one_line(old, new, sentence):
    with pytest.raises(RuleError, match=f"^shelf.toml: .*{sentence}|^{sentence}") as error:
        parse_shelf(SHELF.replace(old, new), "shelf.toml")

    assert "\n" not in str(error.value)

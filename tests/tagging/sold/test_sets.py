import tomllib
from collections import Counter
from importlib.resources import files
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given

from tagging.sold.baskets import LEAST_BASKETS
from tagging.sold.lines import gather
from tagging.sold.sets import MONTHS_OF, Season, SetBook, calendar_months, candidates_of, season_of
from tests.tagging.sold.planted import lines_of
from tests.tagging.sold.test_baskets import BASKETS, book_of, lines_of_baskets

COAT, SCARF, BOOTS, SOCKS, SHIRT = range(5)
NEW_YEAR = np.datetime64("2026-01-01").astype(int) + 719_163


def sets_of(baskets, categories=None, occasions=None, months=None):
    """The sets in baskets, each bought in the month given, or all year round."""
    months = months or [n % 12 + 1 for n in range(len(baskets))]
    lines = lines_of(
        *[
            (n, n, product, NEW_YEAR + (month - 1) * 30 + 5, 1)
            for n, (held, month) in enumerate(zip(baskets, months, strict=True))
            for product in held
        ]
    )
    pairs = book_of(baskets)
    book = SetBook(candidates_of(pairs, 0, categories or {}), 6)
    book.add(gather(lines))
    return book.sets(pairs, 0, occasions or {})


OUTFIT = [{COAT, SCARF, BOOTS}] * 12
OTHERS = [{SHIRT}] * 120


def test_three_goods_bought_together_are_one_set_and_not_three_pairs():
    (outfit,) = sets_of(OUTFIT + OTHERS)

    assert outfit.products == (COAT, SCARF, BOOTS)
    assert outfit.together.count == 12
    assert outfit.because.code == "bought_as_set"


def test_a_pair_that_is_mostly_bought_without_the_third_stays_a_set():
    found = sets_of(OUTFIT + [{COAT, SCARF}] * 30 + OTHERS)

    assert {one.products for one in found} == {(COAT, SCARF, BOOTS), (COAT, SCARF)}


def test_two_of_one_category_replace_each_other_and_are_no_set():
    categories = {COAT: "外套", SCARF: "外套", BOOTS: "鞋"}

    found = sets_of(OUTFIT + OTHERS, categories)

    assert {one.products for one in found} == {(COAT, BOOTS), (SCARF, BOOTS)}


@pytest.mark.parametrize(
    ("months", "occasion"),
    [([12, 1, 2], Season.WINTER), ([11], Season.DOUBLE_ELEVEN), ([7], Season.SUMMER)],
)
def test_a_set_belongs_to_the_season_in_which_it_is_bought(months, occasion):
    bought_in = (months * 12)[:12]

    (outfit,) = sets_of(OUTFIT + OTHERS, months=bought_in + [n % 12 + 1 for n in range(120)])

    assert outfit.occasion is occasion
    assert outfit.because.values["then"] == 12


def test_what_the_shop_sells_in_one_season_only_has_no_occasion():
    (outfit,) = sets_of(OUTFIT + OTHERS, months=[11] * 132)

    assert outfit.occasion == ""


def test_the_operators_word_for_all_pieces_is_the_occasion():
    wedding = dict.fromkeys((COAT, SCARF, BOOTS), "婚礼")

    (outfit,) = sets_of(OUTFIT + OTHERS, occasions=wedding)

    assert (outfit.occasion, outfit.because.values["occasion"]) == ("婚礼", "婚礼")


@given(BASKETS)
def test_a_set_is_counted_in_every_basket_that_holds_it(baskets):
    counts = Counter(
        codes
        for held in baskets
        for size in (2, 3, 4)
        for codes in combinations(sorted(held), size)
    )

    for one in sets_of(baskets):
        assert one.together.count == counts[one.products] >= LEAST_BASKETS


@given(BASKETS, BASKETS)
def test_sets_in_parts_are_counted_as_in_one(some, others):
    pairs = book_of(some + others)
    candidates = candidates_of(pairs, 0, {})
    parts, whole = SetBook(candidates, 6), SetBook(candidates, 6)
    for baskets in (some, others):
        parts.add(gather(lines_of_baskets(baskets)))
    whole.add(gather(lines_of_baskets(some + others)))

    assert parts.sets(pairs, 0, {}) == whole.sets(pairs, 0, {})


def test_every_season_has_a_name_and_its_months():
    names = tomllib.loads((files("bot.data.reasons") / "words.toml").read_text("utf-8"))

    assert set(names["occasion"]) == set(Season) == set(MONTHS_OF)


def test_months_are_those_of_the_calendar():
    days = np.array([NEW_YEAR - 1, NEW_YEAR, NEW_YEAR + 30, NEW_YEAR + 31])

    assert calendar_months(days).tolist() == [12, 1, 1, 2]


def test_a_few_baskets_make_no_season():
    months = np.zeros(12, np.int64)
    months[[0, 2, 6, 7, 9]] = 1

    assert season_of(months, np.full(12, 100)) is None
    assert (
        season_of(months * [1, 1, 1, 1, 1, 1, 9, 9, 1, 1, 1, 1], np.full(12, 100)) is Season.SUMMER
    )

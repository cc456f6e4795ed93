from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.sold import baskets as room
from tagging.sold.baskets import LEAST_BASKETS, BasketBook, Pair
from tagging.sold.figures import UNTIED
from tagging.sold.lines import gather
from tests.tagging.sold.planted import lines_of

BASKETS = st.lists(st.sets(st.integers(0, 5), min_size=1), min_size=1, max_size=60)


def lines_of_baskets(baskets):
    return lines_of(
        *[(n, n, product, 100, 1) for n, held in enumerate(baskets) for product in held]
    )


def book_of(*parts, products=6):
    book = BasketBook(products)
    for baskets in parts:
        book.add(gather(lines_of_baskets(baskets)))
    return book


def seen(book, min_support=0.0):
    return {(pair.product, pair.partner): pair.together for pair in book.pairs(min_support)}


def test_a_pair_has_support_confidence_both_ways_and_lift():
    pair = Pair(0, 1, together=20, product_baskets=40, partner_baskets=25, baskets=100)

    assert pair.support.rate == 0.2
    assert (pair.confidence.rate, pair.turned().confidence.rate) == (0.5, 0.8)
    assert pair.lift == pair.turned().lift == 2
    assert 1 < pair.sure_lift < 2


@given(BASKETS)
def test_pairs_are_those_counted_by_hand(baskets):
    counts = Counter(pair for held in baskets for pair in combinations(sorted(held), 2))

    assert seen(book_of(baskets)) == {
        pair: count for pair, count in counts.items() if count >= LEAST_BASKETS
    }


@given(BASKETS, BASKETS)
def test_baskets_in_parts_are_counted_as_in_one(some, others):
    parts, whole = book_of(some, others), book_of(some + others)

    assert seen(parts) == seen(whole)
    assert parts.chance_lift == whole.chance_lift
    assert [parts.pairs_of(p) for p in range(6)] == [whole.pairs_of(p) for p in range(6)]


@pytest.mark.parametrize(("min_support", "found"), [(0.1, True), (0.11, False)])
def test_a_pair_needs_its_share_of_all_orders(min_support, found):
    book = book_of([{0, 1}] * 10 + [{2}] * 90)

    assert bool(seen(book, min_support)) is found


def test_partners_are_sorted_by_the_lift_that_is_sure():
    # 5 of 5 is the higher lift by chance, 40 of 45 the surer one
    book = book_of([{0, 1}] * 40 + [{1}] * 5 + [{0, 2}] * 5 + [{3}] * 400)

    assert [pair.partner for pair in book.pairs_of(0)] == [1, 2]


@given(BASKETS)
def test_the_sure_lift_of_all_partners_at_once_is_that_of_each_pair(baskets):
    book = book_of(baskets)

    for product in range(6):
        pairs = book.pairs_of(product)
        surest = sorted(pairs, key=lambda pair: (-round(pair.sure_lift, 9), pair.partner))
        assert [pair.partner for pair in pairs] == [pair.partner for pair in surest]
        assert all(pair.sure_lift > book.chance_lift for pair in pairs)
        association = book.association_of(product)
        assert association.partners == len(pairs)
        if pairs:
            assert association.best_lift == pytest.approx(max(pair.lift for pair in pairs))


def test_large_baskets_beside_small_ones_are_no_tie():
    rng = np.random.default_rng(1)
    sizes = rng.choice([1, 12], 3_000)
    baskets = [set(rng.permutation(30)[:size].tolist()) for size in sizes]

    book = book_of(baskets, products=30)

    assert book.chance_lift == pytest.approx(1.6, abs=0.1)
    partners = [book.association_of(product).partners for product in range(30)]
    assert sum(partners) / 30 < 29 / 10  # against 1, not against chance, all 29 would be


def test_a_product_that_nobody_buys_with_another_is_untied():
    assert book_of([{0}] * 20 + [{1}] * 20).association_of(0) == UNTIED


def test_of_a_basket_too_large_the_products_that_sell_best_are_paired(monkeypatch):
    monkeypatch.setattr(room, "LARGEST_BASKET", 3)

    book = book_of([{0, 1, 2, 3}] * LEAST_BASKETS)

    assert seen(book) == dict.fromkeys([(0, 1), (0, 2), (1, 2)], LEAST_BASKETS)
    assert book.cut_baskets == LEAST_BASKETS


def test_only_products_that_sell_best_are_paired(monkeypatch):
    monkeypatch.setattr(room, "PAIRED_PRODUCTS", 2)

    book = book_of([{0, 1, 2}] * LEAST_BASKETS)

    assert (book.paired, seen(book)) == (2, {(0, 1): LEAST_BASKETS})
    assert book.pairs_of(2) == []

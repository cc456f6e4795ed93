import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.sold.audiences import LEAST_ASKED, AudienceBook, Habit
from tagging.sold.lines import Lines, gather
from tagging.sold.sales import Period
from tests.tagging.sold.planted import lines_of

MILK, SOCKS, COAT = range(3)
NAMES = ("奶粉", "袜子", "秋裤")
PERIOD = Period(0, 100, within_days=30)  # asked on day 70, answered until day 100


def book_of(lines, goal=COAT, things=(0, 1, 2)):
    book = AudienceBook(np.array(things), goal, PERIOD)
    book.add(gather(lines))
    return book


def bought(*visits):
    """Order lines of one customer after another: each a list of (product, day)."""
    rows = [
        (customer, customer * 100 + n, product, day, 1)
        for customer, own in enumerate(visits)
        for n, (product, day) in enumerate(own)
    ]
    return lines_of(*rows)


def group(book, thing, habit):
    return next(one for one in book.audiences(NAMES) if (one.thing, one.habit) == (thing, habit))


MOTHERS = [[(MILK, 10), (COAT, 90)]] * 12 + [[(MILK, 10)]] * 18
OTHERS = [[(SOCKS, 10)]] * 60


def test_a_group_is_told_by_how_such_customers_answered_a_while_ago():
    mothers = group(book_of(bought(*MOTHERS, *OTHERS)), MILK, Habit.EVER)

    assert (mothers.tried.count, mothers.tried.of) == (12, 30)
    assert mothers.customers == 18  # who bought the coat by now is not invited
    assert mothers.expected_buyers == pytest.approx(7.2)
    assert mothers.because.values["thing"] == "奶粉"


def test_finer_groups_respond_better_and_are_smaller():
    loyal = [[(MILK, 10), (MILK, 60), (COAT, 90)]] * 18 + [[(MILK, 10), (MILK, 60)]] * 6

    found = book_of(bought(*MOTHERS, *OTHERS, *loyal)).audiences(NAMES)

    sizes = [one.customers for one in found]
    lows = [one.tried.bounds[0] for one in found]
    assert found[0].thing is None
    assert sizes == sorted(sizes, reverse=True)
    assert lows == sorted(lows)
    assert (found[-1].thing, found[-1].habit, found[-1].customers) == (MILK, Habit.AGAIN, 6)


def test_a_group_that_is_smaller_and_no_surer_is_not_shown():
    found = book_of(bought(*MOTHERS, *OTHERS)).audiences(NAMES)

    assert SOCKS not in {one.thing for one in found}


def test_to_what_the_shop_never_sold_come_those_who_tried_something_new():
    found = book_of(bought(*MOTHERS, *OTHERS), goal=None).audiences(NAMES)

    mothers = next(one for one in found if one.thing == MILK)
    assert (mothers.tried.count, mothers.customers) == (12, 30)
    assert mothers.because.code == "buyers_of_it_tried_something_new"


@pytest.mark.parametrize(("customers", "is_told"), [(LEAST_ASKED - 1, False), (LEAST_ASKED, True)])
def test_of_too_few_customers_nothing_is_said(customers, is_told):
    found = book_of(bought(*[[(MILK, 10)]] * customers)).audiences(NAMES)

    assert bool(found) is is_told


def test_products_of_one_category_are_one_thing():
    lines = bought(*[[(MILK, 10)]] * 12, *[[(SOCKS, 10)]] * 12)

    assert group(book_of(lines, goal=None, things=(0, 0, 1)), 0, Habit.EVER).customers == 24


VISITS = st.lists(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 100)), min_size=1, max_size=4),
    min_size=1,
    max_size=30,
)


@given(VISITS, st.sampled_from([COAT, None]))
def test_customers_apart_are_counted_as_together(visits, goal):
    lines = bought(*visits)
    whole, parts = book_of(lines, goal), AudienceBook(np.arange(3), goal, PERIOD)
    for customer in range(len(visits)):
        mine = lines.customers == customer
        parts.add(gather(Lines(*(column[mine] for column in lines))))

    assert np.array_equal(whole._counts, parts._counts)


@given(VISITS)
def test_everybody_without_the_goal_is_counted_once(visits):
    counts = book_of(bought(*visits))._counts

    asked = [{p for p, day in own if day <= 70} for own in visits]
    tried = [any(p == COAT and day > 70 for p, day in own) for own in visits]
    could = [bool(held) and COAT not in held for held in asked]
    assert counts[1, 0, -1] == sum(could)
    assert counts[2, 0, -1] == sum(c and t for c, t in zip(could, tried, strict=True))


def given_reasons():
    """Every reason that audiences give."""
    for goal in (COAT, None):
        yield from (
            one.because for one in book_of(bought(*MOTHERS, *OTHERS), goal).audiences(NAMES)
        )

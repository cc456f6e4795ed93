import json
import os
from collections import Counter
from csv import DictReader
from gzip import open as unpack
from pathlib import Path

import numpy as np
import pytest

from tagging.counts import Share
from tagging.errors import GroupError
from tagging.measured.amounts import Amounts, amounts_of, welch_p
from tagging.measured.lifts import Measure, compare, compare_means

# MineThatData E-Mail Analytics Challenge (Hillstrom 2008), all 64,000 customers
MEN, WOMEN, NOBODY = 21_307, 21_387, 21_306
REAL_DATA = os.environ.get("ZHANGGUI_REAL_DATA")


@pytest.mark.parametrize(
    ("treated", "control", "rates", "lift", "interval", "p"),
    [
        (Share(3894, MEN), Share(2262, NOBODY), (18.28, 10.62), 7.66, (7.00, 8.32), 6e-112),
        (Share(267, MEN), Share(122, NOBODY), (1.25, 0.57), 0.68, (0.50, 0.86), 1.5e-13),
        (Share(3238, WOMEN), Share(2262, NOBODY), (15.14, 10.62), 4.52, (3.89, 5.16), 3e-44),
        (Share(189, WOMEN), Share(122, NOBODY), (0.88, 0.57), 0.31, (0.15, 0.47), 1.6e-4),
    ],
)
def test_the_published_e_mail_test_is_read_as_published(
    treated, control, rates, lift, interval, p
):
    found = compare(treated, control)

    assert (found.stimulated_rate * 100, found.natural_rate * 100) == pytest.approx(
        rates, abs=5e-3
    )
    assert found.lift * 100 == pytest.approx(lift, abs=5e-3)
    assert [bound * 100 for bound in found.interval] == pytest.approx(interval, abs=6e-3)
    assert found.p == pytest.approx(p, rel=0.15)
    assert found.measure is Measure.SHARE


def test_a_lift_knows_its_customers():
    found = compare(Share(20, 100), Share(10, 90))

    assert (found.treated, found.treated_yes, found.control, found.control_yes) == (
        100,
        20,
        90,
        10,
    )
    assert found.any_day.low < found.interval.low < found.interval.high < found.any_day.high


def test_means_are_compared_per_head():
    # spend per head in USD of the same test; standard deviations 17.7 and 11.6
    found = compare_means(
        Amounts(267, MEN, 1.4226, 17.744**2), Amounts(122, NOBODY, 0.6528, 11.588**2)
    )

    assert found.lift == pytest.approx(0.7698)
    assert found.interval == pytest.approx((0.4851, 1.0545), abs=5e-4)
    assert (found.measure, found.treated_yes) == (Measure.MEAN, 267)


def test_a_small_control_group_with_few_spenders_makes_no_winner():
    chance = np.random.default_rng(7)
    lifts = [
        compare_means(*(spends(size, 0.01, chance) for size in (4_500, 500))) for _ in range(200)
    ]

    assert sum(lift.p < 0.05 or not holds_0(lift.any_day) for lift in lifts) <= 10
    assert sum(not holds_0(lift.interval) for lift in lifts) > 20  # by Welch alone


def spends(size, share, chance):
    given = chance.lognormal(4, 1, chance.binomial(size, share))
    total, squares = float(given.sum()), float(given @ given)
    return amounts_of(count=len(given), of=size, total=total, squares=squares)


def holds_0(interval):
    return interval.low <= 0 <= interval.high


def test_groups_of_one_size_are_judged_by_welch():
    treated, control = Amounts(90, 1_000, 5.0, 400.0), Amounts(60, 1_000, 3.0, 100.0)

    assert compare_means(treated, control).p == pytest.approx(welch_p(treated, control), rel=0.02)


def test_groups_in_which_all_gave_the_same_leave_everything_open():
    found = compare_means(Amounts(3, 3, 9.0, 0.0), Amounts(3, 3, 5.0, 0.0))

    assert found.p == 1
    assert found.interval.low < 0 < found.interval.high
    assert found.any_day.low < 0 < found.any_day.high


@pytest.mark.parametrize(
    ("treated", "control", "sentence"),
    [
        (Share(1, 9), Share(0, 0), "there is no control customer"),
        (Share(0, 0), Share(1, 9), "there is no treated customer"),
    ],
)
def test_an_empty_group_is_told(treated, control, sentence):
    nobody = Amounts(0, 0, 0.0, 0.0)
    with pytest.raises(GroupError, match=sentence):
        compare(treated, control)
    with pytest.raises(GroupError, match=sentence):
        compare_means(
            *(Amounts(1, 9, 1.0, 1.0) if each.of else nobody for each in (treated, control))
        )


@pytest.mark.skipif(not REAL_DATA, reason="ZHANGGUI_REAL_DATA is not set")
def test_real_campaigns_equal_the_reference_to_the_last_digit():
    folder = Path(REAL_DATA) / "commerce"
    expected = json.loads((folder / "reference" / "uplift.json").read_text("utf-8"))
    size, yes = Counter(), Counter()
    with unpack(folder / "hillstrom.csv.gz", "rt", encoding="utf-8") as lines:
        for row in DictReader(lines):
            size[row["segment"]] += 1
            for outcome in ("visit", "conversion"):
                yes[row["segment"], outcome] += int(row[outcome])

    for arm in ("Mens E-Mail", "Womens E-Mail"):
        for outcome, told in expected[arm].items():
            found = compare(
                Share(yes[arm, outcome], size[arm]),
                Share(yes["No E-Mail", outcome], size["No E-Mail"]),
            )
            assert (found.treated, found.treated_yes) == (told["treated"], told["treated_yes"])
            assert (found.control, found.control_yes) == (told["control"], told["control_yes"])
            assert found.lift == pytest.approx(told["uplift"], rel=1e-12)
            assert found.interval == pytest.approx(told["newcombe95"], rel=1e-12)
            assert found.p == pytest.approx(told["p_pooled_z"], rel=1e-12)

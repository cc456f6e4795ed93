import numpy as np
import pytest

from tagging.errors import ModelError
from tagging.moved.features import Cells
from tagging.reasons import Reason
from tagging.uplift import Method, because_of, teach_uplift, try_uplift
from tests.tagging.moved.campaigns import campaign, cells_of


def given_reasons():
    """Both reasons, as real campaigns give them."""
    for planted in ({"moved": 0.3}, {"moved": 0, "alike": 0.05, "seed": 8}):
        columns, treated, answered, _ = campaign(**planted)
        yield because_of(try_uplift(columns, treated, answered)[Method.SHRUNK])


@pytest.mark.parametrize("method", Method)
def test_new_customers_are_ordered_by_how_much_they_are_moved(method):
    columns, treated, answered, _ = campaign(moved=0.25)
    others, _, _, likes = campaign(moved=0.25, seed=8)

    scores = teach_uplift(columns, treated, answered, method).scores(others)

    assert scores[likes].mean() - scores[~likes].mean() == pytest.approx(0.25, abs=0.06)
    assert np.abs(scores).max() <= 1


def test_the_same_campaign_teaches_the_same():
    columns, treated, answered, _ = campaign()

    first, again = (teach_uplift(columns, treated, answered).scores(columns) for _ in range(2))

    assert (first == again).all()


def test_the_sequence_of_the_rows_teaches_nothing():
    columns, treated, answered, _ = campaign()
    mixed = np.random.default_rng(1).permutation(6_000)
    other = {name: Cells(cells.words, cells.places[mixed]) for name, cells in columns.items()}

    first = teach_uplift(columns, treated, answered).scores(columns)
    second = teach_uplift(other, treated[mixed], answered[mixed]).scores(columns)

    assert second == pytest.approx(first, abs=1e-6)


def test_a_customer_is_scored_by_themselves():
    columns, treated, answered, _ = campaign()
    model = teach_uplift(columns, treated, answered)
    alone = np.arange(6_000) == 17

    one = model.scores({name: cells.of(alone) for name, cells in columns.items()})

    assert one == pytest.approx(model.scores(columns)[alone], abs=1e-12)


@pytest.mark.parametrize(
    ("moved", "alike", "code"), [(0.3, 0, Reason.MOVED_UNLIKE), (0, 0.05, Reason.MOVED_ALIKE)]
)
def test_it_is_said_whether_the_order_is_worth_following(moved, alike, code):
    columns, treated, answered, _ = campaign(moved=moved, alike=alike, seed=8)

    trials = try_uplift(columns, treated, answered)

    because = because_of(trials[Method.SHRUNK])
    assert set(trials) == set(Method)
    assert because.code is code
    assert because.values["qini"] == f"{trials[Method.SHRUNK].qini:.3f}"


def test_too_few_answers_teach_nothing():
    columns, treated, answered, _ = campaign(count=200)

    with pytest.raises(ModelError, match="needs 30 with and without an answer in each group"):
        teach_uplift(columns, treated, answered)


def test_without_a_column_nobody_can_be_told_apart():
    _, treated, answered, _ = campaign()

    with pytest.raises(ModelError, match="no column tells customers apart"):
        try_uplift({"shop": cells_of(["旗舰店"] * 6_000)}, treated, answered)

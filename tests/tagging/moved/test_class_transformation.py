import pytest

from tagging.moved.class_transformation import teach_class_transformation
from tagging.moved.features import learn_encoding
from tests.tagging.moved.campaigns import campaign


@pytest.mark.parametrize("treated_share", [0.5, 0.8])
def test_both_groups_count_alike_whatever_their_sizes(treated_share):
    columns, treated, answered, likes = campaign(
        moved=0.2, treated_share=treated_share, count=20_000
    )
    rows = learn_encoding(columns).encode(columns)

    scores = teach_class_transformation(rows, treated, answered).scores(rows)

    assert scores[likes].mean() == pytest.approx(0.2, abs=0.06)
    assert scores[~likes].mean() == pytest.approx(0, abs=0.06)

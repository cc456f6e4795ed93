import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.evaluation import (
    AnswerScores,
    ConcernScores,
    Tally,
    accuracy,
    area_under_curve,
    in_names,
    polarity_of,
)
from tagging.stances import Stance


def test_shares_are_made_of_what_was_said_found_and_both():
    tally = Tally()

    tally.add({"物流", "价格", "质量"}, {"物流", "气味"})

    assert (tally.said, tally.found, tally.right) == (3, 2, 1)
    assert (tally.precision, tally.recall, tally.f1) == (1 / 2, 1 / 3, 2 / 5)


def test_nothing_said_and_nothing_found_is_no_success():
    empty = Tally()

    assert (empty.precision, empty.recall, empty.f1) == (0, 0, 0)


@pytest.mark.parametrize(
    ("stance", "polarity"),
    [
        (Stance.PRAISES, 1),
        (Stance.COMPLAINS, -1),
        (Stance.MENTIONS, 0),
        (Stance.ASKS, 0),
        (Stance.DOUBTS, 0),
    ],
)
def test_a_question_has_no_polarity(stance, polarity):
    assert polarity_of(stance) == polarity


def test_a_labellers_name_is_found_where_any_of_ours_is():
    found = [("服务态度", Stance.PRAISES), ("售后保修", Stance.COMPLAINS), ("气味", Stance.ASKS)]

    assert in_names(found, ["服务", "价格"]) == {
        ("服务", Stance.PRAISES),
        ("服务", Stance.COMPLAINS),
    }


def test_each_view_counts_a_concern_once_a_text():
    scores = ConcernScores()

    scores.add(
        [("物流", Stance.COMPLAINS), ("价格", Stance.ASKS), ("质量", Stance.PRAISES)],
        [("物流", Stance.PRAISES), ("物流", Stance.COMPLAINS), ("价格", Stance.DOUBTS)],
    )

    assert (scores.concerns.said, scores.concerns.found, scores.concerns.right) == (3, 2, 2)
    assert (scores.polarities.found, scores.polarities.right) == (3, 2)
    assert (scores.stances.found, scores.stances.right) == (3, 2)
    assert scores.complaints.f1 == 1
    assert scores.asked_or_complained.f1 == 1


def test_the_macro_score_is_the_mean_over_what_was_said():
    scores = ConcernScores()

    scores.add([("物流", Stance.PRAISES), ("质量", Stance.PRAISES)], [("物流", Stance.PRAISES)])
    scores.add([], [("气味", Stance.PRAISES)])

    assert scores.macro_f1 == 1 / 2
    assert scores.by_name["气味"].found == 1
    assert scores.texts == 2
    assert ConcernScores().macro_f1 == 0


@pytest.mark.parametrize(
    ("scores", "is_true", "area"),
    [
        ([0.1, 0.9], [False, True], 1),
        ([0.9, 0.1], [False, True], 0),
        ([0.5, 0.5], [False, True], 0.5),
        ([0.1, 0.4, 0.35, 0.8], [False, False, True, True], 0.75),
        ([0.3], [True], 0.5),
        ([], [], 0.5),
    ],
)
def test_the_area_is_how_often_a_true_one_scores_higher(scores, is_true, area):
    assert area_under_curve(scores, is_true) == area


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=30))
def test_the_area_is_the_share_of_pairs_in_order(rows):
    scores = [score for score, _ in rows]
    trues = [score for score, truth in rows if truth]
    falses = [score for score, truth in rows if not truth]
    wins = sum((high > low) + (high == low) / 2 for high in trues for low in falses)
    share = wins / (len(trues) * len(falses)) if trues and falses else 0.5

    assert area_under_curve(scores, [truth for _, truth in rows]) == pytest.approx(share)


def test_a_score_on_the_threshold_counts_as_yes():
    assert accuracy([0.5, 0.49, 0.6], [True, True, False]) == pytest.approx(1 / 3)
    assert accuracy([], []) == 0


def test_a_right_entry_counts_where_it_is_among_the_first():
    scores = AnswerScores()
    for entry, top in [
        ("尺码", ["尺码", "发货"]),
        ("发货", ["尺码", "一", "二", "三", "发货"]),
        ("退换", ["尺码", "一", "二", "三", "四", "退换"]),
        ("发票", []),
    ]:
        scores.add(entry, top, is_answered=False)

    assert (scores.recall_at_1, scores.recall_at_5) == (1 / 4, 2 / 4)
    assert (scores.answered_share, scores.precision) == (0, 0)


def test_an_answer_to_a_question_without_an_entry_is_wrong():
    scores = AnswerScores()
    scores.add("尺码", ["尺码"], is_answered=True)
    scores.add("", ["尺码"], is_answered=True)

    assert (scores.recall_at_1, scores.answered_share, scores.precision) == (1, 1, 1 / 2)


def test_no_question_is_no_success():
    assert AnswerScores().recall_at_1 == AnswerScores().recall_at_5 == 0
    assert AnswerScores().answered_share == 0

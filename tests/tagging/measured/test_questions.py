from tagging.counts import Share
from tagging.measured.questions import Question


def test_a_question_of_one_campaign_needs_no_more_than_its_groups():
    question = Question(arm="券", outcome="bought", treated=Share(2, 9), control=Share(1, 9))

    assert (question.window_days, question.is_open) == (None, False)
    assert (question.campaign, question.layer) == ("", "")

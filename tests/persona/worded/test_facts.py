from datetime import date

import pytest

from persona.worded.facts import AllowedWord, words_in_force


@pytest.mark.parametrize(("day", "words"), [(30, {"首创"}), (31, set())])
def test_a_white_listed_word_runs_out_after_its_last_day(day, words):
    allowed = [AllowedWord("首创", until=date(2026, 12, 30), reason="有查新报告")]

    assert words_in_force(allowed, date(2026, 12, day)) == words

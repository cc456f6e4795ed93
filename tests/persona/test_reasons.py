import tomllib
from importlib.resources import files
from string import Formatter

import pytest

from persona.reasons import Because, Reason

WORDED = tomllib.loads((files("bot.data.reasons") / "persona.toml").read_text("utf-8"))


def placeholders(sentence):
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("code", Reason)
def test_every_reason_is_worded_in_chinese_and_english_with_the_same_values(code):
    worded = WORDED[code]

    assert set(worded) == {"zh", "en"}
    assert placeholders(worded["zh"]) == placeholders(worded["en"])


def test_nothing_is_worded_that_is_no_reason():
    assert set(WORDED) == set(Reason)


def test_reasons_are_compared_by_their_values():
    assert Because(Reason.NO_SCRIPT) == Because(Reason.NO_SCRIPT, {})
    assert Because(Reason.KEYWORD_MATCHED, {"keyword": "a"}) != Because(Reason.KEYWORD_MATCHED)

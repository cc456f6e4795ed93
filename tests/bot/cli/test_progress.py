import sys

import pytest

from bot.cli.progress import busy, watched

STEPS = [["一", "二"], ["三"]]


@pytest.mark.parametrize("is_watched", [True, False])
def test_every_step_comes_through_whether_somebody_watches_or_not(monkeypatch, is_watched):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: is_watched, raising=False)

    with watched(STEPS) as steps:
        assert list(steps) == STEPS
    with busy("learning"):
        assert sys.stderr.isatty() is is_watched


def test_nothing_is_shown_where_nobody_watches(capsys):
    with busy("learning"), watched(STEPS) as steps:
        assert list(steps) == STEPS

    assert capsys.readouterr() == ("", "")


def test_who_watches_sees_how_many_rows_are_done(monkeypatch, capsys):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)

    with watched(STEPS) as steps:
        list(steps)

    assert "3 rows" in capsys.readouterr().err

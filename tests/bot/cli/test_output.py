import json
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.cli.output import Exit, complain, exit_code_of, say, say_json
from bot.errors import BotError, ConfigError, ImportFileError, NotReady, StoreError
from persona.errors import ScriptError
from tagging.errors import LexiconError
from tests.builders import NOON


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NotReady("port taken"), 3),
        (StoreError("newer"), 3),
        (ConfigError("wrong key"), 2),
        (ImportFileError("no such column"), 2),
        (ScriptError("no such script"), 2),
        (LexiconError("no such concern"), 2),
        (BotError("anything"), 2),
    ],
)
def test_a_machine_that_is_not_ready_is_told_from_input_that_is_wrong(error, code):
    assert exit_code_of(error) == code


def test_the_exit_codes_are_the_documented_ones():
    assert [int(code) for code in Exit] == [0, 1, 2, 3]


def test_results_go_to_stdout_and_complaints_to_stderr(capsys):
    say("12 行")
    complain("server.port is wrong")

    assert capsys.readouterr() == ("12 行\n", "zhanggui: server.port is wrong\n")


def test_json_keeps_chinese_readable_and_moments_in_words(capsys):
    say_json({"名": "小满", "at": NOON})
    printed = capsys.readouterr().out

    assert "小满" in printed
    assert json.loads(printed) == {"名": "小满", "at": "2026-03-10 04:00:00+00:00"}


def test_the_version_is_told_without_a_command():
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text("utf-8"))
    result = CliRunner().invoke(app, ["--version"])

    assert (result.exit_code, result.stdout) == (
        Exit.DONE,
        f"zhanggui {project['project']['version']}\n",
    )


def test_without_a_command_the_help_names_all_commands():
    shown = CliRunner().invoke(app, []).output

    assert "掌柜: a chat-bot assistant" in shown
    assert all(f" {command} " in shown for command in ("demo", "import", "layer", "doctor"))

import json

import pytest
import typer
from typer.testing import CliRunner

from bot.cli.output import Exit
from bot.cli.power import power
from tagging.errors import RuleError

app = typer.Typer()
app.command()(power)


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_a_shop_of_two_thousand_contacts_is_told_to_pool():
    result = run("--natural", 0.2, "--lift", 0.02, "--contacts", 2_000)

    assert result.exit_code == Exit.DONE
    assert "even split: 6,507 in each group" in result.stdout
    assert "3,615 in control and 32,537 treated, 36,152 in all" in result.stdout
    assert "2000 contacts cannot tell 22.00% from 20.00%" in result.stdout
    assert "pool campaigns of the same means" in result.stdout
    assert "the smallest lift they show: 8.94%" in result.stdout


def test_four_contacts_show_nothing_at_all():
    assert "they show: none" in run("--natural", 0.9, "--lift", 0.05, "--contacts", 4).stdout


def test_a_program_reads_json():
    told = json.loads(run("--natural", 0.1026, "--lift", 0.0075, "--json").stdout)

    assert (told["per_arm"], told["control"], told["treated"]) == (26_515, 14_731, 132_575)
    assert (told["is_visible"], told["smallest_lift"], told["because"]) == (None, None, None)
    enough = run("--natural", 0.2, "--lift", 0.05, "--contacts", 7_000, "--json")
    assert json.loads(enough.stdout)["is_visible"] is True
    assert "7000 人看得出" in json.loads(enough.stdout)["because"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--natural", 1.2, "--lift", 0.1], "natural rate must be"),
        (["--natural", 0.2, "--lift", 0], "must not be 0"),
        (["--natural", 0.2, "--lift", 0.1, "--control", 0], "control share must be"),
        (["--natural", 0.2, "--lift", 0.1, "--power", 1], "power must be"),
    ],
)
def test_rates_that_make_no_sense_are_one_sentence(options, sentence):
    result = run(*options)

    assert isinstance(result.exception, RuleError)
    assert sentence in str(result.exception)

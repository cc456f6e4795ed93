from datetime import date

import pytest
import typer
from typer.testing import CliRunner

from bot.bulk.event_cohorts import Event
from bot.cli.layer import layer
from bot.cli.layer_options import parse_events
from bot.cli.output import Exit

app = typer.Typer()
app.command()(layer)


@pytest.mark.parametrize(
    "wrong",
    [
        ["--as-of", "gestern"],
        ["--cancellations", "ignore"],
        ["--holdout", "0.9"],
        ["--shelf", "nowhere.toml"],
        ["--policy", "nowhere.toml"],
        ["--products", "nowhere.csv"],
        ["--rates", "nowhere.json"],
        ["--event", "双12"],
        ["--event", "=2025-12-12..2025-12-14"],
        ["--event", "双12=2025-12-12"],
        ["--event", "双12=2025-12-14..2025-12-12"],
        ["--event", "双12=2025-12-12..2025-12-13..2025-12-14"],
        ["--event", "双12=2025-12-12..2025-12-32"],
    ],
)
def test_an_option_that_makes_no_sense_is_refused_before_any_work(tmp_path, wrong):
    path = tmp_path / "orders.csv"
    path.write_text("customer,time\n小周,2026-01-02\n", encoding="utf-8")

    result = CliRunner().invoke(app, [str(path), *wrong])

    assert result.exit_code == Exit.WRONG
    assert wrong[0] in result.stderr


def test_every_option_is_explained():
    shown = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "200"}).stdout

    for option in ("--customers", "--compare", "--map", "--policy", "--engine", "--holdout"):
        assert option in shown
    for option in ("--event", "NAME=FROM..UNTIL", "--stages-out", "--rates"):
        assert option in shown


def test_an_event_has_a_name_and_two_days():
    [event, single] = parse_events(["双12 = 2025-12-12..2025-12-14", "a=b=2026-01-01..2026-01-01"])

    assert event == Event("双12", date(2025, 12, 12), date(2025, 12, 14))
    assert (single.name, single.first_day) == ("a=b", single.last_day)

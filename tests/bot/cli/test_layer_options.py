import pytest
import typer
from typer.testing import CliRunner

from bot.cli.layer import layer
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

import json
import sqlite3

import pytest
import typer
from typer.testing import CliRunner

from bot.cli.database import db
from bot.errors import StoreError
from bot.store import schema

app = typer.Typer(pretty_exceptions_enable=False)
app.add_typer(db, name="db")


@pytest.fixture
def run(tmp_path):
    """Run the command against a database of its own."""
    config = tmp_path / "config.toml"
    config.write_text(f"[store]\nurl = 'sqlite:///{tmp_path}/var/shop.db'\n", "utf-8")

    def upgrade(*options):
        command = ["db", "upgrade", "--config", str(config), *options]
        return CliRunner().invoke(app, command, catch_exceptions=False)

    return upgrade


def test_upgrading_makes_the_database_and_doing_it_again_changes_nothing(run, tmp_path):
    first, again = run("--json"), run("--json")

    assert (first.exit_code, json.loads(first.stdout)) == (
        0,
        {"schema": schema.LATEST, "changed": True},
    )
    assert (again.exit_code, json.loads(again.stdout)["changed"]) == (0, False)
    assert (tmp_path / "var/shop.db").exists()


def test_a_person_reads_it_in_a_sentence(run):
    assert run().stdout == f"schema {schema.LATEST}: upgraded\n"
    assert run().stdout == f"schema {schema.LATEST}: already up to date\n"


def test_a_database_newer_than_the_program_is_left_alone(run, tmp_path):
    run()
    connection = sqlite3.connect(tmp_path / "var/shop.db")
    with connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer"):
        run()
    version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    connection.close()

    assert version == ("9999",)

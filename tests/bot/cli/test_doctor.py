import json

import pytest
import typer
from typer.testing import CliRunner

from bot.cli.doctor import doctor
from bot.cli.output import Exit
from bot.errors import ConfigError

app = typer.Typer(pretty_exceptions_enable=False)
app.command()(doctor)


@pytest.fixture
def run(tmp_path):
    """Run the command for a shop in a folder of its own."""
    config = tmp_path / "config.toml"
    config.write_text(
        f"[server]\nport = 0\n[store]\nurl = 'sqlite:///{tmp_path}/var/shop.db'\n", "utf-8"
    )

    def examine(*options):
        command = ["--config", str(config), "--data", str(tmp_path / "var"), *options]
        return CliRunner().invoke(app, command, catch_exceptions=False)

    return examine


def expose_secrets(folder):
    path = folder / "var/secrets.toml"
    path.parent.mkdir()
    path.touch()
    path.chmod(0o644)
    return path


def test_a_fresh_folder_is_well_and_stays_empty(run, tmp_path):
    result = run()

    assert result.exit_code == Exit.DONE
    assert all(line.startswith("ok   ") for line in result.stdout.splitlines())
    assert not (tmp_path / "var").exists()


def test_what_is_not_well_is_named_with_its_advice(run, tmp_path):
    secrets = expose_secrets(tmp_path)
    result = run()
    (failed,) = (line for line in result.stdout.splitlines() if line.startswith("FAIL"))

    assert result.exit_code == Exit.FOUND
    assert failed == f"FAIL secrets file: {secrets} 644 → run: chmod 600 {secrets}"


def test_programs_read_the_same_as_json(run, tmp_path):
    expose_secrets(tmp_path)
    result = run("--json")
    checks = {check.pop("name"): check for check in json.loads(result.stdout)}

    assert result.exit_code == Exit.FOUND
    assert set(checks["secrets file"]) == {"is_well", "found", "advice"}
    assert [name for name, check in checks.items() if not check["is_well"]] == ["secrets file"]


def test_wrong_settings_are_named_before_anything_is_looked_at(run, tmp_path):
    (tmp_path / "config.toml").write_text("[server]\nprot = 1\n", "utf-8")

    with pytest.raises(ConfigError, match=r"server\.prot"):
        run()

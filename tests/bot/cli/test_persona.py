import json

import pytest
import typer
from rich.cells import cell_len
from typer.testing import CliRunner

from bot.cli.output import Exit
from bot.cli.persona import persona
from persona.errors import ProfileError

app = typer.Typer(pretty_exceptions_enable=False)
app.add_typer(persona, name="persona")
ME = """
name = "小满"
role = "母婴店掌柜"
tone = "耐心，不吓唬人"
audience = "零到三岁宝宝的妈妈"
knowledge = ["辅食", "睡眠"]

[voice]
address = "宝妈"
particles = ["呀"]
emoji = ["🍼"]
sign_off = "——小满"
samples = ["今天店里来了新面料，摸着软。"]

[life]
hobbies = ["烘焙"]

[limits]
posts_per_day = 1
selling_cap_percent = 20
"""


def run(tmp_path, content, *options):
    file = tmp_path / "me.toml"
    file.write_text(content, "utf-8")
    command = ["persona", "check", str(file), *options]
    return CliRunner().invoke(app, command, catch_exceptions=False)


@pytest.mark.parametrize("columns", [45, 80])
def test_a_persona_is_shown_and_heard(tmp_path, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    result = run(tmp_path, ME)
    lines = result.stdout.splitlines()

    assert result.exit_code == Exit.DONE
    assert max(map(cell_len, lines)) <= columns
    assert lines[0] == "名字：小满，母婴店掌柜"
    assert "表情：🍼，每条最多 1 个" in lines
    assert "自己的上限：每天最多 1 条，种草最多占 20%" in lines
    assert "  · 宝妈，您问的我记下了，查清楚就回您呀🍼" in lines
    assert lines[-1] == "没有发现要补的"


def test_what_a_persona_lacks_is_said(tmp_path):
    result = run(tmp_path, ME.replace('hobbies = ["烘焙"]', ""))

    assert result.exit_code == Exit.FOUND
    assert "还可以补" in result.stdout
    assert "爱好" in result.stdout.split("还可以补")[1]


def test_the_same_as_json(tmp_path):
    document = json.loads(run(tmp_path, ME, "--json").stdout)

    assert document["persona"]["voice"]["address"] == "宝妈"
    assert len(document["examples"]) == 3
    assert document["hints"] == []


def test_a_wrong_persona_is_one_line(tmp_path):
    with pytest.raises(ProfileError, match=r"^me\.toml.*voice"):
        run(tmp_path, ME.split("[voice]", maxsplit=1)[0])

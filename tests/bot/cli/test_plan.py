import json

import pytest
import typer
from typer.testing import CliRunner

from bot.cli.plan import plan
from bot.errors import ImportFileError
from persona.errors import MaterialError

app = typer.Typer(pretty_exceptions_enable=False)
app.command()(plan)
WEEK = ["--from", "2026-11-23"]
SHOUTING = '[[material]]\nkey = "shout"\nkind = "work"\ntext = "全网最低价"\n'


def run(*options):
    return CliRunner().invoke(app, [*WEEK, *map(str, options)], catch_exceptions=False)


def test_a_week_is_printed_for_people():
    printed = run().stdout

    assert "专业·互动" in printed
    assert "周一" in printed
    assert "配比 专业 3/7（目标 40%），生活 2/7（目标 30%），种草 2/7（目标 30%）" in printed


def test_a_week_is_printed_as_json_with_its_reasons():
    document = json.loads(run("--json").stdout)
    first = document["posts"][0]

    assert len(document["posts"]) == 7
    assert first["time"] == "2026-11-23T20:10"
    assert first["because"]["code"] == "mix_wants_expert"
    assert "专业类" in first["because"]["text"]
    assert document["mix"]["expert"] == {
        "posts": 3,
        "total": 7,
        "target_percent": 40,
        "target_posts": 3,
    }
    assert document["holes"] == []
    assert document["warnings"] == []


def test_last_weeks_plan_is_this_weeks_past(tmp_path):
    last = run("--json").stdout
    posted = tmp_path / "posted.json"
    posted.write_text(last, "utf-8")
    document = json.loads(run("--json", "--from", "2026-11-30", "--posted", posted).stdout)

    before = {post["material"] for post in json.loads(last)["posts"]}
    assert before.isdisjoint(post["material"] for post in document["posts"])


def test_a_small_stock_leaves_holes_and_loud_wording_is_marked(tmp_path):
    materials = tmp_path / "mine.toml"
    materials.write_text(SHOUTING, "utf-8")
    document = json.loads(run("--json", "--materials", materials).stdout)

    assert [post["material"] for post in document["posts"]] == ["shout"]
    assert [hole["code"] for hole in document["holes"]][:6] == ["resting"] * 6
    assert [warning["level"] for warning in document["warnings"]] == ["block"]
    assert "! shout：" in run("--materials", materials).stdout


def test_any_number_of_days_is_planned():
    assert len(json.loads(run("--json", "--days", 3).stdout)["posts"]) == 3


def test_without_a_first_day_the_plan_begins_today():
    result = CliRunner().invoke(app, ["--json"], catch_exceptions=False)

    assert len(json.loads(result.stdout)["posts"]) == 7


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("{", "cannot be read as JSON"),
        ("7", "wanted a list of posts"),
        ("[7]", "post 1 is no object"),
        ('[{"material": "a"}]', "post 1 needs material, time and dimension"),
        ('[{"material": "a", "time": "gestern", "dimension": "living"}]', "post 1"),
    ],
)
def test_a_past_that_cannot_be_read_is_named(tmp_path, content, complaint):
    posted = tmp_path / "posted.json"
    posted.write_text(content, "utf-8")

    with pytest.raises(ImportFileError, match=complaint):
        run("--posted", posted)


def test_a_wrong_material_is_named_with_its_file(tmp_path):
    materials = tmp_path / "mine.toml"
    materials.write_text(SHOUTING.replace("work", "gossip"), "utf-8")

    with pytest.raises(MaterialError, match=r"mine\.toml: material shout: kind = 'gossip'"):
        run("--materials", materials)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ImportFileError, match=r"none\.toml: cannot be read"):
        run("--persona", tmp_path / "none.toml")

import csv
import json
from datetime import datetime

import pytest
import typer
from icalendar import Calendar
from typer.testing import CliRunner

from bot.cli.output import Exit
from bot.cli.plan import plan
from bot.errors import ImportFileError, NotReady, Refused
from persona.errors import ProfileError

app = typer.Typer(pretty_exceptions_enable=False)
app.command()(plan)
WEEK = ["--from", "2026-11-23"]
SHOUTING = '[[material]]\nkey = "shout"\nkind = "work"\ntext = "全网最低价，顶级面料"\n'
QUIET = '[[material]]\nkey = "quiet"\nkind = "work"\ntext = "早上六点到店，先给绿植浇水"\n'


def run(*options):
    return CliRunner().invoke(app, [*WEEK, *map(str, options)], catch_exceptions=False)


def planned(*options):
    return json.loads(run("--json", *options).stdout)


def write(tmp_path, name, content, encoding="utf-8"):
    file = tmp_path / name
    file.write_bytes(content.encode(encoding))
    return file


def test_a_week_is_printed_for_people(monkeypatch):
    monkeypatch.setenv("COLUMNS", "45")
    printed = run().stdout

    assert printed.startswith("阿青的朋友圈：2026-11-23 起 7 天\n排了 7 条，空着 0 个时段\n")
    assert "11-23 周一" in printed
    assert "  因为：" in printed


def test_a_week_is_printed_as_json_with_its_reasons():
    document = planned()
    first = document["posts"][0]

    assert sorted(document) == ["holes", "mix", "posts", "warnings"]
    assert len(document["posts"]) == 7
    assert datetime.fromisoformat(first["time"]).date().isoformat() == "2026-11-23"
    assert first["audience"] == {"tags": [], "layers": []}
    assert sorted(first["because"]) == ["code", "text", "values"]
    assert document["mix"]["expert"]["target_percent"] == 40
    assert document["mix"]["expert"]["kinds"].keys() == {"interaction", "knowledge"}
    assert document["holes"] == []


def test_the_same_seed_gives_the_same_bytes_whatever_the_order_of_the_materials(tmp_path):
    blocks = [
        f'[[material]]\nkey = "{kind}-{turn}"\nkind = "{kind}"\ntext = "{kind} 的第 {turn} 条"\n'
        for kind in ("interaction", "knowledge", "work", "leisure", "attitude", "selling_point")
        for turn in range(4)
    ]
    forth = write(tmp_path, "forth.toml", "\n".join(blocks))
    back = write(tmp_path, "back.toml", "\n".join(reversed(blocks)))
    ics = tmp_path / "a.ics"
    first = run("--json", "--days", 14, "--seed", 5, "--materials", forth, "--ics", ics)
    calendar = ics.read_bytes()
    second = run("--json", "--days", 14, "--seed", 5, "--materials", back, "--ics", ics)

    assert first.stdout_bytes == second.stdout_bytes
    assert calendar == ics.read_bytes()


def test_a_plan_goes_to_a_file_and_its_report_to_the_terminal(tmp_path):
    out = tmp_path / "plan.json"
    result = run("--out", out)

    assert json.loads(out.read_text("utf-8")) == planned()
    assert result.stdout.startswith("阿青的朋友圈")
    assert json.loads(run("--out", "-").stdout) == planned()


def test_the_calendar_has_an_event_a_post(tmp_path):
    ics = tmp_path / "plan.ics"
    document = planned("--ics", ics)
    events = list(Calendar.from_ical(ics.read_bytes()).walk("VEVENT"))

    times = [event.decoded("dtstart").strftime("%Y-%m-%dT%H:%M") for event in events]
    assert times == [post["time"] for post in document["posts"]]


def test_last_weeks_plan_is_this_weeks_past(tmp_path):
    posted = write(tmp_path, "posted.json", run("--json").stdout)
    document = planned("--from", "2026-11-30", "--posted", posted)

    before = {post["material"] for post in json.loads(posted.read_text("utf-8"))["posts"]}
    assert before.isdisjoint(post["material"] for post in document["posts"])


def test_an_earlier_plan_is_kept_where_it_breaks_nothing(tmp_path):
    drafts = write(tmp_path, "drafts.json", run("--json").stdout)
    kept = planned("--drafts", drafts, "--seed", 9)

    before = json.loads(drafts.read_text("utf-8"))["posts"]
    assert [(post["time"], post["material"]) for post in kept["posts"]] == [
        (post["time"], post["material"]) for post in before
    ]


def test_blocked_wording_is_not_planned_and_is_said(tmp_path):
    materials = write(tmp_path, "mine.toml", SHOUTING + QUIET)
    document = planned("--materials", materials)
    (warning,) = [each for each in document["warnings"] if each["about"] == "wording"]

    assert {post["material"] for post in document["posts"]} == {"quiet"}
    assert (warning["material"], warning["level"]) == ("shout", "block")
    assert (
        "· shout（全网最低价，顶级面料）：「全网最低价」" in run("--materials", materials).stdout
    )


def test_what_the_stock_cannot_give_is_said(tmp_path):
    document = planned("--materials", write(tmp_path, "mine.toml", QUIET))

    assert len(document["posts"]) == 1
    assert len(document["holes"]) == 6
    assert all(hole["time"] and hole["text"] for hole in document["holes"])
    assert "unmet" in {warning["about"] for warning in document["warnings"]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_materials_may_come_from_a_spreadsheet(tmp_path, encoding):
    table = tmp_path / "materials.csv"
    rows = [
        ["编号", "类型", "正文", "商品"],
        ["a", "干货", "大衣挂晾前先{语气}拍平", "大衣；围巾"],
    ]
    with table.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    (post,) = planned("--materials", table)["posts"]

    assert (post["material"], post["kind"]) == ("a", "knowledge")
    assert post["products"] == ["大衣", "围巾"]


@pytest.mark.parametrize(
    ("bad", "complaint"),
    [
        (f"pictures = {json.dumps([f'{n}.jpg' for n in range(12)])}", "12 张，最多 9 张"),
        ("valid_until = 2026-11-22", "2026-11-22 已经结束"),
        ('text = "{天气}真好"', "{天气}"),
        ("stock = 0", "库存是 0"),
        ('occasion = "泼水节"', "泼水节"),
        ('kind = "gossip"', "gossip"),
    ],
)
def test_a_bad_material_is_one_line_and_the_rest_is_planned(tmp_path, bad, complaint):
    lines = {"key": 'key = "bad"', "kind": 'kind = "work"', "text": 'text = "上新"'}
    lines[bad.split(" ")[0]] = bad
    content = "\n".join(["[[material]]", *lines.values(), QUIET])
    result = run("--json", "--materials", write(tmp_path, "mine.toml", content))
    document = json.loads(result.stdout)
    (warning,) = [each for each in document["warnings"] if each["about"] == "materials"]

    assert result.exit_code == Exit.FOUND
    assert [post["material"] for post in document["posts"]] == ["quiet"]
    assert "mine.toml" in warning["text"]
    assert complaint in warning["text"]
    assert result.stderr == f"zhanggui: {warning['text']}\n"


def test_a_bad_row_of_the_past_is_one_line_and_the_rest_counts(tmp_path):
    past = "时间,素材,类型\n2026-11-20 20:10,x,干货\n前天,y,干货\n"
    result = run("--posted", write(tmp_path, "posted.csv", past))

    assert result.exit_code == Exit.FOUND
    assert result.stderr.startswith("zhanggui: posted.csv 第 3 行：时间看不懂：前天")
    assert "文件里有 1 处没有采用" in result.stdout


def test_a_post_of_an_event_that_is_over_still_counts(tmp_path):
    over = 'key = "over"\nkind = "limited_event"\ntext = "满减"\nvalid_until = 2026-11-22\n'
    care = 'key = "care"\nkind = "knowledge"\ntext = "羊毛要平铺晾"\n'
    blocks = (f'[[material]]\n{each}products = ["大衣"]\n' for each in (over, care))
    posted = write(tmp_path, "posted.csv", "时间,素材\n2026-11-21 20:10,over\n")
    materials = write(tmp_path, "m.toml", "".join(blocks))
    (post,) = planned("--materials", materials, "--posted", posted)["posts"]

    assert post["time"] >= "2026-11-28"  # a product rests seven days


def test_a_year_beyond_the_lunar_table_is_said_and_planned():
    document = planned("--from", "2101-03-01")
    (warning,) = [each for each in document["warnings"] if each["about"] == "calendar"]

    assert warning["text"].startswith("2101 年超出农历表（1901 到 2100 年）")
    assert document["posts"]


def test_a_persona_without_a_voice_is_one_line_and_speaks_plainly(tmp_path):
    voiceless = 'name = "阿青"\nrole = "掌柜"\ntone = "温和"\naudience = "姐妹"\n'
    result = run("--json", "--persona", write(tmp_path, "me.toml", voiceless))
    document = json.loads(result.stdout)
    (warning,) = document["warnings"]

    assert result.exit_code == Exit.FOUND
    assert len(document["posts"]) == 7
    assert warning["about"] == "persona"
    assert warning["text"].startswith("me.toml：")
    assert "voice" in warning["text"]
    assert result.stderr == f"zhanggui: {warning['text']}\n"


def test_a_persona_without_a_name_is_refused(tmp_path):
    nameless = 'role = "掌柜"\n[voice]\naddress = "姐妹"\n'

    with pytest.raises(ProfileError, match=r"^me\.toml.*name"):
        run("--persona", write(tmp_path, "me.toml", nameless))


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-30"])
def test_a_day_at_the_end_of_time_is_refused(day):
    with pytest.raises(Refused, match=rf"--from {day}：这一天太远"):
        run("--from", day)


@pytest.mark.parametrize(
    ("option", "told", "complaint"),
    [
        ("--from", "2026-02-31", "--from 2026-02-31：没有这一天；请写 2026-11-23"),
        ("--days", "0", "--days 0：一次排 1 到 366 天"),
        ("--days", "367", "--days 367：一次排 1 到 366 天"),
    ],
)
def test_days_that_cannot_be_planned_are_refused_in_a_sentence(option, told, complaint):
    with pytest.raises(Refused, match=complaint):
        run(option, told)


def test_without_a_first_day_the_plan_begins_today():
    result = CliRunner().invoke(app, ["--json"], catch_exceptions=False)

    assert len(json.loads(result.stdout)["posts"]) == 7


def test_a_missing_file_is_named(tmp_path):
    for option in ("--persona", "--materials", "--posted", "--drafts"):
        with pytest.raises(ImportFileError, match=r"none\.toml"):
            run(option, tmp_path / "none.toml")


def test_a_file_that_is_read_is_not_written_over(tmp_path):
    materials = write(tmp_path, "mine.toml", QUIET)

    for option in ("--out", "--ics"):
        assert run("--materials", materials, option, materials).exit_code == Exit.WRONG
    assert materials.read_text("utf-8") == QUIET


def test_what_cannot_be_written_is_said_before_the_work(tmp_path):
    both = tmp_path / "both"

    with pytest.raises(NotReady, match="这是一个文件夹"):
        run("--ics", tmp_path)
    with pytest.raises(NotReady, match="不是能写的文件夹"):
        run("--out", both / "plan.json")
    assert run("--ics", "-").exit_code == Exit.WRONG
    assert run("--out", both, "--ics", both).exit_code == Exit.WRONG

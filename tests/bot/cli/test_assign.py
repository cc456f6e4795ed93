import csv
import gzip
import json
from collections import Counter

import pytest
import typer
from typer.testing import CliRunner

from bot.cli.assign import OUT_COLUMNS, assign
from bot.cli.output import Exit
from bot.errors import ImportFileError, NotReady
from tagging.errors import RuleError
from tagging.holdout import group_of, slot_of

app = typer.Typer()
app.command()(assign)


@pytest.fixture
def deal(tmp_path):
    """Deal the customers of a file; give the result and the rows that were written."""

    def run(text, *options, name="customers.csv", campaign="双12"):
        path, out = tmp_path / name, tmp_path / "dealt.csv"
        path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
        command = [path, "--campaign", campaign, "--out", out, "--on", "2026-11-22", *options]
        result = CliRunner().invoke(app, [str(part) for part in command])
        lines = out.read_text("utf-8").splitlines() if out.exists() else []
        return result, list(csv.DictReader(lines))

    return run


MANY = "customer,city\n" + "".join(f"k{number},上海\n" for number in range(5_000))


def test_a_file_is_dealt_as_the_rule_deals_each_customer(deal):
    result, rows = deal(MANY, "--control", "0.1")

    assert result.exit_code == Exit.DONE
    assert tuple(rows[0]) == OUT_COLUMNS
    assert all(row["group"] == group_of(row["customer"], "双12", 0.1) for row in rows)
    assert all(int(row["slot"]) == slot_of("双12", row["customer"]) for row in rows)
    assert {(row["campaign"], row["time"]) for row in rows} == {("双12", "2026-11-22")}
    assert 430 < Counter(row["group"] for row in rows)["control"] < 570
    assert "rows 5000 = used 5000 + left out 0 (repeated) + rejected 0" in result.stdout


def test_it_is_said_what_so_many_can_show(deal):
    few, _ = deal(MANY[:20_000], "--natural", "0.2")
    told = json.loads(deal(MANY, "--natural", "0.2", "--arms", "券,礼", "--json")[0].stdout)

    assert "contacts cannot tell 24.00% from 20.00%" in few.stdout
    assert "pool campaigns" in few.stdout
    assert 0.05 < told["smallest_lift"] < 0.08
    assert set(told["groups"]) == {"control", "券", "礼"}


def test_arms_may_be_of_uneven_size_and_some_are_held_out(deal):
    _, rows = deal(MANY, "--arms", "券=3,礼=1", "--holdout", "0.05")

    sizes = Counter(row["group"] for row in rows)
    assert set(sizes) == {"control", "held_out", "券", "礼"}
    assert 200 < sizes["held_out"] < 300
    assert 2.6 < sizes["券"] / sizes["礼"] < 3.4


def test_without_a_control_group_nothing_is_foreseen(deal):
    result, rows = deal("customer\n小周\n", "--control", "0")

    assert rows[0]["group"] == "treated"
    assert "contacts" not in result.stdout


def test_a_customer_who_stands_there_twice_is_dealt_once(deal):
    result, rows = deal("customer\n小周\n老李\n小周\n 小周 \n")

    assert [row["customer"] for row in rows] == ["小周", "老李"]
    assert "rows 4 = used 2 + left out 2 (repeated)" in result.stdout


def test_a_row_without_a_customer_is_named(deal):
    result, rows = deal("客户编号,城市\n小周,上海\n,杭州\n小**,杭州\n")

    assert result.exit_code == Exit.FOUND
    assert "customers.csv 第 3 行：客户为空；" in result.stderr
    assert "customers.csv 第 4 行：客户 小** 已打码" in result.stderr
    assert "rows 3 = used 1 + left out 0 (repeated) + rejected 2" in result.stdout
    assert len(rows) == 1


def test_a_packed_file_and_a_column_of_another_name_are_read(deal):
    _, rows = deal("谁,城市\n小周,上海\n", "--map", "customer=谁", name="customers.csv.gz")

    assert rows[0]["customer"] == "小周"


def test_without_a_file_to_write_the_rows_go_to_stdout(tmp_path):
    path = tmp_path / "customers.csv"
    path.write_text("customer\n小周\n", encoding="utf-8")
    command = [str(path), "--campaign", "双12", "--on", "2026-11-22"]

    rows = CliRunner().invoke(app, command)
    told = json.loads(CliRunner().invoke(app, [*command, "--json"]).stdout)

    slot = slot_of("双12", "小周")
    assert rows.stdout == f"{','.join(OUT_COLUMNS)}\n小周,treated,{slot},双12,2026-11-22\n"
    assert "rows 1 = used 1" in rows.stderr
    assert told["assigned"] == [
        dict(zip(OUT_COLUMNS, ["小周", "treated", slot, "双12", "2026-11-22"], strict=True))
    ]


@pytest.mark.parametrize(
    ("text", "options", "error", "sentence"),
    [
        ("customer\n小周\n", {"campaign": " "}, RuleError, "a campaign needs a name"),
        ("city\n上海\n", {}, ImportFileError, "no column for customer"),
        ("customer,city\n,上海\n", {}, ImportFileError, "not a single customer"),
    ],
)
def test_what_cannot_be_dealt_is_one_sentence(deal, text, options, error, sentence):
    result, rows = deal(text, **options)

    assert isinstance(result.exception, error)
    assert sentence in str(result.exception)
    assert rows == []


def test_where_nobody_can_be_dealt_no_file_is_left_behind(deal, tmp_path):
    assert deal("customer\n")[0].exit_code != Exit.DONE
    assert not (tmp_path / "dealt.csv").exists()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--control", "1"], "control share must be"),
        (["--holdout", "1"], "holdout share must be"),
        (["--holdout", "0.999", "--control", "1"], "control share must be"),
        (["--arms", "control"], "no arm can be called control"),
        (["--arms", "券,"], "every arm of a campaign needs a name"),
    ],
)
def test_groups_that_make_no_sense_are_refused_before_anything_is_written(deal, options, sentence):
    result, rows = deal("customer\n小周\n", *options)

    assert isinstance(result.exception, RuleError)
    assert sentence in str(result.exception)
    assert rows == []


def test_a_weight_is_a_number_and_the_file_itself_is_not_written_over(deal, tmp_path):
    assert deal("customer\n小周\n", "--arms", "券=viele")[0].exit_code == Exit.WRONG
    assert "'券' stands there twice" in deal("customer\n小周\n", "--arms", "券=2,券")[0].output
    assert "--natural" in deal("customer\n小周\n", "--natural", "2")[0].output
    assert not (tmp_path / "dealt.csv").exists()
    path = tmp_path / "customers.csv"
    again = CliRunner().invoke(app, [str(path), "--campaign", "双12", "--out", str(path)])
    nowhere = CliRunner().invoke(app, [str(path), "--campaign", "双12", "--out", "/nowhere/a.csv"])

    assert again.exit_code == Exit.WRONG
    assert isinstance(nowhere.exception, NotReady)

import csv
import gzip
import json
from collections import Counter
from statistics import mean

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from bot.cli.output import Exit
from bot.cli.uplift import uplift
from bot.errors import ImportFileError
from tagging.moved.qini import qini, top
from tests.bot.cli.campaigns import write_campaign

app = typer.Typer()
app.command()(uplift)


@pytest.fixture
def files(tmp_path):
    past = write_campaign(tmp_path / "past.csv")
    return past, write_campaign(tmp_path / "next.csv", count=500, seed=6), tmp_path / "out.csv"


def run(files, *options):
    past, score, out = files
    words = ["--train", past, "--score", score, "--out", out, "--outcome", "bought"]
    return CliRunner().invoke(app, [str(word) for word in [*words, "--arm", "盲盒", *options]])


def told(files, *options, exit_code=Exit.DONE):
    result = run(files, *options, "--json")
    assert result.exit_code == exit_code, result.output
    return json.loads(result.stdout)


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def test_every_customer_gets_an_uplift_and_the_moved_a_higher_one(files):
    document = told(files)

    scores = {row["customer"]: float(row["uplift"]) for row in rows_of(files[2])}
    likes = {row["customer"]: row["likes"] == "1" for row in rows_of(files[1])}
    assert scores.keys() == likes.keys()
    assert document["scored"] == 500
    assert mean(scores[name] for name in likes if likes[name]) == pytest.approx(0.3, abs=0.06)
    assert mean(scores[name] for name in likes if not likes[name]) < 0.06


def test_the_document_says_what_was_learned_and_how_well_it_holds(files):
    document = told(files)

    assert document["verdict"] == "moved_unlike"
    assert "分得出谁更会被打动" in document["because"]
    assert (document["method"], document["features"]) == ("shrunk", ["likes", "city", "spent"])
    assert document["left_out"] == {"paid": "is 0 wherever the outcome is 0"}
    assert document["rows"] == sum(document[part] for part in ("used", "other_groups", "rejected"))
    best = document["models"]["shrunk"]["top_30"]
    assert best["lift"] == pytest.approx(0.3, abs=0.08)
    assert best["interval"][0] < best["lift"] < best["interval"][1]
    assert len(document["tenths"]) == 10


def test_a_summary_is_read_by_people(files):
    result = run(files, "--method", "two_models")

    assert "* two_models" in result.stdout
    assert "left out paid: is 0 wherever the outcome is 0" in result.stdout
    assert "the order tells who is moved more: Qini" in result.stdout
    assert "scored 500, not scored 0" in result.stdout


def test_on_stdout_there_is_either_the_order_or_one_document(files):
    told(files)
    to_stdout = (*files[:2], "-")

    assert run(to_stdout).stdout == files[2].read_text("utf-8")
    assert "scored 500, not scored 0" in run(to_stdout).stderr
    assert told(to_stdout)["scores"] == [
        {"customer": row["customer"], "uplift": float(row["uplift"])} for row in rows_of(files[2])
    ]


def test_the_same_files_give_the_same_bytes(files):
    told(files)
    first = files[2].read_bytes()
    told(files)

    assert files[2].read_bytes() == first


def test_an_order_that_is_chance_is_called_so(files):
    write_campaign(files[0], moved=0)

    document = told(files)

    assert document["verdict"] == "moved_alike"
    assert "不要按这个排序取舍客户" in document["because"]


def test_bad_rows_are_named_and_counted(files):
    with files[0].open("a", encoding="utf-8") as text:
        text.write("d1,盲盒,1,上海,9.9,maybe,0\n")
    with files[1].open("a", encoding="utf-8") as text:
        text.write(",盲盒,1,上海,9.9,1,0\n小**,盲盒,1,上海,9.9,1,0\n")

    result = run(files, "--json")

    document = json.loads(result.stdout)
    assert result.exit_code == Exit.FOUND
    assert (document["rejected"], document["scored"], document["not_scored"]) == (1, 500, 2)
    assert "past.csv 第 3002 行：bought 是 maybe；有响应填 1，没有填 0" in result.stderr
    assert "next.csv 第 503 行：客户 小** 已打码" in result.stderr


def test_customers_to_order_need_no_group_and_no_outcome(files):
    past, score, _ = files
    rows = past.read_text("utf-8").replace("customer,group", "会员,这次", 1)
    past.write_text(rows, encoding="utf-8")
    score.write_text("会员,likes,city,spent\n小周,1,上海,9\n老李,0,杭州,\n", encoding="utf-8")

    document = told(files, "--map", "customer=会员,group=这次")

    assert document["columns"] == {"customer": "会员", "group": "这次"}
    assert [row["customer"] for row in rows_of(files[2])] == ["小周", "老李"]


def test_a_name_with_a_comma_stays_one_cell(files):
    files[1].write_text('customer,likes,city,spent\n"李, 明",1,上海,9\n', encoding="utf-8")

    told(files)

    assert [row["customer"] for row in rows_of(files[2])] == ["李, 明"]


def test_wrong_options_are_one_sentence(files):
    past, _, out = files

    assert isinstance(run(files, "--control", "谁").exception, ImportFileError)
    assert "0 of 0 treated" in str(run(files, "--outcome", "city").exception)
    assert "is none of shrunk" in run(files, "--method", "magic").output
    assert "--out is the file to read" in run((past, out.with_name("next.csv"), past)).output


@pytest.mark.slow
@pytest.mark.parametrize(("arm", "least"), [("Womens E-Mail", 0.04), ("Mens E-Mail", -0.01)])
def test_customers_of_a_real_campaign_are_ordered_as_those_kept_back_answer(
    real_data, tmp_path, arm, least
):
    with gzip.open(real_data / "commerce/hillstrom.csv.gz", "rt", encoding="utf-8") as text:
        header, *lines = text.read().splitlines()
    parts = [lines[0::5] + lines[1::5] + lines[2::5], lines[3::5] + lines[4::5]]
    for name, part in zip(("past.csv", "next.csv"), parts, strict=True):
        (tmp_path / name).write_text("\n".join([header, *part]), encoding="utf-8")
    files = (tmp_path / "past.csv", tmp_path / "next.csv", tmp_path / "out.csv")

    document = told(files, "--outcome", "visit", "--arm", arm)

    assert document["control"] == "No E-Mail"
    assert set(document["left_out"]) == {"conversion", "spend", "history_segment"}
    scores = [float(row["uplift"]) for row in rows_of(files[2])]
    rows = rows_of(files[1])
    assert Counter(row["segment"] for row in rows).total() == len(scores) == document["scored"]
    some = np.array([row["segment"] in {arm, "No E-Mail"} for row in rows])
    treated = np.array([row["segment"] == arm for row in rows])[some]
    visited = np.array([row["visit"] == "1" for row in rows])[some]
    own = np.array(scores)[some]
    best, natural = top(own, treated, visited)
    assert qini(own, treated, visited) > least
    assert best.rate - natural.rate > document["everybody"]["lift"]

import json

import pytest
import typer
from typer.testing import CliRunner

from bot.cli.discover import discover
from bot.cli.output import Exit
from bot.errors import ImportFileError

app = typer.Typer(pretty_exceptions_enable=False)
app.command()(discover)

SAID = ["袖口很紧", "袖口太紧了", "袖口有点紧", "袖口很好看", "今天出门", "包装很好"]


def run(*options, stdin=None):
    return CliRunner().invoke(app, [*map(str, options)], input=stdin, catch_exceptions=False)


def candidates_of(result):
    return {each["term"]: each for each in map(json.loads, result.stdout.splitlines())}


def test_what_many_judge_is_a_candidate_with_what_they_say():
    result = run("-", stdin="\n".join(SAID * 3))

    assert result.exit_code == Exit.DONE
    found = candidates_of(result)["袖口"]
    assert found["count"] == 12
    assert "紧" in found["opinions"]
    assert all("袖口" in example for example in found["examples"])
    assert {"variants", "concern", "score", "complaint_share"} <= set(found)


def test_only_so_many_are_asked_for():
    assert len(candidates_of(run("-", "--most", 1, stdin="\n".join(SAID * 3)))) == 1


def test_what_the_lexicon_hears_may_be_left_out():
    everything = run("-", "--category", "女装", stdin="\n".join(SAID * 3))
    unlisted = run("-", "--category", "女装", "--unlisted", stdin="\n".join(SAID * 3))

    assert "包装" in candidates_of(everything)
    assert "包装" not in candidates_of(unlisted)


def test_words_of_complaints_stand_out_against_those_of_praise():
    said = [f"{goods}掉色了" for goods in ("裙子", "衬衫", "外套")] * 9 + ["裙子很好看"] * 9

    found = candidates_of(run("-", "--by", "complained", stdin="\n".join(said)))

    assert next(iter(found)) == "掉色"
    assert (found["掉色"]["count"], found["掉色"]["other_count"]) == (27, 0)


def test_what_one_file_says_more_than_another_is_ranked(tmp_path):
    before = tmp_path / "before.txt"
    before.write_text("面料很好\n" * 20, "utf-8")

    found = candidates_of(run("-", "--against", before, stdin="拉链又坏了\n" * 20))

    assert found["拉链"]["count"] == 20
    assert found["拉链"]["other_count"] == 0


def test_words_the_dictionary_lacks_are_ranked():
    said = [
        *("颜值真高", "这颜值可以", "因为颜值买的", "颜值在线", "都说颜值高", "看中颜值"),
        *("物流快得很", "今天物流快", "说物流快", "物流快", "物流快吧", "物流快是快"),
        *("价格还行", "服务周到", "昨天下单", "一共两件", "孩子喜欢", "颜色一般"),
    ]

    found = candidates_of(run("-", "--by", "new", stdin="\n".join(said)))

    assert found["颜值"]["count"] == 6


@pytest.mark.parametrize("more", [("--unlisted",), ("--against", "x.txt")])
def test_options_that_contradict_each_other_are_refused(more):
    assert run("-", "--by", "new", *more, stdin="袖口很紧").exit_code == Exit.WRONG


def test_a_broken_row_is_named_and_the_rest_is_read(tmp_path):
    file = tmp_path / "reviews.csv"
    file.write_text("id,text\n1,袖口很紧,?\n" + "2,袖口很紧\n" * 6, "utf-8")
    out = tmp_path / "out.jsonl"

    result = run(file, "--out", out)

    assert result.exit_code == Exit.FOUND
    assert f"{file} row 0：有 3 格" in result.stderr
    assert json.loads(out.read_text("utf-8").splitlines()[0])["count"] == 6


def test_the_file_is_never_written_over_and_must_be_there(tmp_path):
    file = tmp_path / "reviews.txt"
    file.write_text("袖口很紧\n", "utf-8")

    assert run(file, "--out", file).exit_code == Exit.WRONG
    with pytest.raises(ImportFileError, match="没有这个文件"):
        run(tmp_path / "nothing.txt")
    with pytest.raises(ImportFileError, match="没有 评价 这一列"):
        run(file, "--text-column", "评价")

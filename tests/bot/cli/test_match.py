import json

import pytest
import typer
from typer.testing import CliRunner

from bot.cli.match import match
from bot.cli.output import Exit
from bot.errors import ImportFileError
from tagging.pairs import Pair, learn_pairs

app = typer.Typer(pretty_exceptions_enable=False)
app.command()(match)

FAQ = """id,question,answer
退货,衣服不合适怎么退货,七天内可以退换
退货,不喜欢可以退吗,
发货,下单以后几天发货,当天发货
尺码,一米六穿什么尺码,
"""


def run(*options, stdin=None):
    return CliRunner().invoke(app, [*map(str, options)], input=stdin, catch_exceptions=False)


def rows_of(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def write(tmp_path):
    def write_file(content, name):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write_file


@pytest.fixture
def faq(write):
    return write(FAQ, "faq.csv")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("asked.txt", "下单以后几天发货\n"),
        ("asked.csv", "id,question\n9,下单以后几天发货\n"),
        ("asked.csv", "text\n下单以后几天发货\n"),
        ("asked.jsonl", '{"question": "下单以后几天发货"}\n'),
    ],
)
def test_a_question_that_is_in_the_faq_is_answered(write, faq, name, content):
    result = run("--faq", faq, write(content, name))

    assert result.exit_code == Exit.DONE
    (row,) = rows_of(result)
    assert (row["row"], row["decision"], row["answer"]) == (0, "answer", "当天发货")
    assert row["top"][0]["id"] == "发货"
    assert 0 <= row["top"][0]["score"] <= 1


def test_each_entry_stands_once_in_the_top_best_first(faq):
    (row,) = rows_of(run("--faq", faq, "-", stdin="不喜欢可以退吗\n"))

    ids = [each["id"] for each in row["top"]]
    scores = [each["score"] for each in row["top"]]
    assert ids[0] == "退货"
    assert len(ids) == len(set(ids))
    assert scores == sorted(scores, reverse=True)


def test_an_answer_that_the_faq_lacks_is_not_made_up(faq):
    (row,) = rows_of(run("--faq", faq, "-", stdin="一米六穿什么尺码\n"))

    assert row["decision"] == "answer"
    assert "answer" not in row


def test_what_nothing_answers_is_left_alone_and_keeps_its_place(faq):
    result = run("--faq", faq, "-", stdin="\n隔壁锅炉修好了没\n下单以后几天发货\n")

    rows = rows_of(result)
    assert result.exit_code == Exit.DONE
    assert [row["decision"] for row in rows] == ["abstain", "abstain", "answer"]
    assert [row["row"] for row in rows] == [0, 1, 2]


def test_a_broken_question_keeps_its_place_and_the_rest_is_done(write, faq):
    asked = write('{"question"\n{"question": "下单以后几天发货"}\n', "asked.jsonl")

    result = run("--faq", faq, asked)

    assert result.exit_code == Exit.FOUND
    assert f"{asked} row 0：不是一条 JSON" in result.stderr
    broken, fine = rows_of(result)
    assert broken == {
        "row": 0,
        "decision": "abstain",
        "top": [],
        "error": "不是一条 JSON；检查引号和括号",
    }
    assert fine["decision"] == "answer"


def test_pairs_are_scored_in_their_order(write, tmp_path):
    pairs = write("question1,question2\n怎么退货,怎么退货\n怎么退货,几号发货\n", "pairs.csv")
    out = tmp_path / "out.jsonl"

    assert run("--pairs", pairs, "--out", out).exit_code == Exit.DONE

    same, other = map(json.loads, out.read_text("utf-8").splitlines())
    assert (same["row"], other["row"]) == (0, 1)
    assert 1 >= same["score"] > other["score"] >= 0


def test_a_broken_pair_keeps_its_place(write):
    pairs = write("question1,question2\n怎么退货\n怎么退货,如何退货\n", "pairs.csv")

    result = run("--pairs", pairs)

    assert result.exit_code == Exit.FOUND
    assert rows_of(result)[0] == {
        "row": 0,
        "error": "有 1 格，表头有 2 格；内容里有逗号就用引号括起来",
    }
    assert rows_of(result)[1]["row"] == 1


def test_a_model_of_pairs_takes_part(write, faq):
    pairs = [
        Pair("怎么退货", "如何退货", is_same=True),
        Pair("怎么退货", "几号发货", is_same=False),
    ]
    model = write(learn_pairs(pairs * 20).to_bytes(), "pairs.model")

    (row,) = rows_of(run("--faq", faq, "--model", model, "-", stdin="下单以后几天发货\n"))

    assert row["top"][0]["id"] == "发货"
    with pytest.raises(ImportFileError, match=r"faq\.csv: "):
        run("--faq", faq, "--model", faq, "-", stdin="几号发货\n")


@pytest.mark.parametrize(
    "options", [[], ["a.txt"], ["--faq", "a.csv"], ["a.txt", "--faq", "a", "--pairs", "b"]]
)
def test_there_are_two_things_to_do(options):
    assert run(*options).exit_code == Exit.WRONG


def test_no_file_that_is_read_is_written_over(write, faq):
    asked = write("几号发货\n", "asked.txt")

    assert run("--faq", faq, asked, "--out", faq).exit_code == Exit.WRONG
    assert run("--faq", faq, asked, "--out", asked).exit_code == Exit.WRONG
    assert faq.read_text("utf-8") == FAQ

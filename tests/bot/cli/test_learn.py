import json

import pytest
import typer
from typer.testing import CliRunner

from bot.cli.concerns import concerns
from bot.cli.learn import learn
from bot.cli.output import Exit
from bot.errors import ImportFileError, NotReady

app = typer.Typer(pretty_exceptions_enable=False)
app.command()(learn)
app.command()(concerns)

GOODS = ("裙子", "上衣", "外套", "毛衣", "裤子")
SAID = (
    ("{}味道很好闻", [["味道", "好闻", "气味", 1]]),
    ("{}物流太慢了", [["物流", "太慢", "物流", -1]]),
    ("{}马力很足", [[None, "很足", "动力", 1]]),
    ("{}收到了", []),
)


def run(*options, stdin=None):
    return CliRunner().invoke(app, [*map(str, options)], input=stdin, catch_exceptions=False)


@pytest.fixture
def labels(tmp_path):
    rows = [
        {"text": text.format(goods), "labels": labelled}
        for goods in GOODS
        for text, labelled in SAID
    ]
    path = tmp_path / "labels.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return path


@pytest.fixture
def model(tmp_path):
    return tmp_path / "shop.model"


def test_what_people_confirmed_is_learned_in_their_names(labels, model):
    result = run("learn", labels, "--out", model, "--category", "衣服", "--json")

    assert result.exit_code == Exit.DONE
    document = json.loads(result.stdout)
    assert (document["texts"], document["broken"], document["category"]) == (20, 0, "女装")
    assert set(document["names"]) == {"气味", "物流", "动力"}
    assert document["in_charge"] == "lexicon"


def test_who_is_in_charge_and_why_is_said_in_words(labels, model):
    printed = run("learn", labels, "--out", model).stdout

    assert "in_charge: lexicon" in printed
    assert "texts: 20" in printed
    assert "(" not in printed.partition("shares:")[2]


def test_a_model_answers_in_the_names_it_learned(labels, model):
    run("learn", labels, "--out", model, "--category", "女装")

    result = run("concerns", "-", "--model", model, stdin="大衣味道很好闻\n\n快递太慢了\n")

    assert result.exit_code == Exit.DONE
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [[found["concern"] for found in row["concerns"]] for row in rows] == [
        ["气味"],
        [],
        ["物流"],
    ]


def test_a_broken_cell_is_named_and_the_rest_is_learned(labels, model):
    with labels.open("a", encoding="utf-8") as file:
        file.write('\n{"text": "裙子", "labels": "[["}\n')

    result = run("learn", labels, "--out", model, "--json")

    assert result.exit_code == Exit.FOUND
    assert f"{labels} row 20：its labels are not JSON" in result.stderr
    assert json.loads(result.stdout)["broken"] == 1
    assert model.exists()


def test_same_questions_are_learned_from_pairs(tmp_path, model):
    pairs = tmp_path / "pairs.csv"
    rows = ["怎么退货,如何退货,1", "怎么退货,几号发货,0"] * 20
    pairs.write_text("\n".join(["question1,question2,label", *rows, "一,二,三"]), "utf-8")

    result = run("learn", "--pairs", pairs, "--out", model, "--json")

    assert result.exit_code == Exit.FOUND
    assert json.loads(result.stdout) == {"pairs": 40, "same": 20, "broken": 1}
    with pytest.raises(ImportFileError, match=r"shop\.model: "):
        run("concerns", "-", "--model", model, stdin="味道好\n")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", "", "是空的"),
        ("a.csv", "text,labels\n", "not a single row with a text and labels"),
        ("a.csv", "text,labels\n好,[]\n", "not a single row with a text and labels"),
        ("a.csv", "text\n好\n", "没有 labels 或 concerns 这一列；现有：text"),
    ],
)
def test_a_file_of_which_nothing_can_be_learned_is_refused(
    tmp_path, model, name, content, sentence
):
    file = tmp_path / name
    file.write_text(content, "utf-8")

    with pytest.raises(ImportFileError, match=sentence):
        run("learn", file, "--out", model)
    assert not model.exists()


def test_pairs_of_one_kind_teach_nothing(tmp_path, model):
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("question1,question2,label\n怎么退货,如何退货,1\n", "utf-8")

    with pytest.raises(ImportFileError, match=r"pairs\.csv: 1 pairs ask the same"):
        run("learn", "--pairs", pairs, "--out", model)


def test_a_model_is_a_file_of_its_own(labels, tmp_path):
    assert run("learn", labels, "--out", labels).exit_code == Exit.WRONG
    assert run("learn", labels, "--out", "-").exit_code == Exit.WRONG
    with pytest.raises(NotReady, match="写不了"):
        run("learn", labels, "--out", tmp_path / "no" / "folder")


@pytest.mark.parametrize("options", [[], ["a.csv", "--pairs", "b.csv"]])
def test_there_is_one_thing_to_learn_from(options, model):
    assert run("learn", *options, "--out", model).exit_code == Exit.WRONG

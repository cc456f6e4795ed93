import json

import pytest
import typer
from typer.testing import CliRunner

from bot.cli.evaluate import evaluate
from bot.cli.output import Exit
from bot.errors import ImportFileError
from bot.packaged import packaged_lexicon
from tagging.labels import Example, Label
from tagging.learning import learn
from tagging.stances import Stance

app = typer.Typer(pretty_exceptions_enable=False)
app.add_typer(evaluate, name="evaluate")


def run(*options, stdin=None):
    arguments = ["evaluate", *map(str, options)]
    return CliRunner().invoke(app, arguments, input=stdin, catch_exceptions=False)


def said(*rows):
    """Write labelled texts as JSON lines."""
    column = (
        "labels" if any(len(label) == 4 for _, labels in rows for label in labels) else "concerns"
    )
    return "\n".join(
        json.dumps({"text": text, column: labels}, ensure_ascii=False) for text, labels in rows
    )


def test_what_is_found_is_compared_with_what_was_said():
    result = run(
        "concerns",
        "-",
        stdin=said(
            ("味道很好闻，物流太慢了", [["气味", "praise"], ["物流", "complaint"]]),
            ("有没有色差", [["图文相符", "question"], ["质量", "question"]]),
            ("味道好", []),
        ),
    )

    assert result.exit_code == Exit.DONE
    document = json.loads(result.stdout)
    assert (document["texts"], document["broken"], document["left_out"]) == (3, 0, [])
    concern = document["concern"]
    assert (concern["said"], concern["found"], concern["right"]) == (4, 4, 3)
    assert (concern["precision"], concern["recall"], concern["f1"]) == (0.75, 0.75, 0.75)
    assert document["concern_and_stance"]["right"] == 3
    assert document["complaints"]["f1"] == 1
    assert document["asked_or_complained"] == {
        "f1": 0.8,
        "precision": 1,
        "recall": 0.6667,
        "said": 3,
        "found": 2,
        "right": 2,
    }
    assert document["by_name"]["气味"]["found"] == 2


def test_names_of_another_catalogue_stand_for_ours_and_the_rest_is_left_out():
    result = run(
        "concerns",
        "-",
        "--category",
        "化妆品",
        stdin=said(
            ("客服态度好，是正品", [["客服", "好", "服务", 1], [None, "正品", "真伪", 1]]),
            ("不错，马力足", [[None, "不错", "整体", 1], ["马力", "足", "动力", 1]]),
            ("味道香", []),
        ),
    )

    document = json.loads(result.stdout)
    assert document["left_out"] == ["动力", "整体"]
    assert set(document["by_name"]) == {"服务", "真伪"}
    assert document["concern"]["f1"] == document["concern"]["macro_f1"] == 1
    assert document["concern_and_polarity"]["right"] == 2
    assert "asked_or_complained" not in document


def test_a_model_is_measured_in_the_names_it_learned(tmp_path):
    file = tmp_path / "learned.model"
    examples = [
        Example("马力足", (Label("动力", Stance.PRAISES),)),
        Example("味道好", (Label("气味", Stance.PRAISES),)),
    ]
    file.write_bytes(learn(examples, packaged_lexicon("general")).to_bytes())

    result = run(
        "concerns",
        "-",
        "--model",
        file,
        stdin=said(("味道好，马力足", [[None, "好", "气味", 1], [None, "足", "动力", 1]])),
    )

    document = json.loads(result.stdout)
    assert document["left_out"] == []
    assert set(document["by_name"]) == {"气味", "动力"}
    assert document["by_name"]["气味"]["right"] == 1


def test_each_row_may_name_its_category(tmp_path):
    file = tmp_path / "labels.csv"
    file.write_text('text,concerns,类目\n味道好,"[[""口味"", ""praises""]]",水果\n', "utf-8")

    document = json.loads(run("concerns", file, "--category-column", "类目").stdout)

    assert document["concern"]["f1"] == 1


def test_a_broken_cell_is_named_and_the_rest_is_measured(tmp_path):
    file = tmp_path / "labels.csv"
    file.write_text('text,concerns\n一,[[\n味道好,"[[""气味"", ""praises""]]"\n', "utf-8")

    result = run("concerns", file)

    assert result.exit_code == Exit.FOUND
    assert f"{file} row 0：its labels are not JSON" in result.stderr
    document = json.loads(result.stdout)
    assert (document["texts"], document["broken"], document["concern"]["f1"]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("kind", "content", "sentence"),
    [
        ("concerns", "text,labels\n一,[[\n", "not a single row with a text and labels"),
        ("concerns", "text\n一\n", "没有 labels 或 concerns 这一列；现有：text"),
        ("pairs", "question1,question2,label\n一,二,三\n", "not a single row with two questions"),
        ("pairs", "question1,label\n一,1\n", "没有 question2 这一列"),
    ],
)
def test_a_file_of_which_nothing_can_be_used_is_refused(tmp_path, kind, content, sentence):
    file = tmp_path / "labels.csv"
    file.write_text(content, "utf-8")

    with pytest.raises(ImportFileError, match=sentence):
        run(kind, file)


def test_scores_of_pairs_are_compared_with_their_labels(tmp_path):
    file = tmp_path / "pairs.csv"
    file.write_text(
        "question1,question2,label\n怎么退货,怎么退货,1\n怎么退货,几号发货,0\n一,二,x\n", "utf-8"
    )

    result = run("pairs", file)

    assert result.exit_code == Exit.FOUND
    assert json.loads(result.stdout) == {
        "pairs": 2,
        "broken": 1,
        "same": 1,
        "auc": 1,
        "accuracy": 1,
    }


def test_the_entries_that_are_found_are_compared_with_the_right_ones(tmp_path):
    faq, asked = tmp_path / "faq.csv", tmp_path / "asked.csv"
    faq.write_text("id,question\n退,不喜欢可以退货吗\n发,下单以后几天发货\n", "utf-8")
    asked.write_text(
        "id,question,answer_id\n1,下单以后几天发货,发\n2,不喜欢可以退货吗,发\n3,隔壁锅炉修好了,\n",
        "utf-8",
    )

    document = json.loads(run("match", asked, "--faq", faq).stdout)

    assert document == {
        "entries": 2,
        "questions": 3,
        "broken": 0,
        "with_entry": 2,
        "recall_at_1": 0.5,
        "recall_at_5": document["recall_at_5"],
        "answered": 2,
        "answered_share": 0.6667,
        "answered_precision": 0.5,
    }
    with pytest.raises(ImportFileError, match="not a single question to use"):
        run("match", "-", "--faq", faq, stdin='{"question"\n')

import pytest

from bot.cli.pair_file import read_faq, read_pairs
from bot.cli.text_rows import Row
from bot.errors import ImportFileError
from tagging.matching import Entry
from tagging.pairs import Pair


@pytest.fixture
def write(tmp_path):
    def write_file(content, name="faq.csv"):
        path = tmp_path / name
        path.write_text(content, "utf-8")
        return path

    return write_file


def test_a_pair_says_whether_both_questions_mean_the_same():
    rows = [Row(0, ("怎么退货", "如何退货", "1")), Row(1, ("怎么退货", "几号发货", " 0"))]

    assert [pair for _, pair in read_pairs(rows)] == [
        Pair("怎么退货", "如何退货", is_same=True),
        Pair("怎么退货", "几号发货", is_same=False),
    ]


def test_a_pair_without_a_label_says_so():
    rows = [
        Row(0, ("怎么退货", "如何退货", "是")),
        Row(1, ("", "", "")),
        Row(2, ("",) * 3, "broken"),
    ]

    read = list(read_pairs(rows))

    assert [pair for _, pair in read] == [None, None, None]
    assert [row.error for row, _ in read] == [
        "its label is neither 1 (same meaning) nor 0",
        "",
        "broken",
    ]


def test_rows_of_one_id_are_phrasings_and_share_an_answer(write):
    faq = read_faq(write("id,question,answer\n1,怎么退货,七天内可以\n1,如何退货,\n2,几号发货,\n"))

    assert faq.entries == [Entry("1", "怎么退货"), Entry("1", "如何退货"), Entry("2", "几号发货")]
    assert faq.answers == {"1": "七天内可以"}
    assert faq.broken == 0


def test_an_answer_may_be_left_out_and_a_number_be_an_id(write):
    faq = read_faq(write('{"id": 7, "question": "怎么退货"}\n\n', "faq.jsonl"))

    assert faq.entries == [Entry("7", "怎么退货")]
    assert faq.answers == {}


def test_an_entry_without_an_id_or_a_question_is_named(write, capsys):
    path = write("id,question\n1,怎么退货\n,如何退货\n3, \n")

    assert read_faq(path).broken == 2
    assert capsys.readouterr().err.splitlines() == [
        f"zhanggui: {path} row 1：its id or its question is empty",
        f"zhanggui: {path} row 2：its id or its question is empty",
    ]


def test_an_faq_without_an_entry_is_refused(write):
    with pytest.raises(ImportFileError, match=r"faq\.csv: not a single row with an id"):
        read_faq(write("id,question\n"))
    with pytest.raises(ImportFileError, match="没有 id 这一列；现有：question"):
        read_faq(write("question\n怎么退货\n"))

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.text_rows import (
    LONGEST_CELL,
    STEP,
    STEP_CHARACTERS,
    Column,
    Row,
    in_steps,
    name_broken,
    open_rows,
)
from bot.errors import ImportFileError

TEXT = [Column(("text",))]
QUESTION = [Column(("question", "text")), Column(("id",), is_needed=False, is_text=False)]


@pytest.fixture
def read(tmp_path):
    def read_rows(content, name="file", columns=TEXT, **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        with open_rows(path, columns, **options) as rows:
            return list(rows)

    return read_rows


def cells_of(rows):
    return [row.cells for row in rows]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "id,text\n1,好\n2,坏\n"),
        ("a.CSV.gz", "id,text\n1,好\n2,坏\n"),
        ("a.tsv", "id\ttext\n1\t好\n2\t坏\n"),
        ("a.jsonl", '{"text": "好"}\n{"text": "坏", "id": 2}\n'),
        ("a.json", '{"text": "好"}\n{"text": "坏"}\n'),
        ("a.txt", "好\n坏\n"),
        ("a.txt", "好\r\n坏"),
        ("a", "好\r坏\r"),
        ("a.log", "好\n坏\n"),
        ("-a", '{"text": "好"}\n{"text": "坏"}\n'),
        ("a", " text ,类目\n好,女装\n坏,女装\n"),
    ],
)
def test_the_name_decides_the_form_else_the_first_line(read, name, content):
    assert cells_of(read(content, name, may_be_plain=True)) == [("好",), ("坏",)]


def test_a_csv_by_name_is_never_read_as_plain_lines(read):
    with pytest.raises(ImportFileError, match=r"a\.csv：没有 text 这一列；现有：内容"):
        read("内容\n好\n", "a.csv", may_be_plain=True)


def test_where_columns_are_named_lines_must_be_csv(read):
    with pytest.raises(ImportFileError, match="没有 text 这一列；现有：好"):
        read("好\n坏\n", "a.txt")


def test_a_plain_text_may_begin_with_a_brace(read):
    assert cells_of(read("{笑}好\n", "a.txt", may_be_plain=True)) == [("{笑}好",)]


@pytest.mark.parametrize(
    ("name", "content", "cells"),
    [
        ("a.txt", "\n好\n\n\n坏\n\n", ["", "好", "", "", "坏", ""]),
        ("a.jsonl", '\n{"text": "好"}\n\n', ["", "好", ""]),
        ("a.csv", "\ntext\n好\n\n坏\n", ["好", "", "坏"]),
        ("a.csv", "id,text\n1,好\n\n2,\n", ["好", ""]),
        ("a.txt", "\n\n", ["", ""]),
    ],
)
def test_empty_lines_keep_their_place_where_a_line_is_a_row(read, name, content, cells):
    rows = read(content, name, may_be_plain=True)

    assert cells_of(rows) == [(cell,) for cell in cells]
    assert [row.number for row in rows] == list(range(len(cells)))


def test_a_column_has_several_names_and_the_first_that_is_there_counts(read):
    assert cells_of(read("text,id\n好,1\n", "a.csv", QUESTION)) == [("好", "1")]
    assert cells_of(read("text,question\n坏,好\n", "a.csv", QUESTION)) == [("好", "")]
    assert cells_of(read('{"text": "好", "id": 7}\n', "a.jsonl", QUESTION)) == [("好", "7")]
    assert cells_of(read('{"question": "好", "id": null}\n', "a.jsonl", QUESTION)) == [("好", "")]
    with pytest.raises(ImportFileError, match="没有 question 或 text 这一列；现有：id"):
        read("id\n1\n", "a.csv", QUESTION)


def test_json_in_json_lines_comes_as_json(read):
    columns = [Column(("labels",), is_text=False)]

    assert cells_of(read('{"labels": [["气味", 1]]}\n', "a.jsonl", columns)) == [
        ('[["气味", 1]]',)
    ]


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("a.csv", b"text,n\n\xff\xfe\xb0,1\n", "有读不出的字节"),
        ("a.csv", b"text,n\na,b,c\n", "有 3 格，表头有 2 格"),
        ("a.csv", "text,n\n一\n", "有 1 格，表头有 2 格"),
        ("a.csv", "text\n" + "长" * (LONGEST_CELL + 1) + "\n", "有一格超过 1,048,576 个字"),
        ("a.jsonl", '{"text"\n', "不是一条 JSON"),
        ("a.jsonl", "[" * 100_000, "不是一条 JSON"),
        ("a.jsonl", '{"text": 3}\n', "没有 text，或者不是文字"),
        ("a.jsonl", "[]\n", "没有 text，或者不是文字"),
        ("a.jsonl", b'{"text": "\xff"}\n', "有读不出的字节"),
        ("a.txt", b"\xff\xfe\xb0\n", "有读不出的字节"),
    ],
)
def test_a_row_that_cannot_be_read_says_why(read, name, content, error):
    (row,) = read(content, name, may_be_plain=True, encoding="utf-8")

    assert row.error.startswith(error)
    assert row.cells == ("",)


def test_a_row_behind_a_broken_one_is_read(read):
    rows = read("text,n\n" + "长" * (LONGEST_CELL + 1) + "\n好,1\n", "a.csv")

    assert [row.cells for row in rows if not row.error] == [("好",)]
    assert [row.number for row in rows] == [0, 1]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", r"a\.csv：是空的；写上内容$"),
        (b"\n\n", "是空的；第一行要有表头"),
        (b'"' + b"a" * (LONGEST_CELL + 1), "第一行不是表头（field larger"),
        (b"t\xff\ntext\n", "表头有读不出的字节"),
        ("text\x07,列\n".encode(), r"没有 text 这一列；现有：text\?, 列"),
        (b"column," * 99, r"没有 text 这一列；现有：[columnn, ]{200}…$"),
    ],
)
def test_a_file_without_a_header_is_one_sentence(read, content, sentence):
    with pytest.raises(ImportFileError, match=sentence):
        read(content, "a.csv", encoding="utf-8")


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a"])
def test_an_empty_file_is_one_sentence(read, name):
    with pytest.raises(ImportFileError, match="是空的"):
        read(b"", name, may_be_plain=True)


def test_a_line_too_long_for_a_header_is_a_plain_line(read):
    (row,) = read('"' + "长" * (LONGEST_CELL + 1), "a", may_be_plain=True)

    assert len(row.cells[0]) == LONGEST_CELL + 2


@given(st.lists(st.integers(0, 3 * STEP_CHARACTERS // 2), max_size=5), st.integers(0, 3 * STEP))
def test_steps_keep_all_rows_in_order_and_hold_little(lengths, short_rows):
    rows = [Row(at, ("长" * length,)) for at, length in enumerate(lengths)]
    rows += [Row(len(lengths) + at, ("短",)) for at in range(short_rows)]

    steps = list(in_steps(rows))

    assert [row for step in steps for row in step] == rows
    assert all(len(step) <= STEP for step in steps)
    assert all(sum(len(row.cells[0]) for row in step[:-1]) < STEP_CHARACTERS for step in steps)


def test_broken_rows_are_named_and_counted(capsys):
    step = [Row(0, ("好",)), Row(1, ("",), "is not JSON")]

    assert name_broken(Path("a.jsonl"), step) == 1
    assert capsys.readouterr().err == "zhanggui: a.jsonl row 1：is not JSON\n"

import gzip
from contextlib import closing

import pytest
from openpyxl import Workbook

from bot.errors import ImportFileError
from bot.imports.reader import (
    LINES_PER_ROW,
    has_blank_line,
    is_packed,
    peek_table,
    read_table,
)
from tests.bot.imports.tables import lines_of, written

TABLE = lines_of("订单编号,客户", "1001,小满", "1002,立夏")
ROWS = [(2, ["1001", "小满"]), (3, ["1002", "立夏"])]


def read(path, **options):
    table = read_table(path, **options)
    with closing(table.rows.file):
        return table, list(table.rows)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_a_table_reads_the_same_in_every_encoding(tmp_path, encoding):
    table, rows = read(written(tmp_path, TABLE, encoding=encoding))

    assert (table.columns, rows) == (["订单编号", "客户"], ROWS)


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_table_reads_the_same_with_every_delimiter(tmp_path, delimiter, line_end):
    text = TABLE.replace(",", delimiter).replace("\n", line_end)

    assert read(written(tmp_path, text, name="file.txt"))[1] == ROWS


def test_a_packed_table_is_unpacked_whatever_its_name(tmp_path):
    path = tmp_path / "file.csv"
    path.write_bytes(gzip.compress(TABLE.encode("gb18030"), mtime=0))

    assert read(path)[1] == ROWS


def test_a_workbook_is_read_like_a_text(tmp_path):
    book = Workbook()
    for row in (["订单编号", "客户"], ["1001", "小满"], [1002, "立夏"]):
        book.active.append(row)
    book.save(tmp_path / "file.xlsx")
    (tmp_path / "file.xlsx.gz").write_bytes(
        gzip.compress((tmp_path / "file.xlsx").read_bytes(), mtime=0)
    )

    plain, rows = read(tmp_path / "file.xlsx")

    assert (plain.encoding, rows) == ("xlsx", ROWS)
    assert read(tmp_path / "file.xlsx.gz")[1] == ROWS


def test_rows_can_be_read_again(tmp_path):
    table = read_table(written(tmp_path, TABLE))
    with closing(table.rows.file):
        assert list(table.rows) == list(table.rows) == ROWS


@pytest.mark.parametrize("title", ["青禾衣铺订单导出", "青禾衣铺订单导出,", '"导出于,今天"'])
def test_a_title_above_the_header_does_no_harm(tmp_path, title):
    table, rows = read(written(tmp_path, lines_of(title, "", TABLE.strip())))

    assert table.columns == ["订单编号", "客户"]
    assert rows == [(4, ["1001", "小满"]), (5, ["1002", "立夏"])]


def test_a_table_of_one_column_keeps_its_commas_apart(tmp_path):
    table, rows = read(written(tmp_path, lines_of("评价内容", "很好；下次再来", "一般")))

    assert (table.columns, [cells for _, cells in rows]) == (
        ["评价内容"],
        [["很好；下次再来"], ["一般"]],
    )


def test_empty_rows_are_left_out_and_numbers_stay_those_of_the_sheet(tmp_path):
    path = written(tmp_path, lines_of("订单编号,客户", "", "1001,小满", ",", "1002,立夏"))

    assert [number for number, _ in read(path)[1]] == [3, 5]


def test_nul_bytes_and_line_breaks_in_a_cell_are_survived(tmp_path):
    path = written(tmp_path, '客户,留言\n小满,"第一行\n第二\0行"\n')

    assert read(path)[1] == [(2, ["小满", "第一行\n第二行"])]


def test_lines_are_counted_for_the_progress_bar(tmp_path):
    assert read(written(tmp_path, TABLE))[0].lines == 3


@pytest.mark.parametrize("name", ["file.xlsm", "file.XLSM", "file.xlsm.gz"])
def test_a_workbook_with_macros_is_refused_by_its_name(tmp_path, name):
    with pytest.raises(ImportFileError, match="带宏"):
        read(written(tmp_path, TABLE, name=name))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "是空的"),
        (b"\n\n , \n", "没有表头"),
        (gzip.compress(TABLE.encode(), mtime=0)[:-9], "坏了或不完整"),
        (b"\x1f\x8b nothing packed", "坏了或不完整"),
        ('客户,留言\n小满,"没有写完\n立夏,好\n'.encode(), "引号没有成对"),
        (('客户,留言\n小满,"' + "很长\n" * (LINES_PER_ROW + 1)).encode(), "行数太多"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path, content, sentence):
    path = tmp_path / "file.csv"
    path.write_bytes(content)

    with pytest.raises(ImportFileError, match=sentence) as caught:
        read(path)

    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ImportFileError, match=r"nowhere\.csv：没有这个文件"):
        read(tmp_path / "nowhere.csv")


def test_a_file_that_unpacks_too_far_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("bot.imports.reader.UNPACKED_BYTES", 10)
    path = tmp_path / "file.csv.gz"
    path.write_bytes(gzip.compress(TABLE.encode(), mtime=0))

    with pytest.raises(ImportFileError, match="解开超过"):
        read(path)


def test_letters_named_by_hand_win(tmp_path):
    table, _ = read(written(tmp_path, "a,b\né,1\n", encoding="latin-1"), encoding="latin-1")

    assert table.encoding == "latin-1"


def test_the_first_rows_of_a_large_file_are_looked_at_alone(tmp_path):
    text = "某店订单\n买家,时间\n" + "小周,2026-01-02\n" * 40_000
    path = tmp_path / "orders.csv"
    path.write_text(text, encoding="utf-8")
    packed = tmp_path / "packed"
    packed.write_bytes(gzip.compress(text.encode(), mtime=0))

    for file in (path, packed):
        head = peek_table(file)
        assert head is not None
        assert (head.columns, head.rows.header_number) == (["买家", "时间"], 2)
        assert 100 < len(list(head.rows)) < 40_000
    assert (is_packed(path), is_packed(packed)) == (False, True)


@pytest.mark.parametrize(
    "content",
    [
        "买家,时间\n小周,\n".encode("gb18030"),
        "买家,时间\n".encode("utf-16"),
        b"PK\x03\x04...",
        b"a,b\n1,\0\n",
        b"",
        gzip.compress(b"a,b\n" * 9, mtime=0)[:-9],
    ],
)
def test_what_may_be_no_plain_csv_is_not_guessed_at(tmp_path, content):
    path = tmp_path / "orders.csv"
    path.write_bytes(content)

    assert peek_table(path) is None


@pytest.mark.parametrize(
    ("text", "is_there"),
    [
        ("a,b\n1,2\n", False),
        ("a,b\n1,2\n\n\n", False),
        ("a,b\r\n1,2\r\n\r\n", False),
        ("a,b\n\n1,2\n", True),
        ("a,b\r\n\r\n1,2\r\n", True),
        ("x\n" * (1 << 19) + "\n1,2", True),
        ("x\n" * ((1 << 19) - 1) + "x\r\n1,2", False),
        ("x\n" * ((1 << 19) - 1) + "\n\n1,2", True),
        ("x\n" * (1 << 19) + "\n" * (1 << 20) + "1", True),
    ],
)
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_blank_line_between_rows_is_seen_wherever_it_stands(tmp_path, text, is_there, pack):
    path = tmp_path / "orders.csv"
    path.write_bytes(pack(text.encode()))

    assert has_blank_line(path) is is_there

import csv
from contextlib import closing

import pytest

from bot.errors import ImportFileError
from bot.imports.reader import read_table
from bot.imports.refusals import disarmed, write_refusals
from bot.imports.rows import BadRow
from tests.bot.imports.tables import ORDER_HEADER, bad_of, chunks_of, lines_of, rows_of, written

REFUSED = [BadRow(3, "客户为空", "补上客户后重新导入")]


def refuse(path, out, refused=REFUSED):
    table = read_table(path)
    with closing(table.rows.file):
        write_refusals(table, refused, out)


def read(path):
    return list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))


def test_refused_rows_are_written_as_they_were_with_number_reason_and_advice(tmp_path):
    path = written(tmp_path, lines_of("订单号,客户,金额", "1001,小满,8", "1002", "1003,立夏,9"))

    refuse(path, tmp_path / "out.csv")

    assert read(tmp_path / "out.csv") == [
        ["订单号", "客户", "金额", "行号", "原因", "建议"],
        ["1002", "", "", "3", "客户为空", "补上客户后重新导入"],
    ]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_becomes_a_formula(cell):
    assert disarmed(cell) == "'" + cell
    assert disarmed("x" + cell) == "x" + cell


def test_the_mended_copy_can_be_imported_again_and_keeps_one_set_of_notes(tmp_path):
    path = written(
        tmp_path, lines_of(ORDER_HEADER, "1001,小满,8,2026-01-02", "1002,,-9,2026-01-02")
    )
    out = tmp_path / "out.csv"
    refuse(path, out)

    (bad,) = bad_of(chunks_of(out))
    refuse(out, tmp_path / "again.csv", [bad])
    out.write_text(out.read_text(encoding="utf-8-sig").replace("1002,", "1002,立夏"), "utf-8")

    assert len(read(tmp_path / "again.csv")[0]) == len(read(out)[0])
    assert [row.amount_fen for row in rows_of(chunks_of(out))] == [-900]


def test_a_place_nobody_can_write_to_is_one_sentence(tmp_path):
    path = written(tmp_path, lines_of("订单号,客户", "1001,小满"))

    with pytest.raises(ImportFileError, match="cannot be written"):
        refuse(path, tmp_path / "nowhere" / "out.csv")

import io
import zipfile

import pytest
from openpyxl import Workbook

from bot.errors import ImportFileError
from bot.imports.workbook import sheet_as_csv


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(tmp_path, content):
    path = tmp_path / "file.xlsx"
    path.write_bytes(content)
    with path.open("rb") as file, sheet_as_csv(file, path.name) as out:
        return out.read().decode()


def test_the_first_visible_sheet_is_read(tmp_path):
    book = Workbook()
    book.active.append(["hidden"])
    book.active.sheet_state = "hidden"
    book.create_sheet("订单").append(["订单编号"])

    assert read(tmp_path, saved(book)) == "订单编号\r\n"


def test_one_cell_in_the_farthest_corner_takes_nobody_down(tmp_path):
    book = Workbook()
    book.active["A1"] = "订单编号"
    book.active["XFD1048576"] = 1

    with pytest.raises(ImportFileError, match="stray cell"):
        read(tmp_path, saved(book))


def test_a_workbook_with_macros_is_refused_by_its_content(tmp_path):
    content = io.BytesIO(saved(Workbook()))
    with zipfile.ZipFile(content, "a") as package:
        package.writestr("xl/vbaProject.bin", b"")

    with pytest.raises(ImportFileError, match="macros"):
        read(tmp_path, content.getvalue())


def test_a_workbook_that_unpacks_too_far_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("bot.imports.workbook.UNPACKED_BYTES", 100)

    with pytest.raises(ImportFileError, match="unpacks to"):
        read(tmp_path, saved(Workbook()))


@pytest.mark.parametrize("content", [b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 broken"])
def test_a_broken_workbook_is_one_sentence(tmp_path, content):
    with pytest.raises(ImportFileError, match="not a readable spreadsheet") as caught:
        read(tmp_path, content)

    assert "\n" not in str(caught.value)


def test_a_workbook_that_takes_too_long_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr("bot.imports.workbook.WALL_SECONDS", 0.001)

    with pytest.raises(ImportFileError, match="not read within"):
        read(tmp_path, saved(Workbook()))

import io
from datetime import date, datetime, time

import pytest

from bot.imports.sheet import text_of, write_rows


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("小满", "小满"),
        ("", ""),
        (True, "TRUE"),
        (False, "FALSE"),
        (17850.0, "17850"),
        (-3, "-3"),
        (12.1, "12.1"),
        (0.1 + 0.2, "0.3"),
        (datetime.fromisoformat("2026-01-02T03:04"), "2026-01-02 03:04:00"),
        (date(2026, 1, 2), "2026-01-02"),
        (time(3, 4), "03:04:00"),
    ],
)
def test_a_cell_is_written_as_its_owner_would(cell, text):
    assert text_of(cell) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (999_999_999_999_999.0, "999999999999999"),
        (1_234_567_890_123_456.0, "1234567890123456"),
        (1_234_567_890_123_450.0, "1.23456789012345E+15"),
        (2.31e18, "2.31E+18"),
        (2e18, "2E+18"),
    ],
)
def test_a_number_a_spreadsheet_cut_is_never_written_as_whole(number, text):
    assert text_of(number) == text


def test_a_row_of_nothing_stays_an_empty_row():
    out = io.StringIO()

    write_rows([["a", "b"], ["", ""], [1.0, ""]], out)

    assert out.getvalue() == "a,b\r\n\r\n1,\r\n"

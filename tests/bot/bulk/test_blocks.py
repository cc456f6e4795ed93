import csv
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.bulk import blocks
from bot.bulk.blocks import read_blocks
from bot.errors import ImportFileError
from bot.imports.reader import Rows

CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)


def blocks_of(text, size):
    return read_blocks(Rows(BytesIO(text.encode()), "聊天.csv", "utf-8", ",", 1), size)


def rows_in(text):
    return list(csv.reader(StringIO(text, newline="")))


@given(rows=st.lists(st.lists(CELL, min_size=2, max_size=2), max_size=12))
@pytest.mark.parametrize("size", [1, 5, 1000])
def test_blocks_read_apart_hold_the_rows_of_the_whole(size, rows):
    out = StringIO(newline="")
    csv.writer(out).writerows(rows)
    cut = blocks_of(out.getvalue(), size)

    assert [row for block in cut for row in rows_in(block)] == rows


@given(
    text=st.text(st.sampled_from('a",\r\n\0'), max_size=40)
    .filter(lambda text: "\r\0" not in text)  # a line end with a NUL in its middle is two
    .map(lambda text: text + 'b"\n'),
    size=st.integers(1, 50),
)
def test_quotation_marks_inside_a_cell_open_none(text, size):
    try:
        rows = [row for block in blocks_of(text, size) for row in rows_in(block)]
    except ImportFileError:
        rows = None

    clean = text.replace("\0", "")
    last_is_open = len(rows_in(clean + "z\n")) == len(rows_in(clean))
    assert rows == (None if last_is_open else rows_in(clean))


def test_a_quotation_mark_that_never_closes_is_named():
    with pytest.raises(ImportFileError, match=r"聊天\.csv: a quoted cell never ends"):
        list(blocks_of('会话,内容\nA,"你好\n', 1000))


def test_a_row_that_goes_on_and_on_is_not_read_to_the_end(monkeypatch):
    monkeypatch.setattr(blocks, "LONGEST_ROW", 20)
    cut = blocks_of('会话,内容\nA,"你好\n' + "你好\n" * 1000 + '"\n', 12)

    with pytest.raises(ImportFileError, match="never ends"):
        list(cut)

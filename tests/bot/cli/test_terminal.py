import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from bot.cli.terminal import columns, folded

POST = "羊毛衫洗护三句话：冷水、中性洗涤剂（pH 6 到 8）、平铺晾干。见 https://example.com/care"


@pytest.mark.parametrize(("said", "kept"), [("45", 45), ("5", 20), ("300", 100)])
def test_a_line_is_as_wide_as_the_terminal_within_reason(monkeypatch, said, kept):
    monkeypatch.setenv("COLUMNS", said)

    assert columns() == kept


@settings(max_examples=40)
@given(st.integers(20, 100))
def test_chinese_counts_double_and_nothing_is_lost(width):
    lines = list(folded(POST, width, first="· ", then="  "))

    assert max(map(cell_len, lines)) <= width
    assert "".join("".join(lines).split()) == "·" + "".join(POST.split())


def test_no_line_begins_with_a_closing_sign_and_no_word_is_cut():
    lines = list(folded(POST, 20))

    assert not any(line[0] in "，。：、）" for line in lines)
    assert any(line.startswith("（pH") or "（pH" in line for line in lines)


def test_the_line_ends_of_a_post_stay():
    assert list(folded("一\n\n二", 20, first="> ", then="  ")) == ["> 一", "", "  二"]


def test_nothing_is_an_empty_line():
    assert list(folded("", 20, first="· ")) == ["·"]


def test_what_would_steer_a_terminal_is_left_out():
    assert list(folded("大衣\x1b[2J上新\x07", 20)) == ["大衣 [2J上新"]

from datetime import date

import pytest

from bot.cli.allowed_file import allowed_in, read_allowed
from bot.errors import ImportFileError

TODAY = date(2026, 11, 22)


def read(tmp_path, content, encoding="utf-8"):
    file = tmp_path / "white.csv"
    file.write_bytes(content.encode(encoding))
    return read_allowed(file, TODAY)


@pytest.mark.parametrize("header", ["word,until,reason", "词,到期,理由"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_word_is_allowed_up_to_its_last_day(tmp_path, header, encoding):
    rows = "冠军,2026-11-22,赛事证书\n顶级,2026/11/21,品名\n"
    found = read(tmp_path, f"{header}\n{rows}", encoding)

    assert found.words == {"冠军"}
    assert found.faults == (
        "white.csv 第 3 行：「顶级」2026-11-21 已经到期，不再放行；续期或删去这一行",
    )


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        (",2027-01-01,x", "没有写词"),
        ("冠军,,x", "「冠军」没有到期日"),
        ("冠军,明年,x", "到期日看不懂：明年"),
    ],
)
def test_a_row_without_a_word_or_an_end_allows_nothing(tmp_path, row, complaint):
    found = read(tmp_path, f"word,until,reason\n{row}\n")

    assert found.words == frozenset()
    assert found.faults[0].startswith(f"white.csv 第 2 行：{complaint}")


def test_a_table_without_an_end_for_its_words_is_refused(tmp_path):
    with pytest.raises(
        ImportFileError, match="要有 word（词）和 until（到期）；现有：word、reason"
    ):
        read(tmp_path, "word,reason\n冠军,x\n")


def test_without_a_white_list_no_word_is_allowed_and_expired_rows_are_named(tmp_path, capsys):
    file = tmp_path / "white.csv"
    file.write_text("词,到期\n冠军,2020-01-01\n顶级,2099-12-31\n", "utf-8")

    assert allowed_in(None) == frozenset()
    assert allowed_in(file) == {"顶级"}
    assert "「冠军」2020-01-01 已经到期" in capsys.readouterr().err

import sys

import pytest

from bot.bulk.parquet import ask, parquet, write_parquet
from bot.errors import NotReady


def test_an_answer_is_written_and_read_again(tmp_path):
    path = tmp_path / "it's.parquet"

    write_parquet("SELECT 7 AS days", path, tmp_path)

    assert ask(f"FROM {parquet(path)}").fetchall() == [(7,)]
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_written_leaves_the_older_file_and_nothing_else(tmp_path):
    path = tmp_path / "states.parquet"
    write_parquet("SELECT 7 AS days", path, tmp_path)

    with pytest.raises(NotReady) as caught:
        write_parquet("SELECT CAST('seven' AS INT)", path, tmp_path)

    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == [path]
    assert ask(f"FROM {parquet(path)}").fetchall() == [(7,)]


def test_without_duckdb_one_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)

    with pytest.raises(NotReady, match=r'pip install "zhanggui\[bulk\]"'):
        ask("SELECT 1")

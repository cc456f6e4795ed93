import os
from contextlib import ExitStack, closing

import pytest

from bot.bulk import chat_tags
from bot.bulk.chat_tags import Done, Words, hear_chats
from bot.errors import ImportFileError, NotReady
from bot.imports.columns import Kind
from bot.imports.reader import CELL_CHARS, read_table
from bot.packaged import packaged_concerns
from tests.bot.bulk.clusters import small_cluster
from tests.bot.imports.tables import lines_of, reading_of, written

WORDS = Words(packaged_concerns(), "女装")
SAID = (
    ("小王", "客户", "这件会不会偏小？"),
    ("小王", "客服", "不会掉色的"),
    ("小李", "客户", "洗了一次就起球，太差了"),
    ("小王", "客户", "穿着会不会偏小呢"),
    ("小李", "客户", "在吗"),
)


def lines_said(rows=SAID):
    return lines_of("会话,角色,内容", *(",".join(row) for row in rows))


@pytest.fixture(name="log")
def _log(tmp_path):
    with ExitStack() as opened:

        def write(rows=SAID):
            table = read_table(written(tmp_path, lines_said(rows)))
            opened.callback(table.rows.file.close)
            return table, reading_of(table, Kind.CHATS)

        yield write


def test_customers_are_heard_and_staff_are_not(log):
    (heard,) = hear_chats(*log(), WORDS)

    signs = {
        (who, concern, stance.value): one for (who, concern, stance), one in heard.signs.items()
    }
    assert (heard.rows, heard.messages, heard.refused) == (6, 5, [])
    assert signs.keys() == {("小王", "尺码大小", "asks"), ("小李", "质量", "complains")}
    assert signs["小王", "尺码大小", "asks"].seen == 2
    assert signs["小王", "尺码大小", "asks"].sentence == "穿着会不会偏小呢"


def test_a_bad_row_is_refused_with_the_number_it_has_in_the_file(log):
    rows = (*SAID, ("小赵", "路人", "你好"), ("", "客户", "你好"), ("小赵", "客户", ""))

    (heard,) = hear_chats(*log(rows), WORDS)

    assert [bad.number for bad in heard.refused] == [7, 8, 9]
    assert heard.messages == 5


def test_a_worry_at_a_time_nobody_can_read_is_refused(tmp_path):
    said = ("小王,客户,这件会不会偏小？,1/2/2026", "小王,客户,会不会偏小,2026-01-02 03:04")
    table = read_table(written(tmp_path, lines_of("会话,角色,内容,时间", *said)))
    with closing(table.rows.file):
        (heard,) = hear_chats(table, reading_of(table, Kind.CHATS), WORDS)

    assert [(bad.number, "1/2/2026" in bad.reason) for bad in heard.refused] == [(2, True)]
    assert heard.messages == 1
    assert [sign.seen for sign in heard.signs.values()] == [1]


def test_a_cell_without_end_is_named_by_file_and_row(log):
    table, reading = log((*SAID * 3, ("小王", "客户", "大" * (CELL_CHARS + 1))))

    with pytest.raises(ImportFileError, match=r"after row \d+: field larger .* check the quotes"):
        list(hear_chats(table, reading, WORDS))


def die(*_):
    os._exit(1)


def test_a_process_ended_from_outside_is_told_and_the_run_can_go_on(log, monkeypatch):
    monkeypatch.setattr(chat_tags, "FEW", 0)
    monkeypatch.setattr(chat_tags, "hear_block", die)
    table, reading = log()

    with pytest.raises(NotReady, match=r"after row 0: .* ended from outside.* the next run goes"):
        list(hear_chats(table, reading, WORDS))


def heard_by(engine, log):
    table, reading = log(SAID * 30 + (("小赵", "路人", "你好"),))
    blocks = list(hear_chats(table, reading, WORDS, engine=engine, block_chars=200))
    assert len(blocks) > 5
    seen = sum(sign.seen for block in blocks for sign in block.signs.values())
    return seen, [bad.number for block in blocks for bad in block.refused]


@pytest.mark.parametrize("engine", ["", "local", "processes"])
def test_many_hear_what_one_hears(log, monkeypatch, engine):
    monkeypatch.setattr(chat_tags, "FEW", 0)

    assert heard_by(engine, log) == (90, [152])


@pytest.mark.slow
def test_a_cluster_hears_what_one_hears(log, monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr(chat_tags, "FEW", 0)
    with small_cluster() as name:
        assert heard_by(name, log) == (90, [152])


def test_what_was_heard_before_is_passed_over(log):
    assert list(hear_chats(*log(), WORDS, done=Done(1, 6))) == []

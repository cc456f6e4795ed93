import csv
import gzip
import json
import sqlite3

import pytest
import typer
from typer.testing import CliRunner

from bot.cli.imports import import_file
from bot.cli.output import Exit
from bot.errors import ConfigError, ImportFileError, StoreError
from bot.imports.columns import Kind

app = typer.Typer()
app.command("import")(import_file)

HEADER = "订单编号,买家会员名,买家实际支付金额,订单付款时间\n"
GOOD = HEADER + "1001,小满,8,2026-01-02\n1002,立夏,1299.00,2026/1/3 4:5\n"
MIXED = GOOD + "2.31E+18,小满,9,2026-01-04\n=1003,,-9,2026-01-04\n"


@pytest.fixture
def shop(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def take(folder, text, *options, kind=Kind.ORDERS, encoding="utf-8", name="file.csv"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    database = f"sqlite:///{(folder / 'shop.db').as_posix()}"
    return CliRunner().invoke(app, [kind, str(path), "--store", database, *options])


def orders_in(folder):
    with sqlite3.connect(folder / "shop.db") as database:
        found = database.execute("SELECT order_no, amount_fen FROM orders ORDER BY 1").fetchall()
    database.close()
    return dict(found)


def told(result):
    return json.loads(result.stdout)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_file_is_imported_in_any_encoding(shop, encoding):
    result = take(shop, GOOD, encoding=encoding)

    assert result.exit_code == Exit.DONE
    assert orders_in(shop) == {"1001": 800, "1002": 129_900}


def test_the_counts_are_printed_for_people(shop):
    lines = take(shop, MIXED).stdout.splitlines()

    assert lines[0] == "共 4 行（utf-8），已导入："
    assert [line.split() for line in lines[1:6]] == [
        ["新增", "2"],
        ["更新", "0"],
        ["跳过", "0"],
        ["冲突", "0"],
        ["坏行", "2"],
    ]
    assert lines[6] == "没有收下的行、原因和建议：file.csv.errors.csv"


def test_the_counts_of_a_preview_are_printed_as_such(shop):
    lines = take(shop, MIXED, "--preview").stdout.splitlines()

    assert lines[0] == "共 4 行（utf-8），导入后会是："
    assert len(lines) == 6


@pytest.mark.parametrize(
    ("bad", "options", "named", "rest"),
    [
        (3, (), 3, None),
        (4, (), 3, "还有 1 行，见 file.csv.errors.csv"),
        (4, ("--preview",), 4, None),
        (20, ("--preview",), 20, None),
        (21, ("--preview",), 20, "还有 1 行，正式导入时会另存一个文件"),
    ],
)
def test_of_many_bad_rows_the_first_are_named_and_the_rest_is_counted(
    shop, bad, options, named, rest
):
    rows = "".join(f"{number},,9,2026-01-04\n" for number in range(bad))
    told = take(shop, HEADER + rows, *options).stderr

    assert told.count("客户为空") == named
    assert ("还有" in told) is (rest is not None)
    assert rest is None or told.endswith(f"{rest}\n")


def test_the_counts_are_printed_for_programs_and_add_up(shop):
    first, second = (take(shop, gzip.compress(GOOD.encode()), "--json") for _ in range(2))

    assert (told(first)["new"], told(second)["skipped"]) == (2, 2)
    assert (told(first)["rows"], told(first)["errors_file"]) == (2, None)


def test_bad_rows_go_to_a_file_with_number_reason_and_advice(shop):
    result = take(shop, MIXED)

    assert result.exit_code == Exit.FOUND
    assert "请把该列设为文本后重新导出" in result.stderr
    text = (shop / "file.csv.errors.csv").read_text(encoding="utf-8-sig")
    header, ruined, without = list(csv.reader(text.splitlines()))
    assert header[-3:] == ["行号", "原因", "建议"]
    assert (ruined[-3], ruined[-1]) == ("4", "请把该列设为文本后重新导出")
    assert (without[0], without[2], without[-2]) == ("'=1003", "'-9", "客户为空")
    assert orders_in(shop) == {"1001": 800, "1002": 129_900}


def test_the_file_of_errors_is_where_it_was_asked_for(shop):
    result = take(shop, MIXED, "--json", "--errors", "out.csv")

    assert told(result)["errors_file"] == "out.csv"
    assert (shop / "out.csv").exists()
    assert not (shop / "file.csv.errors.csv").exists()


def test_a_preview_counts_and_writes_nothing(shop):
    result = take(shop, MIXED, "--preview", "--json")

    assert result.exit_code == Exit.FOUND
    assert {name: told(result)[name] for name in ("preview", "rows", "new", "bad")} == {
        "preview": True,
        "rows": 4,
        "new": 2,
        "bad": 2,
    }
    assert orders_in(shop) == {}
    assert list(shop.glob("*.errors.csv")) == []


def test_a_conflict_is_reported_and_changes_nothing(shop):
    take(shop, GOOD)

    result = take(shop, HEADER + "1001,立夏,80,2026-01-02\n", "--json")

    assert (result.exit_code, told(result)["conflicting"]) == (Exit.FOUND, 1)
    assert orders_in(shop)["1001"] == 800


def test_columns_can_be_given_by_hand(shop):
    text = "甲,乙,丙,丁\n1001,小满,8,2026-01-02\n"

    result = take(shop, text, "--map", "order_no=甲,customer=乙,amount=丙,paid_at=丁")

    assert (result.exit_code, orders_in(shop)) == (Exit.DONE, {"1001": 800})


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.CUSTOMERS, "客户姓名,客户手机号\n小满,13800001234\n"),
        (Kind.PRODUCTS, "商品编码,商品名称\nA1,衬衫\n"),
        (Kind.REVIEWS, "评价内容\n显瘦\n"),
        (Kind.CHATS, "session,role,text\ns1,customer,在吗\n"),
    ],
)
def test_every_kind_is_imported(shop, kind, text):
    result = take(shop, text.encode(), "--json", kind=kind)

    assert (result.exit_code, told(result)["new"]) == (Exit.DONE, 1)


@pytest.mark.parametrize(
    ("text", "options", "error"),
    [
        ("甲,乙\n1,2\n", (), ImportFileError),
        ("", (), ImportFileError),
        (GOOD, ("--encoding", "utf-16"), ImportFileError),
        (GOOD, ("--map", "order_no"), ImportFileError),
        (GOOD, ("--config", "nowhere.toml"), ConfigError),
        (GOOD, ("--store", "sqlite:////proc/nowhere/shop.db"), StoreError),
    ],
)
def test_what_cannot_be_read_is_one_sentence_and_writes_nothing(shop, text, options, error):
    result = take(shop, text, *options)

    assert isinstance(result.exception, error)
    assert "\n" not in str(result.exception)
    assert not (shop / "shop.db").exists()


def test_a_kind_nobody_knows_is_refused(shop):
    assert CliRunner().invoke(app, ["wishes", str(shop)]).exit_code == Exit.WRONG


def test_a_chat_log_may_leave_nothing_but_suggested_tags(shop):
    log = "会话,角色,内容\ns1,客户,会不会掉色\ns1,客服,不会\n"

    result = take(shop, log, "--only-tags", kind=Kind.CHATS)

    assert result.exit_code == Exit.DONE
    with sqlite3.connect(shop / "shop.db") as database:
        found = database.execute("SELECT concern, stance, state FROM tags").fetchall()
        kept = database.execute("SELECT count(*) FROM messages").fetchone()
    database.close()
    assert found == [("质量", "asks", "suggested")]
    assert kept == (0,)


def approve_a_word(folder):
    take(folder, GOOD)
    with sqlite3.connect(folder / "shop.db") as database:
        database.execute(
            "INSERT INTO proposals (id, concern, list, text, is_addition, state, who, at,"
            " settled_at) VALUES ('p1', '质量', 'complains', '像砂纸', 1, 'approved', 'x', 0, 0)"
        )
    database.close()


def test_a_chat_log_is_heard_with_the_words_operators_approved(shop):
    approve_a_word(shop)
    take(shop, "会话,角色,内容\ns1,客户,摸着像砂纸\n", "--only-tags", kind=Kind.CHATS)

    with sqlite3.connect(shop / "shop.db") as database:
        found = database.execute("SELECT concern, evidence FROM tags").fetchall()
    database.close()
    assert found == [("质量", "像砂纸")]


@pytest.mark.parametrize(("kind", "options"), [(Kind.ORDERS, ()), (Kind.CHATS, ("--preview",))])
def test_only_tags_is_for_chats_that_are_written(shop, kind, options):
    assert take(shop, GOOD, "--only-tags", *options, kind=kind).exit_code == Exit.WRONG


def test_messages_that_are_kept_are_read_with_the_words_operators_approved(shop):
    approve_a_word(shop)
    chat = "会话,角色,内容\ns1,客户,摸着像砂纸\n"
    take(shop, chat, "--preview", kind=Kind.CHATS)
    take(shop, chat, kind=Kind.CHATS)

    with sqlite3.connect(shop / "shop.db") as database:
        found = database.execute(
            "SELECT f.concern, f.evidence, m.text FROM findings f"
            " JOIN messages m ON m.id = f.said_in"
        ).fetchall()
    database.close()
    assert found == [("质量", "像砂纸", "摸着像砂纸")]

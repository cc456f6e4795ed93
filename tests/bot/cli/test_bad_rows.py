from collections import Counter
from pathlib import Path

from bot.cli.bad_rows import NAMED_AT_MOST, name_bad_rows
from bot.imports.rows import BadRow

ORDERS = Path("orders.csv")


def test_a_bad_row_is_named_with_its_reason_and_what_to_do(capsys):
    name_bad_rows(ORDERS, [BadRow(5, "客户为空", "补上客户")], {"补上客户": 1})

    assert capsys.readouterr().err == "zhanggui: orders.csv 第 5 行：客户为空；补上客户\n"


def test_a_command_that_leaves_the_header_out_counts_otherwise(capsys):
    name_bad_rows(ORDERS, [BadRow(5, "客户为空", "补上客户")], {"补上客户": 2}, unit="条")

    assert capsys.readouterr().err == (
        "zhanggui: orders.csv 第 5 条：客户为空；补上客户\n"
        "zhanggui: orders.csv 还有 1 条：补上客户\n"
    )


def test_of_many_alike_the_first_are_named_and_the_others_counted(capsys):
    bad = [BadRow(n, "客户为空", "补上客户") for n in range(NAMED_AT_MOST + 2, 1, -1)]

    name_bad_rows(ORDERS, bad, Counter({"补上客户": 50}))

    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == NAMED_AT_MOST + 1
    assert "第 2 行" in lines[0]
    assert lines[-1] == f"zhanggui: orders.csv 还有 {50 - NAMED_AT_MOST} 行：补上客户"

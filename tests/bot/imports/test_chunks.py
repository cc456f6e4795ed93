import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.imports.columns import Kind
from bot.imports.orders import CHUNK
from tests.bot.imports.tables import (
    ORDER_HEADER,
    bad_of,
    chunks_of,
    lines_of,
    rows_of,
    written,
)


def test_a_row_wider_than_the_header_is_bad_and_the_others_are_kept(tmp_path):
    path = written(
        tmp_path,
        lines_of(
            ORDER_HEADER,
            "1001,小满,12.5,2026-01-02",
            "1002,立夏,1,299.00,2026-01-02",
            "1003,立夏,8,2026-01-03,,",
            "1004,立夏,9",
        ),
    )

    chunks = chunks_of(path)

    assert [row.key for row in rows_of(chunks)] == ["1001", "1003"]
    assert [(bad.number, bad.reason) for bad in bad_of(chunks)] == [
        (3, "有 5 列，表头只有 4 列"),
        (5, "付款时间为空"),
    ]


def test_a_row_said_twice_counts_once(tmp_path):
    path = written(tmp_path, lines_of("商品编码,商品名称", "A1,衬衫", "B2,长裤", "A1,衬衫"))

    (chunk,) = chunks_of(path, Kind.PRODUCTS)

    assert [entry.numbers for entry in chunk.entries] == [(2,), (3,)]
    assert chunk.repeated == [4]


def test_a_row_said_twice_differently_is_a_conflict_and_the_first_stands(tmp_path):
    path = written(tmp_path, lines_of("商品编码,商品名称", "A1,衬衫", "A1,长裤"))

    (chunk,) = chunks_of(path, Kind.PRODUCTS)

    assert [row.name for row in rows_of([chunk])] == ["衬衫"]
    assert [(bad.number, bad.is_conflict) for bad in chunk.bad] == [(3, True)]


@pytest.mark.parametrize(("rows", "sizes"), [(CHUNK, [CHUNK]), (CHUNK + 1, [CHUNK, 1]), (0, [])])
def test_a_long_file_is_cut_into_chunks(tmp_path, rows, sizes):
    lines = (f"A{place}" for place in range(rows))

    chunks = chunks_of(written(tmp_path, lines_of("商品编码", *lines)), Kind.PRODUCTS)

    assert [chunk.rows for chunk in chunks] == sizes


cells = st.one_of(
    st.sampled_from(["", "1001", "1002", "小满", "立夏", "12.5", "-3", "2026-01-02", "2.31E+18"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)
tables = st.lists(st.lists(cells, min_size=1, max_size=6), max_size=30)
kinds = {
    Kind.ORDERS: ["订单号", "客户", "付款时间", "金额"],
    Kind.CUSTOMERS: ["客户编号", "手机号", "姓名", "生日"],
    Kind.PRODUCTS: ["商品编码", "商品名称", "类目", "价格"],
    Kind.REVIEWS: ["评价内容", "买家", "评分", "时间"],
    Kind.CHATS: ["会话", "角色", "内容", "时间"],
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.sampled_from(list(Kind)), tables)
def test_every_row_of_any_file_is_taken_refused_or_repeated(tmp_path, kind, rows):
    out = io.StringIO()
    csv.writer(out).writerows([kinds[kind], *rows])
    filled = [row for row in csv.reader(io.StringIO(out.getvalue().replace("\0", ""))) if any(row)]

    chunks = chunks_of(written(tmp_path, out.getvalue()), kind)

    assert sum(chunk.rows for chunk in chunks) == len(filled) - 1

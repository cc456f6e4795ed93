from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.flows.imports import import_rows, preview
from bot.imports.columns import Kind
from bot.imports.rows import Counts
from bot.packaged import packaged_lexicon
from bot.store.review_tables import findings
from bot.store.tables import messages, orders, products, purchase_states, tags
from tests.bot.imports.tables import ORDER_HEADER, chunks_of, lines_of, written
from tests.builders import run

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SOURCE = "import:青禾衣铺"
FILES = {
    Kind.ORDERS: (ORDER_HEADER, "1001,小满,8,2026-01-02", "1002,立夏,9,2026-01-03"),
    Kind.CUSTOMERS: ("客户编号,姓名,手机号", "A1,小满,13800001234", "A2,立夏,138****1234"),
    Kind.PRODUCTS: ("商品编码,商品名称,售价", "A1,衬衫,129", "B2,长裤,159"),
    Kind.REVIEWS: ("买家会员名,评价内容,评分", "小满,显瘦,5", "t***1,色差大,1"),
    Kind.CHATS: ("会话,角色,内容", "s1,客户,在吗", "s1,客服,在的", "s1,客户,在吗"),
}


def file_of(folder, *lines, **options):
    return written(folder, lines_of(*lines), **options)


async def take(store, path, kind=Kind.ORDERS, *, verb=import_rows, **options):
    return await verb(iter(chunks_of(path, kind)), store, source=SOURCE, now=NOW, **options)


async def all_of(store, table):
    async with store.reading() as unit:
        return await unit.work.rows(select(table))


@pytest.mark.parametrize("kind", Kind)
async def test_the_same_file_twice_changes_nothing(any_store, tmp_path, kind):
    path = file_of(tmp_path, *FILES[kind])
    rows = len(FILES[kind]) - 1

    assert (await take(any_store, path, kind, verb=preview)).counts == Counts(new=rows)
    assert (await take(any_store, path, kind)).counts == Counts(new=rows)
    assert (await take(any_store, path, kind, verb=preview)).counts == Counts(skipped=rows)
    assert (await take(any_store, path, kind)).counts == Counts(skipped=rows)


@pytest.mark.parametrize("kind", Kind)
async def test_a_preview_writes_nothing(store, tmp_path, kind):
    path = file_of(tmp_path, *FILES[kind])

    await take(store, path, kind, verb=preview)
    again = await take(store, path, kind, verb=preview)

    assert again.counts.new == again.counts.rows


async def test_bad_rows_are_named_and_the_good_ones_kept(store, tmp_path):
    path = file_of(
        tmp_path,
        ORDER_HEADER,
        "1001,小满,8,2026-01-02",
        "1002,,9,2026-01-03",
        "1003,立夏,x,2026-01-03",
    )

    outcome = await take(store, path)

    assert outcome.counts == Counts(new=1, bad=2)
    assert [(bad.number, bad.reason) for bad in outcome.refused] == [
        (3, "客户为空"),
        (4, "金额看不懂：x"),
    ]
    assert [row.order_no for row in await all_of(store, orders)] == ["1001"]


async def test_a_later_status_updates_an_order_and_what_the_customer_bought(store, tmp_path):
    header = "订单号,客户,金额,付款时间,下单时间,订单状态"
    open_ = "1001,小满,8,,2026-01-02,等待买家付款"
    paid = "1001,小满,8,2026-01-03,2026-01-02,交易成功"

    await take(store, file_of(tmp_path, header, open_))
    (before,) = await all_of(store, purchase_states)
    updated = await take(store, file_of(tmp_path, header, paid))
    older = await take(store, file_of(tmp_path, header, open_))
    (after,) = await all_of(store, purchase_states)

    assert (updated.counts, older.counts) == (Counts(updated=1), Counts(skipped=1))
    assert (before.orders, after.orders) == (0, 1)


async def test_an_order_of_somebody_else_is_a_conflict_and_stays_as_it_was(store, tmp_path):
    await take(store, file_of(tmp_path, ORDER_HEADER, "1001,小满,8,2026-01-02"))

    path = file_of(tmp_path, ORDER_HEADER, "1001,立夏,80,2026-01-02", "1002,立夏,9,2026-01-02")
    foreseen = await take(store, path, verb=preview)
    outcome = await take(store, path)

    assert foreseen.counts == outcome.counts == Counts(new=1, conflicting=1)
    assert [(bad.number, bad.is_conflict) for bad in outcome.refused] == [(2, True)]
    assert {row.order_no: row.amount_fen for row in await all_of(store, orders)} == {
        "1001": 800,
        "1002": 900,
    }


async def test_an_order_counts_all_its_lines(store, tmp_path):
    header = "invoice_no,stock_code,description,quantity,invoice_ts,unit_price,customer_id"
    path = file_of(
        tmp_path,
        header,
        "5001,A1,衬衫,2,2026-01-02,10,7",
        "5002,A1,衬衫,1,2026-01-02,10,7",
        "5001,B2,长裤,1,2026-01-02,5.5,7",
        "C5001,B2,长裤,-1,2026-01-05,5.5,7",
    )

    outcome = await take(store, path)
    (state,) = await all_of(store, purchase_states)

    assert outcome.counts == Counts(new=4)
    assert (state.orders, state.money_fen, state.items) == (2, 3000, 3)
    names = {row.code: row.name for row in await all_of(store, products)}
    assert (names["A1"], names["B2"]) == ("衬衫", "长裤")


async def test_a_name_from_an_order_never_replaces_a_product(store, tmp_path):
    await take(store, file_of(tmp_path, "商品编码,商品名称", "A1,亚麻衬衫"), Kind.PRODUCTS)
    header = "订单号,客户,付款时间,金额,商品编码,商品名称"

    await take(store, file_of(tmp_path, header, "1001,小满,2026-01-02,8,A1,旧名字"))

    names = {row.code: row.name for row in await all_of(store, products)}
    assert names["A1"] == "亚麻衬衫"


async def test_a_customer_met_in_orders_is_completed_by_the_customer_file(store, tmp_path):
    await take(store, file_of(tmp_path, ORDER_HEADER, "1001,A1,8,2026-01-02"))
    first = await take(store, file_of(tmp_path, "客户编号,姓名", "A1,小满"), Kind.CUSTOMERS)
    silent = await take(store, file_of(tmp_path, "客户编号,姓名", "A1,"), Kind.CUSTOMERS)

    assert (first.counts, silent.counts) == (Counts(updated=1), Counts(skipped=1))


async def test_messages_without_a_time_follow_one_another(store, tmp_path):
    await take(store, file_of(tmp_path, *FILES[Kind.CHATS]), Kind.CHATS)

    found = sorted(await all_of(store, messages), key=lambda row: row.at)
    assert [row.text for row in found] == ["在吗", "在的", "在吗"]
    assert found[0].at == NOW + timedelta(milliseconds=1)
    assert len({row.customer for row in found}) == 1


async def test_what_customers_say_in_a_chat_log_is_read_once_and_what_staff_say_never(
    any_store, tmp_path
):
    path = file_of(
        tmp_path,
        "会话,角色,内容,时间",
        "s1,客户,会偏小吗？,2026-02-03",
        "s1,客户,会不会偏小,2026-02-01",
        "s1,客服,会不会起球,2026-02-02",
        "s2,客户,在吗,2026-02-02",
    )
    reading = {"lexicon": packaged_lexicon("女装")}
    await take(any_store, file_of(tmp_path, ORDER_HEADER, "1001,s1,8,2026-02-02", name="o.csv"))
    await take(any_store, path, Kind.CHATS, verb=preview)
    assert await all_of(any_store, findings) == []

    assert (await take(any_store, path, Kind.CHATS, **reading)).counts == Counts(new=4)
    assert (await take(any_store, path, Kind.CHATS, **reading)).counts == Counts(skipped=4)

    texts = {row.id: row for row in await all_of(any_store, messages)}
    found = sorted(await all_of(any_store, findings), key=lambda row: row.at)
    assert [texts[row.said_in].text for row in found] == ["会不会偏小", "会偏小吗？"]
    assert {(row.origin, row.concern, row.category) for row in found} == {
        ("message", "尺码大小", "女装")
    }
    assert [row.is_returning for row in found] == [False, True]  # who paid in between
    assert {row.text: row.read_as for row in texts.values()} == {
        "会不会偏小": "女装",
        "会偏小吗？": "女装",
        "会不会起球": "",
        "在吗": "女装",
    }
    (tag,) = await all_of(any_store, tags)
    assert (tag.customer, tag.concern, tag.stance) == (found[0].customer, "尺码大小", "asks")
    assert (tag.state, tag.seen, tag.sentence) == ("suggested", 2, "会偏小吗？")


async def test_a_chat_log_is_only_kept_where_there_are_no_words_to_read_it_by(store, tmp_path):
    path = file_of(tmp_path, "会话,角色,内容", "s1,客户,会不会偏小")
    await take(store, path, Kind.CHATS)

    assert await all_of(store, findings) == []
    assert [row.read_as for row in await all_of(store, messages)] == [""]


async def test_progress_hears_of_every_row(store, tmp_path):
    heard = []

    outcome = await take(
        store, file_of(tmp_path, *FILES[Kind.ORDERS], "bad"), on_rows=heard.append
    )

    assert sum(heard) == outcome.counts.rows == 3


async def test_what_was_written_before_a_break_is_kept_and_resumed(store, tmp_path):
    chunks = chunks_of(file_of(tmp_path, *FILES[Kind.PRODUCTS]), Kind.PRODUCTS)

    def breaking():
        yield chunks[0]
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        await import_rows(breaking(), store, source=SOURCE, now=NOW)
    resumed = await import_rows(iter(chunks), store, source=SOURCE, now=NOW)

    assert resumed.counts == Counts(skipped=2)


order_rows = st.lists(
    st.tuples(
        st.sampled_from(["1001", "1002", "1003", "2.31E+18", ""]),
        st.sampled_from(["小满", "立夏", ""]),
        st.sampled_from(["8", "9.50", "-3", "x"]),
        st.sampled_from(["2026-01-02", "2026/1/3 4:5", "昨天"]),
    ),
    max_size=12,
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None
)
@given(order_rows, order_rows)
def test_the_counts_of_any_file_add_up_and_a_preview_foretells_them(
    migrated, tmp_path_factory, before, after
):
    from bot.store import Store

    folder = tmp_path_factory.mktemp("file")
    (folder / "shop.db").write_bytes(migrated.read_bytes())

    async def story():
        store = await Store.open(f"sqlite:///{folder / 'shop.db'}")
        first, second = (
            written(folder, lines_of(ORDER_HEADER, *map(",".join, rows)), name=f"{name}.csv")
            for name, rows in (("first", before), ("second", after))
        )
        await take(store, first)
        counts = [
            (await take(store, second, verb=verb)).counts
            for verb in (preview, import_rows, import_rows)
        ]
        await store.close()
        return counts

    foreseen, done, again = run(story())

    assert foreseen == done
    assert done.rows == len(after)
    assert (again.new, again.updated) == (0, 0)

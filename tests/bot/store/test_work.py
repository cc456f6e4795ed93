from contextlib import contextmanager

import pytest
from sqlalchemy import event, insert, select, update

from bot.store.ids import new_id
from bot.store.tables import consents, contacts, customers, group_chats, products
from tests.builders import NOON


@contextmanager
def statements(store):
    """List what is sent to the database meanwhile."""
    sent = []

    def note(_connection, _cursor, statement, *_):
        sent.append(statement.split()[0])

    engine = store.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def person(number, **values):
    return {"id": f"c{number}", "name": f"客{number}", "created_at": NOON} | values


def product(code="A1", **values):
    return {"code": code, "name": "衬衫", "category": "上衣"} | values


async def names(unit, table=customers):
    return [row.name for row in await unit.work.rows(select(table.c.name).order_by(table.c.name))]


async def test_fifty_new_rows_are_one_statement(any_store):
    async with any_store.unit() as unit:
        with statements(any_store) as sent:
            for number in range(50):
                unit.work.insert(customers, person(number))
            await unit.work.flush()
        assert sent == ["INSERT"]
        assert len(await names(unit)) == 50


async def test_fifty_changes_and_fifty_last_words_are_one_statement_each(any_store):
    async with any_store.unit() as unit:
        for number in range(50):
            unit.work.insert(customers, person(number))
        await unit.work.flush()
        with statements(any_store) as sent:
            for number in range(50):
                unit.work.update(customers, {"id": f"c{number}"}, {"city": "杭州"})
                unit.work.upsert(products, product(f"P{number}"))
            await unit.work.flush()

    assert sent == ["INSERT", "UPDATE"]


async def test_nothing_to_write_sends_nothing(any_store):
    async with any_store.unit() as unit:
        with statements(any_store) as sent:
            await unit.work.flush()

    assert sent == []


async def test_what_was_written_is_read_in_the_same_unit(any_store):
    async with any_store.unit() as unit:
        unit.work.insert(customers, person(1))
        assert await names(unit) == ["客1"]
        unit.work.update(customers, {"id": "c1"}, {"name": "小满"})
        row = await unit.work.row(select(customers.c.name))
        unit.work.update(customers, {"id": "c1"}, {"name": "立夏"})
        changed = await unit.work.change(
            update(customers).where(customers.c.name == "立夏").values(city="杭州")
        )

    assert (row.name, changed) == ("小满", 1)


async def test_what_was_written_last_is_committed_without_a_reading(any_store):
    async with any_store.unit() as unit:
        unit.work.insert(customers, person(1))
    async with any_store.reading() as unit:
        assert await names(unit) == ["客1"]


async def test_a_unit_that_fails_writes_nothing(any_store):
    with pytest.raises(RuntimeError):
        async with any_store.unit() as unit:
            unit.work.insert(customers, person(1))
            await unit.work.flush()
            raise RuntimeError
    async with any_store.reading() as unit:
        assert await names(unit) == []


async def test_the_last_word_wins(any_store):
    async with any_store.unit() as unit:
        for name in ("衬衫", "棉衬衫", "棉麻衬衫"):
            unit.work.upsert(products, product(name=name))
    async with any_store.unit() as unit:
        assert await names(unit, products) == ["棉麻衬衫"]
        unit.work.upsert(products, product(name="亚麻衬衫"))
        assert await names(unit, products) == ["亚麻衬衫"]


async def test_a_last_word_leaves_alone_what_it_does_not_speak_of(any_store):
    async with any_store.unit() as unit:
        unit.work.upsert(products, product(price_fen=12900))
        await unit.work.flush()
        unit.work.upsert(products, {"code": "A1", "name": "长裤"})
        row = await unit.work.row(select(products))

    assert (row.name, row.category, row.price_fen) == ("长裤", "上衣", 12900)


async def test_a_row_that_is_all_key_is_kept_once(any_store):
    async with any_store.unit() as unit:
        for _ in range(2):
            unit.work.upsert(products, {"code": "A1"})
            await unit.work.flush()
        rows = await unit.work.rows(select(products.c.code))

    assert len(rows) == 1


async def test_changes_of_the_same_row_keep_their_order(any_store):
    async with any_store.unit() as unit:
        unit.work.insert(customers, person(1))
        for name in ("小满", "立夏", "谷雨"):
            unit.work.update(customers, {"id": "c1"}, {"name": name})
        assert await names(unit) == ["谷雨"]


async def test_changes_of_different_columns_of_the_same_row_keep_their_order_too(any_store):
    async with any_store.unit() as unit:
        unit.work.insert(customers, person(1))
        unit.work.update(customers, {"id": "c1"}, {"name": "小满"})
        unit.work.update(customers, {"id": "c1"}, {"name": "立夏", "city": "杭州"})
        unit.work.update(customers, {"id": "c1"}, {"name": "谷雨"})
        row = await unit.work.row(select(customers))

    assert (row.name, row.city) == ("谷雨", "杭州")


async def test_parents_are_written_before_their_children(any_store):
    async with any_store.unit() as unit:
        unit.work.insert(
            consents,
            {
                "id": new_id(),
                "customer": "c1",
                "purpose": "marketing",
                "is_given": False,
                "ground": "退订",
                "at": NOON,
            },
        )
        unit.work.upsert(
            contacts,
            {"account": "gh_1", "contact": "a", "customer": "c1", "first_seen": NOON},
        )
        unit.work.insert(customers, person(1))
    async with any_store.reading() as unit:
        assert await names(unit) == ["客1"]


async def test_rows_with_different_columns_are_all_kept(any_store):
    async with any_store.unit() as unit:
        unit.work.insert(customers, person(1))
        unit.work.insert(customers, person(2, city="杭州"))
        unit.work.insert(customers, {"created_at": NOON, "name": "客3", "id": "c3"})
        assert await names(unit) == ["客1", "客2", "客3"]


async def test_many_rows_go_in_at_once_and_tell_what_was_written(any_store):
    rows = [{"account": "gh_1", "chat": f"g{n}", "created_at": NOON} for n in range(3)]
    async with any_store.unit() as unit:
        statement = insert(group_chats).returning(group_chats.c.chat)
        written = await unit.work.insert_returning(statement, rows)

    assert sorted(row.chat for row in written) == ["g0", "g1", "g2"]
    assert unit.work.dialect in {"sqlite", "postgresql"}


async def test_the_first_row_or_none(any_store):
    async with any_store.reading() as unit:
        assert await unit.work.row(select(customers)) is None


async def test_a_last_word_keeps_what_it_is_told_to_keep(any_store):
    async with any_store.unit() as unit:
        unit.work.upsert(products, product(name="衬衫", price_fen=1), keeps=("name",))
        await unit.work.flush()
        unit.work.upsert(products, product(name="长裤", price_fen=2), keeps=("name",))
        row = await unit.work.row(select(products))

    assert (row.name, row.price_fen) == ("衬衫", 2)

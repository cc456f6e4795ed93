from importlib import import_module

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import inspect, text

from bot.errors import StoreError
from bot.store import Store, schema
from bot.store.tables import metadata


async def test_the_migrations_make_exactly_the_tables(any_store):
    def differences(connection):
        return compare_metadata(MigrationContext.configure(connection), metadata)

    async with any_store.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_upgrading_twice_changes_nothing(any_store):
    assert await schema.upgrade(any_store) is False


async def test_a_database_newer_than_the_program_is_refused(any_store):
    async with any_store.unit() as unit:
        await unit.work.change(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StoreError, match="newer"):
        await schema.upgrade(any_store)
    with pytest.raises(StoreError, match="newer"):
        await schema.check(any_store)


async def test_an_empty_database_is_told_from_an_upgraded_one(tmp_path):
    store = await Store.open(f"sqlite:///{tmp_path}/new.db")
    with pytest.raises(StoreError, match="db upgrade"):
        await schema.check(store)
    assert await schema.upgrade(store) is True
    await schema.check(store)
    await store.close()


async def test_the_first_tables_can_be_taken_down_again(any_store):
    first = import_module("bot.store.migrations.versions.0001_the_first_tables")

    def take_down(connection):
        with Operations.context(MigrationContext.configure(connection)):
            first.downgrade()
        return inspect(connection).get_table_names()

    async with any_store.engine.begin() as connection:
        assert await connection.run_sync(take_down) == ["alembic_version"]

"""What many tests stand on: a fresh store, and where PostgreSQL and real data are."""

import os
import shutil
import uuid
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the program does

import hypothesis
import pytest
import structlog

from bot.shop import stock_shelves
from bot.store import Store, schema
from tests.builders import run

# No timing asserts, also not by the property tests; in CI each run tries the same examples, and
# fewer than at home, where they are others each time: it has fifteen minutes for everything.
IN_CI = "CI" in os.environ
hypothesis.settings.register_profile(
    "zhanggui",
    deadline=None,
    derandomize=IN_CI,
    max_examples=40 if IN_CI else 100,
    print_blob=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("zhanggui")
# Plain log lines: structlog's own default draws tracebacks for seconds.
structlog.configure(
    processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()]
)
POSTGRES = os.environ.get("ZHANGGUI_TEST_POSTGRES", "")
REAL_DATA = os.environ.get("ZHANGGUI_REAL_DATA", "")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    """A stocked SQLite database, made once by the migrations and copied for each test."""
    path = tmp_path_factory.mktemp("store") / "template.db"

    async def build():
        store = await Store.open(f"sqlite:///{path}")
        await schema.upgrade(store)
        async with store.unit() as unit:
            await stock_shelves(unit)
        await store.close()

    run(build())
    return path


@pytest.fixture
def sqlite_url(migrated, tmp_path):
    """The address of a fresh, stocked SQLite database."""
    path = tmp_path / "zhanggui.db"
    shutil.copy(migrated, path)
    return f"sqlite:///{path}"


@pytest.fixture
async def store(sqlite_url):
    """A fresh, stocked store on SQLite."""
    store = await Store.open(sqlite_url)
    yield store
    await store.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
async def any_store(request, sqlite_url):
    """A fresh store on SQLite and, where there is one, on PostgreSQL."""
    if request.param == "sqlite":
        store = await Store.open(sqlite_url)
        yield store
        await store.close()
        return
    if not POSTGRES:
        pytest.skip("ZHANGGUI_TEST_POSTGRES is not set")
    async with fresh_postgres() as url:
        store = await Store.open(url)
        await schema.upgrade(store)
        yield store
        await store.close()


class fresh_postgres:  # noqa: N801 - reads as a verb phrase in `async with`
    """A database of the test's own, dropped afterwards."""

    def __init__(self):
        self.name = f"zhanggui_test_{uuid.uuid4().hex[:12]}"

    async def _tell(self, sentence):
        import asyncpg

        connection = await asyncpg.connect(POSTGRES)
        await connection.execute(sentence)
        await connection.close()

    async def __aenter__(self):
        await self._tell(f'CREATE DATABASE "{self.name}"')
        return f"{POSTGRES.rsplit('/', 1)[0]}/{self.name}"

    async def __aexit__(self, *_):
        await self._tell(f'DROP DATABASE "{self.name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def real_data():
    """The folder of real data; tests that need it skip where it is not given."""
    if not REAL_DATA:
        pytest.skip("ZHANGGUI_REAL_DATA is not set")
    return Path(REAL_DATA)

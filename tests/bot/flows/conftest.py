"""A shop and a unit for flows."""

import pytest

from bot.platforms.sandbox import ACCOUNT
from bot.shop import open_shop
from tests.builders import settings


@pytest.fixture
async def shop(store, sqlite_url):
    """The packaged shop."""
    async with store.reading() as unit:
        return await open_shop(settings(sqlite_url), unit)


@pytest.fixture
async def unit(store):
    """One unit of work for the whole test."""
    async with store.unit() as unit:
        yield unit


@pytest.fixture
def contact_of(unit):
    """Read a contact of the sandbox."""

    async def read(name="xiaoman"):
        return (await unit.customers.load([(ACCOUNT, name)]))[0]

    return read

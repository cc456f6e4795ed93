"""`zhanggui db upgrade`."""

import asyncio

import typer

from bot.cli.output import AsJson, say, say_json
from bot.cli.serve import ConfigFile
from bot.config import load_settings

db = typer.Typer(help="Look after the database.", no_args_is_help=True)


@db.callback()
def database() -> None:
    """Look after the database."""


@db.command()
def upgrade(config: ConfigFile = None, as_json: AsJson = False) -> None:
    """Bring the database to the schema of this program; doing it twice changes nothing."""
    from bot.store import Store, schema

    settings = load_settings(config)

    async def run() -> bool:
        store = await Store.open(settings.store.url, busy_seconds=settings.store.busy_seconds)
        try:
            return await schema.upgrade(store)
        finally:
            await store.close()

    is_changed = asyncio.run(run())
    if as_json:
        say_json({"schema": schema.LATEST, "changed": is_changed})
    else:
        say(f"schema {schema.LATEST}: {'upgraded' if is_changed else 'already up to date'}")

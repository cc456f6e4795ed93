"""Look at everything a shop needs before it opens, and say what to do about the rest."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.config import Settings
from bot.errors import BotError, StoreError, StoreTooNew
from bot.shop import open_shop
from bot.store import Store, schema
from persona.errors import PersonaError
from tagging.errors import TaggingError

OLDEST_PYTHON = (3, 11)
FREE_BYTES = 500 * 1024 * 1024
OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `advice` says what to do where it is not well."""

    name: str
    is_well: bool
    found: str
    advice: str = ""


async def examine(settings: Settings, *folders: Path) -> list[Check]:
    """Look at the program, the folders (data first, then settings) and the database."""
    checks = [_python(), _segmenter(), _space(folders[0])]
    checks += [check for folder in dict.fromkeys(folders) for check in _secrets(folder)]
    checks.append(_account(settings))
    checks.append(_api(settings))
    checks += [check async for check in _store(settings)]
    checks.append(await _port(settings))
    return checks


def _python() -> Check:
    found = ".".join(map(str, sys.version_info[:3]))
    return Check(
        "python", sys.version_info >= OLDEST_PYTHON, found, "install Python 3.11 or newer"
    )


def _segmenter() -> Check:
    from tagging.text import Engine, cut

    words = [word for word, _, _ in cut("这件会不会偏小", Engine.AUTO)]
    return Check("word segmentation", len(words) > 1, " ".join(words), "reinstall rjieba or jieba")


def _space(folder: Path) -> Check:
    import shutil

    free = shutil.disk_usage(folder if folder.exists() else Path.cwd()).free
    found = f"{free // 1024**2} MB free"
    return Check("disk", free >= FREE_BYTES, found, "make room: at least 500 MB")


def _secrets(folder: Path) -> Iterator[Check]:
    path = folder / "secrets.toml"
    if path.exists():
        mode = path.stat().st_mode & 0o777
        is_private = not mode & OTHERS
        yield Check("secrets file", is_private, f"{path} {mode:o}", f"run: chmod 600 {path}")


def _account(settings: Settings) -> Check:
    account = settings.official_account
    if account is None:
        return Check(
            "account", is_well=True, found="none: `zhanggui demo` opens, `serve` does not"
        )
    advice = "set official_account.app_secret: without it only responses can answer"
    return Check("account", bool(account.app_secret.get_secret_value()), account.account, advice)


def _api(settings: Settings) -> Check:
    has_token = bool(settings.api.token.get_secret_value())
    found = "open to who has the token" if has_token else "closed: no api.token"
    return Check("api", is_well=True, found=found)


async def _store(settings: Settings) -> AsyncIterator[Check]:
    if missing := _missing_file(settings.store.url):
        yield Check("database", is_well=True, found=f"{missing} will be made at the first start")
        return
    try:
        store = await Store.open(settings.store.url, busy_seconds=settings.store.busy_seconds)
    except BotError as error:
        yield Check("database", is_well=False, found=str(error), advice="check store.url")
        return
    try:
        async for check in _contents(store, settings):
            yield check
    finally:
        await store.close()


async def _contents(store: Store, settings: Settings) -> AsyncIterator[Check]:
    try:
        await schema.check(store)
    except StoreTooNew as error:
        yield Check("database", is_well=False, found=str(error), advice="upgrade the program")
        return
    except StoreError as error:
        yield Check("database", is_well=False, found=str(error), advice="run: zhanggui db upgrade")
        return
    yield Check("database", is_well=True, found=f"schema {schema.LATEST}, commits durable")
    try:
        async with store.reading() as unit:
            shop = await open_shop(settings, unit)
            uncertain = (await unit.outbox.count_waiting())["uncertain"]
    except (BotError, PersonaError, TaggingError) as error:
        yield Check("shop", is_well=False, found=str(error), advice="mend that setting or file")
        return
    found = f"{len(shop.scripts)} scripts, {len(shop.materials)} materials"
    yield Check("shop", is_well=True, found=found)
    advice = "ask the customers; docs/operations.md says how"
    yield Check("uncertain sends", not uncertain, str(uncertain), advice)


def _missing_file(url: str) -> Path | None:
    path = Path(url.removeprefix("sqlite:///"))
    return path if url.startswith("sqlite:") and not path.exists() else None


async def _port(settings: Settings) -> Check:
    host, port = settings.server.host, settings.server.port
    try:
        server = await asyncio.start_server(lambda *_: None, host, port)
    except OSError as error:
        found = f"{host}:{port}: {error.strerror}"
        return Check("port", is_well=False, found=found, advice="choose another server.port")
    server.close()
    await server.wait_closed()
    return Check("port", is_well=True, found=f"{host}:{port} is free")

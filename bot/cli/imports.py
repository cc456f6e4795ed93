"""`zhanggui import`: orders, customers, products, reviews and chats from exported files."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import asdict
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import AsJson, Exit, complain, say, say_json
from bot.clock import utc_now
from bot.config import Settings, load_settings
from bot.garbage import collect_less
from bot.imports.chunks import read_chunks
from bot.imports.columns import Kind, map_columns, parse_map, parse_vocabulary
from bot.imports.lines import Reading
from bot.imports.reader import Table, read_table
from bot.imports.refusals import write_refusals
from bot.imports.rows import BadRow, Chunk, Counts, Outcome

if TYPE_CHECKING:
    from bot.store import Store
    from tagging.changes import LexiconChange

VOCABULARY = "data/import_columns.toml"
SHOWN_ROWS = 3
SHOWN_IN_PREVIEW = 20
COUNT_NAMES = {
    "new": "新增",
    "updated": "更新",
    "skipped": "跳过",
    "conflicting": "冲突",
    "bad": "坏行",
}
SOURCE_CHARS = 64

OnlyTags = Annotated[
    bool,
    typer.Option(
        "--only-tags",
        help="Of chats: suggest tags to the customers, and keep none of the messages.",
    ),
]
Engine = Annotated[
    str, typer.Option(help="With --only-tags: processes of this machine, or dask://host:port.")
]


def import_file(
    kind: Annotated[Kind, typer.Argument(help="What the file holds.")],
    file: Annotated[Path, typer.Argument(help="CSV, TSV or XLSX, plain or .gz.")],
    *,
    map_: Annotated[
        str, typer.Option("--map", help="Columns by hand: 'order_no=单号,paid_at=时间'.")
    ] = "",
    is_preview: Annotated[
        bool, typer.Option("--preview", help="Count what would happen; write nothing.")
    ] = False,
    only_tags: OnlyTags = False,
    engine: Engine = "processes",
    errors: Annotated[
        Path | None,
        typer.Option(help="Where refused rows go (default: FILE.errors.csv in this folder)."),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="utf-8, gb18030, utf-16 (default: found out).")
    ] = None,
    config: Annotated[
        Path | None, typer.Option(help="Settings file (default: ./config.toml if any).")
    ] = None,
    store: Annotated[
        str | None, typer.Option(help="Database address; wins over the settings.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Import an exported file; rows that cannot be taken go to a file of their own, with advice.

    The same file twice changes nothing. The formats stand in docs/file-formats.md.
    """
    if only_tags and (kind is not Kind.CHATS or is_preview):
        raise typer.BadParameter("--only-tags is for chats, and has no preview")
    flags = {"store": {"url": store}} if store else {}
    settings = load_settings(config, secrets_path=None, **flags)
    table = read_table(file, encoding=encoding)
    with closing(table.rows.file):
        reading = _reading_of(table, kind, map_, settings)
        with _progress(table.lines) as on_rows:
            if only_tags:
                outcome = asyncio.run(_hear(table, reading, settings, engine, on_rows))
            else:
                chunks = read_chunks(table, kind, reading)
                take = _preview if is_preview else partial(_take, reads=kind is Kind.CHATS)
                outcome = asyncio.run(take(chunks, settings, on_rows))
        errors_file = None
        if outcome.refused and not is_preview:
            errors_file = errors or Path(f"{file.name}.errors.csv")
            write_refusals(table, outcome.refused, errors_file)
    _complain_of(outcome.refused, errors_file)
    if as_json:
        _report_json(kind, file, table, outcome.counts, errors_file, is_preview=is_preview)
    else:
        _report(table, outcome.counts, errors_file, is_preview=is_preview)
    raise typer.Exit(Exit.FOUND if outcome.refused else Exit.DONE)


def _reading_of(table: Table, kind: Kind, said: str, settings: Settings) -> Reading:
    text = (files("bot") / VOCABULARY).read_text(encoding="utf-8")
    vocabulary = parse_vocabulary(text, VOCABULARY)
    places = map_columns(kind, table.columns, vocabulary, parse_map(said))
    return Reading(places, vocabulary, settings.shop.zone)


async def _preview(
    chunks: Iterator[Chunk], settings: Settings, on_rows: Callable[[int], None]
) -> Outcome:
    from bot.flows.imports import preview

    source, now = _source(settings), utc_now()
    async with _opened_store(settings) as store:
        return await preview(chunks, store, source=source, now=now, on_rows=on_rows)


async def _take(
    chunks: Iterator[Chunk],
    settings: Settings,
    on_rows: Callable[[int], None],
    *,
    reads: bool,
) -> Outcome:
    from bot.flows.imports import import_rows
    from bot.packaged import packaged_lexicon

    async with _opened_store(settings) as store:
        lexicon = packaged_lexicon(*await _words_of(store, settings)) if reads else None
        return await import_rows(
            chunks,
            store,
            source=_source(settings),
            now=utc_now(),
            lexicon=lexicon,
            on_rows=on_rows,
        )


async def _hear(
    table: Table,
    reading: Reading,
    settings: Settings,
    engine: str,
    on_rows: Callable[[int], None],
) -> Outcome:
    from bot.bulk.chat_tags import Words
    from bot.flows.chat_tags import suggest_tags
    from bot.flows.imports import Terms
    from bot.packaged import packaged_concerns

    terms = Terms(_source(settings), utc_now())
    async with _opened_store(settings) as store:
        words = Words(packaged_concerns(), *await _words_of(store, settings))
        return await suggest_tags(
            table, reading, words, store, terms, engine=engine, on_rows=on_rows
        )


async def _words_of(store: "Store", settings: Settings) -> "tuple[str, tuple[LexiconChange, ...]]":
    """Say what is sold here, and what operators approved over the packaged words."""
    from tagging.lexicon import category_of

    category, _ = category_of(settings.shop.category)
    async with store.reading() as unit:
        return category, await unit.proposals.list_approved()


def _source(settings: Settings) -> str:
    return f"import:{settings.shop.name}"[:SOURCE_CHARS]


@asynccontextmanager
async def _opened_store(settings: Settings) -> "AsyncIterator[Store]":
    from bot.store import Store
    from bot.store.schema import upgrade

    collect_less()
    store = await Store.open(settings.store.url, busy_seconds=settings.store.busy_seconds)
    try:
        await upgrade(store)
        yield store
    finally:
        await store.close()


@contextmanager
def _progress(rows: int) -> Iterator[Callable[[int], None]]:
    """Show a bar where somebody sits before a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("import", total=rows)
        yield lambda done: bar.advance(task, done)


def _complain_of(refused: Sequence[BadRow], errors: Path | None) -> None:
    """Name the first refused rows; without a file of errors, that is in a preview, more."""
    shown = SHOWN_ROWS if errors else SHOWN_IN_PREVIEW
    for bad in refused[:shown]:
        complain(f"第 {bad.number} 行：{bad.reason}；{bad.advice}")
    if len(refused) > shown:
        where = f"见 {errors}" if errors else "正式导入时会另存一个文件"
        complain(f"还有 {len(refused) - shown} 行，{where}")


def _report(table: Table, counts: Counts, errors: Path | None, *, is_preview: bool) -> None:
    opening = "导入后会是" if is_preview else "已导入"
    say(f"共 {counts.rows} 行（{table.encoding}），{opening}：")
    for name, count in asdict(counts).items():
        say(f"  {COUNT_NAMES[name]}{count:>9}")
    if errors:
        say(f"没有收下的行、原因和建议：{errors}")


def _report_json(
    kind: Kind,
    file: Path,
    table: Table,
    counts: Counts,
    errors: Path | None,
    *,
    is_preview: bool,
) -> None:
    say_json(
        {
            "kind": kind,
            "file": str(file),
            "encoding": table.encoding,
            "preview": is_preview,
            "rows": counts.rows,
            **asdict(counts),
            "errors_file": errors and str(errors),
        }
    )

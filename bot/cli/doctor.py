"""`zhanggui doctor`."""

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.output import AsJson, Exit, say, say_json
from bot.cli.serve import ConfigFile
from bot.config import load_settings


def doctor(
    config: ConfigFile = None,
    data: Annotated[Path, typer.Option(help="Folder of the shop's data.")] = Path("var"),
    as_json: AsJson = False,
) -> None:
    """Check what the shop needs, and say what to do about what it lacks (exit code 1)."""
    from bot.doctor import examine

    settings = load_settings(config)
    beside = (config or Path("config.toml")).parent
    checks = asyncio.run(examine(settings, data, beside))
    if as_json:
        say_json([asdict(check) for check in checks])
    else:
        for check in checks:
            advice = "" if check.is_well else f" → {check.advice}"
            say(f"{'ok  ' if check.is_well else 'FAIL'} {check.name}: {check.found}{advice}")
    if not all(check.is_well for check in checks):
        raise typer.Exit(Exit.FOUND)

"""`zhanggui plan`: plan a persona's moments posts, from files alone."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.cli import output
from bot.cli.allowed_file import WhiteListFile, allowed_in
from bot.cli.goods_class import GoodsClassName, need_goods_class
from bot.cli.out_file import STDOUT, check_folder, encodable, spare, write_whole
from bot.cli.output import AsJson, Exit
from bot.cli.persona_file import read_speaker
from bot.cli.plan_calendar import calendar_of
from bot.cli.plan_checks import (
    blocked_lines,
    calendar_lines,
    doubted_lines,
    facts_of,
    find_unfit,
    silenced_lines,
)
from bot.cli.plan_out import Report, Warned, document_of, report_of
from bot.cli.posted_file import Posted, read_posted
from bot.errors import Refused
from bot.imports.material_file import read_material_file
from bot.packaged import packaged, starter_file
from bot.reasons import word
from persona.materials import Material, MaterialFile, read_materials
from persona.planned.plans import Brief
from persona.planner import plan_posts
from persona.profile import Persona
from persona.timeline import PlanRules
from persona.worded.facts import CopyFacts, GoodsClass

MOST_DAYS = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked of a plan beside its files."""

    first_day: date
    days: int
    seed: int
    copy: CopyFacts
    """What is known of all copy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What the files of a plan say, and a line for all in them that cannot be used."""

    persona: Persona
    fault: str
    """What is wrong with the persona's voice, or ""."""
    stock: MaterialFile
    posted: Posted
    drafts: Posted

    @property
    def known(self) -> dict[str, Material]:
        """Return the materials by their keys."""
        return {material.key: material for material in self.stock.materials}

    @property
    def warnings(self) -> list[Warned]:
        """List what was not taken out of the files."""
        faults = {
            "persona": (self.fault,) if self.fault else (),
            "materials": self.stock.faults,
            "posted": (*self.posted.faults, *self.drafts.faults),
        }
        return [Warned(about=about, text=line) for about in faults for line in faults[about]]


def _day_asked(words: str) -> date:
    try:
        return date.fromisoformat(words.strip())
    except ValueError:
        raise Refused(f"--from {words}：没有这一天；请写 2026-11-23 这样的日子") from None


def plan(
    *,
    persona: Annotated[
        Path | None, typer.Option(help="The persona (TOML); without it, the packaged one.")
    ] = None,
    materials: Annotated[
        Path | None, typer.Option(help="Materials (TOML or CSV); without it, the packaged ones.")
    ] = None,
    posted: Annotated[
        Path | None, typer.Option(help="What was posted or approved: JSON, JSONL or CSV.")
    ] = None,
    drafts: Annotated[
        Path | None, typer.Option(help="An earlier plan, kept where it breaks nothing.")
    ] = None,
    first_day: Annotated[
        date | None,
        typer.Option("--from", parser=_day_asked, help="First day; without it, today."),
    ] = None,
    days: Annotated[int, typer.Option(help=f"How many days, up to {MOST_DAYS}.")] = 7,
    seed: Annotated[int, typer.Option(help="Another seed breaks ties in another way.")] = 0,
    goods_class: GoodsClassName = GoodsClass.GENERAL,
    white_list: WhiteListFile = None,
    out: Annotated[
        Path | None, typer.Option(help="Write the plan here as JSON; - for stdout.")
    ] = None,
    ics: Annotated[
        Path | None, typer.Option(help="Write the plan here as a calendar (.ics).")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Plan a persona's moments posts: a balanced mix, no broken rule, a reason for each post.

    Files alone, no database. A slot that cannot be filled stays empty and says why; wording that
    advertising law forbids keeps a material out. Exits with 1 where something in a file could not
    be taken; the rest is planned.
    """
    _check_targets(out, ics, (persona, materials, posted, drafts, white_list))
    zone = _zone()
    wish = Wish(
        first_day=first_day or _today(zone),
        days=days,
        seed=seed,
        copy=CopyFacts(goods_class=need_goods_class(goods_class), allowed=allowed_in(white_list)),
    )
    _check_days(wish)
    sources = _read(persona, materials, (posted, drafts), wish.first_day, zone)
    for warned in sources.warnings:
        output.complain(warned.text)
    report = _plan(sources, wish)
    if ics is not None:
        write_whole(ics, calendar_of(report, zone))
    _say(report, out, as_json=as_json)
    if sources.warnings:
        raise typer.Exit(Exit.FOUND)


def _read(
    persona: Path | None,
    materials: Path | None,
    timelines: tuple[Path | None, Path | None],
    first_day: date,
    zone: ZoneInfo,
) -> Sources:
    who, fault = read_speaker(persona)
    stock = _materials(materials, first_day)
    known = {material.key: material for material in (*stock.over, *stock.materials)}
    posted, drafts = (read_posted(file, zone, known) if file else Posted() for file in timelines)
    return Sources(persona=who, fault=fault, stock=stock, posted=posted, drafts=drafts)


def _materials(path: Path | None, first_day: date) -> MaterialFile:
    if path is None:
        name = starter_file("materials.toml")
        return read_materials(packaged("bot.data", name), name, first_day)
    return read_material_file(path, first_day)


def _plan(sources: Sources, wish: Wish) -> Report:
    """Plan, and gather all that a person should look at."""
    persona, known, rules = sources.persona, sources.known, PlanRules()
    facts = {key: facts_of(material, persona, wish.copy) for key, material in known.items()}
    unfit = find_unfit(known, facts, persona)
    planned = plan_posts(
        Brief(
            persona=persona,
            materials=sources.stock.materials,
            first_day=wish.first_day,
            days=wish.days,
            posted=sources.posted.posts,
            drafts=sources.drafts.posts,
            reactions=sources.posted.reactions,
            unfit=unfit,
            rules=rules,
            seed=wish.seed,
        )
    )
    return Report(
        persona=persona.name,
        first_day=wish.first_day,
        days=wish.days,
        plan=planned,
        mix=rules.mix,
        warnings=(
            *sources.warnings,
            *calendar_lines(wish.first_day, wish.first_day + timedelta(days=wish.days - 1)),
            *blocked_lines(unfit, known),
            *silenced_lines(known, persona),
            *doubted_lines(planned.posts, facts),
            *(Warned(about="unmet", text=word(each)) for each in planned.unmet),
        ),
    )


def _say(report: Report, out: Path | None, *, as_json: bool) -> None:
    """Write the document where it is wanted, else the report; with --out FILE both."""
    document = encodable(json.dumps(document_of(report), ensure_ascii=False) + "\n")
    if out is not None and out != STDOUT:
        write_whole(out, document.encode())
    if as_json or out == STDOUT:
        sys.stdout.write(document)
    else:
        for line in report_of(report):
            output.say(line)


def _check_targets(out: Path | None, ics: Path | None, inputs: Sequence[Path | None]) -> None:
    """Refuse to write where nothing can be written, or over what is read or written too."""
    for target, option, others in ((out, "--out", inputs), (ics, "--ics", (*inputs, out))):
        if target is not None:
            spare(target, *others, option=option)
            if target != STDOUT:
                check_folder(target)
    if ics is not None and ics in (out, STDOUT):
        raise typer.BadParameter("--ics wants a file of its own")


def _check_days(wish: Wish) -> None:
    if not MINYEAR < wish.first_day.year < MAXYEAR:
        raise Refused(f"--from {wish.first_day}：这一天太远，排不了；请写 2026-11-23 这样的日子")
    if not 1 <= wish.days <= MOST_DAYS:
        raise Refused(f"--days {wish.days}：一次排 1 到 {MOST_DAYS} 天；请改成这之间的数")


def _zone() -> ZoneInfo:
    from bot.config import ShopSettings

    return ShopSettings.model_validate({}).zone


def _today(zone: ZoneInfo) -> date:
    from bot.clock import utc_now

    return utc_now().astimezone(zone).date()

"""`zhanggui plan`: plan a persona's moments posts, from files alone."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import output
from bot.cli.output import AsJson
from bot.errors import ImportFileError
from bot.packaged import packaged, packaged_wording
from persona.materials import Dimension, Kind, parse_materials
from persona.mix import Mix, seats_of
from persona.planned.plans import Brief, Plan, PlannedPost
from persona.planner import plan_posts
from persona.profile import parse_persona
from persona.timeline import PlanRules, PostedPost
from persona.wording import WordHit, WordLevel, check_copy

DIMENSION_NAMES = {
    Dimension.EXPERT: "专业",
    Dimension.LIVING: "生活",
    Dimension.SELLING: "种草",
}
KIND_NAMES = {
    Kind.INTERACTION: "互动",
    Kind.KNOWLEDGE: "干货",
    Kind.WORK: "工作",
    Kind.LEISURE: "休闲",
    Kind.ATTITUDE: "态度",
    Kind.SELLING_POINT: "卖点",
    Kind.WORD_OF_MOUTH: "口碑",
    Kind.HONOUR: "荣誉",
    Kind.LIMITED_EVENT: "限时活动",
}
_WEEKDAYS = "一二三四五六日"
_SHOWN_LETTERS = 24


def plan(
    materials: Annotated[
        Path | None, typer.Option(help="Materials (TOML); without it, the packaged ones.")
    ] = None,
    persona: Annotated[
        Path | None, typer.Option(help="The persona (TOML); without it, the packaged one.")
    ] = None,
    first_day: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="First day; without it, today."),
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=366, help="How many days.")] = 7,
    posted: Annotated[
        Path | None,
        typer.Option(help="What was already posted (JSON, as printed by plan --json)."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Plan a persona's moments posts: a balanced mix, no broken rule, a reason for each post.

    Files alone, no database. A slot that cannot be filled stays empty and says why.
    """
    persona_text, persona_name = _text_of(persona, "persona.toml")
    materials_text, materials_name = _text_of(materials, "materials.toml")
    rules = PlanRules()
    planned = plan_posts(
        Brief(
            persona=parse_persona(persona_text, persona_name),
            materials=parse_materials(materials_text, materials_name),
            posted=read_posted(posted) if posted else (),
            first_day=first_day.date() if first_day else _today(),
            days=days,
            rules=rules,
        )
    )
    warnings = _warnings_of(planned.posts)
    if as_json:
        output.say_json(_document(planned, rules.mix, warnings))
    else:
        _say_table(planned, rules.mix, warnings)


def read_posted(path: Path) -> tuple[PostedPost, ...]:
    """Read what was already posted: a list of posts, or a document with `posts`."""
    try:
        document = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as fault:
        raise ImportFileError(f"{path.name}: cannot be read as JSON: {fault}") from None
    posts = document.get("posts") if isinstance(document, Mapping) else document
    if not isinstance(posts, list):
        raise ImportFileError(f"{path.name}: wanted a list of posts, or a document with posts")
    return tuple(_posted_post(path, place, post) for place, post in enumerate(posts, start=1))


def _posted_post(path: Path, place: int, post: object) -> PostedPost:
    if not isinstance(post, Mapping):
        raise ImportFileError(f"{path.name}: post {place} is no object")
    try:
        products = post.get("products") or [post.get("product") or ""]
        return PostedPost(
            material_key=str(post["material"]),
            at=datetime.fromisoformat(str(post["time"])).replace(tzinfo=None),
            dimension=Dimension(post["dimension"]),
            products=tuple(str(product) for product in products if product),
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise ImportFileError(
            f"{path.name}: post {place} needs material, time and dimension: {fault}"
        ) from None


def _text_of(path: Path | None, name: str) -> tuple[str, str]:
    if path is None:
        return packaged("bot.data", name), name
    try:
        return path.read_text("utf-8"), path.name
    except (OSError, UnicodeDecodeError) as fault:
        raise ImportFileError(f"{path}: cannot be read: {fault}") from None


def _today() -> date:
    from bot.clock import utc_now
    from bot.config import ShopSettings

    return utc_now().astimezone(ShopSettings.model_validate({}).zone).date()


def _warnings_of(posts: Sequence[PlannedPost]) -> list[tuple[PlannedPost, WordHit]]:
    """List the wording a person should look at before these posts are approved."""
    table = packaged_wording()
    return [
        (post, hit)
        for post in posts
        for hit in check_copy(post.text, table)
        if hit.level is not WordLevel.HINT
    ]


def _shares(posts: Sequence[PlannedPost], mix: Mix) -> dict[str, dict[str, int]]:
    counts = Counter(post.dimension for post in posts)
    seats = seats_of(mix, len(posts))
    return {
        str(each): {
            "posts": counts[each],
            "total": len(posts),
            "target_percent": mix.percent_of(each),
            "target_posts": seats[each],
        }
        for each in Dimension
    }


def _document(
    planned: Plan, mix: Mix, warnings: Sequence[tuple[PlannedPost, WordHit]]
) -> dict[str, object]:
    from bot.reasons import word

    return {
        "posts": [
            {
                "time": post.at.isoformat(timespec="minutes"),
                "dimension": post.dimension,
                "kind": post.kind,
                "material": post.material_key,
                "text": post.text,
                "pictures": list(post.pictures),
                "products": list(post.products),
                "because": {
                    "code": post.because.code,
                    "values": dict(post.because.values),
                    "text": word(post.because),
                },
            }
            for post in planned.posts
        ],
        "holes": [
            {"code": each.code, "values": dict(each.values), "text": word(each)}
            for each in (*(hole.because for hole in planned.holes), *planned.unmet)
        ],
        "mix": _shares(planned.posts, mix),
        "warnings": [
            {"material": post.material_key, "level": hit.level, "text": word(hit.because)}
            for post, hit in warnings
        ],
    }


def _say_table(planned: Plan, mix: Mix, warnings: Sequence[tuple[PlannedPost, WordHit]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from bot.reasons import word

    table = Table(box=box.SIMPLE, show_edge=False)
    for column in ("日期", "时间", "类型", "内容", "理由"):
        table.add_column(column, no_wrap=column in ("日期", "时间", "类型"), overflow="fold")
    for post in planned.posts:
        cells = (
            f"{post.at:%m-%d} 周{_WEEKDAYS[post.at.weekday()]}",
            f"{post.at:%H:%M}",
            f"{DIMENSION_NAMES[post.dimension]}·{KIND_NAMES[post.kind]}",
            _short(post.text),
            word(post.because),
        )
        table.add_row(*(Text(cell) for cell in cells))
    Console().print(table)
    shares = _shares(planned.posts, mix)
    output.say(
        "配比 "
        + "，".join(
            f"{DIMENSION_NAMES[each]} {shares[each]['posts']}/{len(planned.posts)}"
            f"（目标 {shares[each]['target_percent']}%）"
            for each in Dimension
        )
    )
    for each in (*(hole.because for hole in planned.holes), *planned.unmet):
        output.say(f"· {word(each)}")
    for post, hit in warnings:
        output.say(f"! {post.material_key}：{word(hit.because)}")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN_LETTERS else line[:_SHOWN_LETTERS] + "…"

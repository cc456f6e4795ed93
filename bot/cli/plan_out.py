"""A plan as a JSON document, and as a report that fits a phone."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from bot.cli.terminal import columns, folded, padded
from bot.posts import DIMENSIONS, KINDS
from bot.reasons import word
from persona.materials import Audience, Dimension, Kind, dimension_of
from persona.mix import Mix, seats_of
from persona.planned.plans import Plan, PlannedPost
from persona.reasons import Because
from persona.wording import WordLevel

WEEKDAYS = "一二三四五六日"
_LETTERS = 60  # of a post that the report shows
_HOLES = 12  # that the report names


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """Something a person should look at."""

    about: str
    """persona, materials, posted, calendar, wording or unmet."""
    text: str
    material: str = ""
    level: str = ""
    """Of wording, block or warn: what is blocked is not planned."""
    excerpt: str = ""
    """How the material's text begins: people who keep a spreadsheet know no keys."""

    @property
    def is_named(self) -> bool:
        """Tell whether stderr has named it already, as it names every row that is refused."""
        return self.about in ("persona", "materials", "posted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A plan and all that is to be said of it."""

    persona: str
    first_day: date
    days: int
    plan: Plan
    mix: Mix
    warnings: Sequence[Warned] = ()

    @property
    def last_day(self) -> date:
        """Return the last day that is planned."""
        return self.first_day + timedelta(days=self.days - 1)


def document_of(report: Report) -> dict[str, object]:
    """Say it all as one JSON document."""
    return {
        "posts": [_post(post) for post in report.plan.posts],
        "holes": [
            {"time": _minute(hole.at), **_because(hole.because)} for hole in report.plan.holes
        ],
        "mix": shares_of(report.plan.posts, report.mix),
        "warnings": [
            {key: value for key, value in asdict(each).items() if value and key != "excerpt"}
            for each in report.warnings
        ],
    }


def shares_of(posts: Sequence[PlannedPost], mix: Mix) -> dict[str, dict[str, object]]:
    """Set the posts planned of each dimension, and of its kinds, beside what is aimed at."""
    dimensions = Counter(post.dimension for post in posts)
    kinds = Counter(post.kind for post in posts)
    seats = seats_of(mix, len(posts))

    def share(count: int, target: float) -> dict[str, object]:
        return {"posts": count, "total": len(posts), "target_percent": target}

    return {
        str(each): {
            **share(dimensions[each], mix.percent_of(each)),
            "target_posts": seats[each],
            "kinds": {
                str(kind): share(kinds[kind], _percent_of(kind, mix))
                for kind in Kind
                if dimension_of(kind) is each
            },
        }
        for each in Dimension
    }


def kind_name(post: PlannedPost) -> str:
    """Name the dimension and the kind of a post, as people say them."""
    return f"{DIMENSIONS[post.dimension]}·{KINDS[post.kind]}"


def report_of(report: Report) -> Iterator[str]:
    """Write the report line by line, no wider than the terminal."""
    width, plan = columns(), report.plan
    yield from folded(f"{report.persona}的朋友圈：{report.first_day} 起 {report.days} 天", width)
    yield f"排了 {len(plan.posts)} 条，空着 {len(plan.holes)} 个时段"
    yield ""
    yield from _mix_lines(report)
    for post in plan.posts:
        yield ""
        yield from _post_lines(post, width)
    yield from _listed("空着", [word(hole.because) for hole in plan.holes], width, _HOLES)
    unmet = [each.text for each in report.warnings if each.about == "unmet"]
    yield from _listed("还缺", unmet, width)
    rest = [each for each in report.warnings if each.about != "unmet" and not each.is_named]
    blocked = [_warning(each) for each in rest if each.level == WordLevel.BLOCK]
    yield from _listed("没有排", blocked, width)
    doubted = [_warning(each) for each in rest if each.level != WordLevel.BLOCK]
    yield from _listed("留意", doubted, width)
    if refused := sum(each.is_named for each in report.warnings):
        yield ""
        yield f"文件里有 {refused} 处没有采用，上面已逐行列出"


def _warning(warned: Warned) -> str:
    if not warned.material:
        return warned.text
    excerpt = f"（{warned.excerpt}）" if warned.excerpt else ""
    return f"{warned.material}{excerpt}：{warned.text}"


def _mix_lines(report: Report) -> Iterator[str]:
    posts = report.plan.posts
    dimensions = Counter(post.dimension for post in posts)
    kinds = Counter(post.kind for post in posts)
    for each in Dimension:
        target = report.mix.percent_of(each)
        yield _share_line(DIMENSIONS[each], dimensions[each], len(posts), target)
        for kind in (kind for kind in Kind if dimension_of(kind) is each):
            name, percent = f"  {KINDS[kind]}", _percent_of(kind, report.mix)
            yield _share_line(name, kinds[kind], len(posts), percent)


def _share_line(name: str, count: int, total: int, target: float) -> str:
    percent = f"{100 * count / total:.0f}%" if total else "-"
    return f"{padded(name, 10)}{count:>4} 条 {percent:>5}  目标 {target:g}%"


def _post_lines(post: PlannedPost, width: int) -> Iterator[str]:
    at = post.at
    yield f"{at:%m-%d} 周{WEEKDAYS[at.weekday()]} {at:%H:%M}  {kind_name(post)}"
    yield from folded(shortened(post.text, _LETTERS), width, first="  ", then="  ")
    if notes := "，".join(_notes(post)):
        yield from folded(notes, width, first="  ＋", then="    ")
    yield from folded(word(post.because), width, first="  因为：", then="    ")


def _notes(post: PlannedPost) -> Iterator[str]:
    if post.pictures:
        yield f"{len(post.pictures)} 张图"
    if post.video:
        yield "视频"
    if post.link:
        yield "链接"
    if post.products:
        yield f"商品 {'、'.join(post.products)}"
    if not post.audience.is_everybody:
        yield f"只给 {'、'.join(sorted(post.audience.tags | post.audience.layers))}"


def _listed(
    title: str, lines: Sequence[str], width: int, most: int | None = None
) -> Iterator[str]:
    if lines:
        yield ""
        yield title
    for line in lines[:most]:
        yield from folded(line, width, first="· ", then="  ")
    if most and len(lines) > most:
        yield f"  另有 {len(lines) - most} 个，见 --json"


def _post(post: PlannedPost) -> dict[str, object]:
    extras: dict[str, object] = {
        "video": post.video,
        "link": post.link,
        "link_title": post.link_title,
    }
    return {
        "time": _minute(post.at),
        "dimension": post.dimension,
        "kind": post.kind,
        "material": post.material_key,
        "text": post.text,
        "pictures": list(post.pictures),
        "products": list(post.products),
        "audience": _audience(post.audience),
        "because": _because(post.because),
    } | {name: value for name, value in extras.items() if value}


def _audience(audience: Audience) -> Mapping[str, list[str]]:
    return {"tags": sorted(audience.tags), "layers": sorted(audience.layers)}


def _because(because: Because) -> dict[str, object]:
    return {"code": because.code, "values": dict(because.values), "text": word(because)}


def _percent_of(kind: Kind, mix: Mix) -> float:
    return round(100 * mix.share_of(kind), 1)


def _minute(at: datetime) -> str:
    return at.isoformat(timespec="minutes")


def shortened(text: str, letters: int) -> str:
    """Put the beginning of a text in one line."""
    line = " ".join(text.split())
    return line if len(line) <= letters else line[:letters] + "…"

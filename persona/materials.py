"""Materials: what there is to post, by dimension and kind."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from persona.errors import MaterialError, OutOfCalendar
from persona.fields import Fields, read_fields
from persona.material_words import DIMENSION_WORDS, KIND_WORDS, SEASON_WORDS
from persona.occasions import (
    OCCASIONS,
    Season,
    holds_for_occasion,
    next_day_of,
    occasion_named,
    season_of,
)
from persona.reasons import Reason
from persona.variables import VARIABLES, bytes_of, find_unknown

MAX_PICTURES = 9
MAX_TEXT_BYTES = 4000
MAX_LINK_TITLE_BYTES = 64
"""What one moments post holds (WeCom, 2026-11), in UTF-8; a post shows one kind of media."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Who sees a post: customers with any of the tags, or in any of the layers."""

    tags: frozenset[str] = frozenset()
    layers: frozenset[str] = frozenset()

    @property
    def is_everybody(self) -> bool:
        """Tell whether nobody is left out."""
        return not self.tags and not self.layers


EVERYBODY = Audience()


class Dimension(StrEnum):
    """What a post shows of the persona: somebody who knows, who lives, who sells."""

    EXPERT = "expert"
    LIVING = "living"
    SELLING = "selling"


class Kind(StrEnum):
    """What a post is about; each kind belongs to one dimension."""

    INTERACTION = "interaction"
    KNOWLEDGE = "knowledge"
    WORK = "work"
    LEISURE = "leisure"
    ATTITUDE = "attitude"
    SELLING_POINT = "selling_point"
    WORD_OF_MOUTH = "word_of_mouth"
    HONOUR = "honour"
    LIMITED_EVENT = "limited_event"


_DIMENSIONS = {
    Kind.INTERACTION: Dimension.EXPERT,
    Kind.KNOWLEDGE: Dimension.EXPERT,
    Kind.WORK: Dimension.LIVING,
    Kind.LEISURE: Dimension.LIVING,
    Kind.ATTITUDE: Dimension.LIVING,
    Kind.SELLING_POINT: Dimension.SELLING,
    Kind.WORD_OF_MOUTH: Dimension.SELLING,
    Kind.HONOUR: Dimension.SELLING,
    Kind.LIMITED_EVENT: Dimension.SELLING,
}


def dimension_of(kind: Kind) -> Dimension:
    """Return the dimension a kind belongs to."""
    return _DIMENSIONS[kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One thing to post: its words, its pictures, and when it holds."""

    key: str
    kind: Kind
    text: str
    pictures: tuple[str, ...] = ()
    video: str = ""
    link: str = ""
    """One address; a post shows pictures, or a video, or a link."""
    link_title: str = ""
    products: tuple[str, ...] = ()
    audience: Audience = EVERYBODY
    valid_from: date | None = None
    valid_until: date | None = None
    """The last day it holds, included."""
    month_days: tuple[int, ...] = ()
    """Holds on these days of the month only (a members' day); empty: on every day."""
    seasons: frozenset[Season] = frozenset()
    """Holds in these seasons only; empty: all year."""
    occasion: str = ""
    """Holds only on the days before this festival or shopping day, and on it (中秋, 双11)."""
    lead_days: int = 7
    """How many days before its occasion it begins to hold."""
    is_evergreen: bool = True
    """May come again after its rest; otherwise it is posted once."""
    last_used: date | None = None
    """The last day it was posted somewhere we do not see."""
    stock: int | None = None
    """What is left of what it offers: 0 is sold out; None: not counted."""
    offer: str = ""
    """The offer of the shelf whose end and stock the shop enforces."""
    author: str = ""
    quotes: str = ""
    """The customer whose words are quoted; quoted without consent it is never posted."""
    consent: str = ""
    """How and when the quoted customer agreed."""
    evidence: str = ""
    """What its claims rest on: a test report, an award's number, an order of the author's own."""

    @property
    def dimension(self) -> Dimension:
        """Return the dimension its kind belongs to."""
        return _DIMENSIONS[self.kind]

    def obstacle_on(self, day: date) -> Reason | None:
        """Say what in itself keeps it from being posted on a day; None: nothing does."""
        if self.quotes and not self.consent:
            return Reason.NO_CONSENT
        if self.stock == 0:
            return Reason.STOCK_EMPTY
        if not self._is_in_time(day):
            return Reason.OUT_OF_DATE
        if self.seasons and season_of(day) not in self.seasons:
            return Reason.OUT_OF_SEASON
        return self._occasion_obstacle(day) if self.occasion else None

    def _is_in_time(self, day: date) -> bool:
        if self.valid_from and day < self.valid_from:
            return False
        if self.valid_until and day > self.valid_until:
            return False
        return not self.month_days or day.day in self.month_days

    def _occasion_obstacle(self, day: date) -> Reason | None:
        try:
            is_near = holds_for_occasion(self.occasion, self.lead_days, day)
        except OutOfCalendar:
            return Reason.OUT_OF_CALENDAR
        return None if is_near else Reason.NOT_ITS_OCCASION


_KEYS = ("dimension", "tags", "layers", *(each.name for each in fields(Material)))
_OTHER_KEYS = {
    "id": "key",
    "product": "products",
    "season": "seasons",
    "evergreen": "is_evergreen",
}
_SHOWN_VARIABLES = 6
_BLOCK = re.compile(r"^\s*\[\[\s*material\s*\]\]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class MaterialFile:
    """What could be read of a file, and one line for each thing that could not."""

    materials: tuple[Material, ...]
    faults: tuple[str, ...] = ()
    over: tuple[Material, ...] = ()
    """Never posted again (ended, sold out), but what was posted of them is still known."""


def parse_materials(text: str, name: str) -> tuple[Material, ...]:
    """Read materials from TOML text ([[material]] tables); `name` stands in every message.

    Raises MaterialError for the first thing that is wrong.
    """
    file = read_materials(text, name)
    if file.faults:
        raise MaterialError(file.faults[0])
    return file.materials


def read_materials(text: str, name: str, today: date | None = None) -> MaterialFile:
    """Read what can be read of TOML text; what is wrong becomes a line, and the rest is read.

    With `today`, a material whose last day is over has a line too.
    """
    return gather_materials(_tables_of(text, name), today)


def gather_materials(tables: Iterable[Fields | str], today: date | None = None) -> MaterialFile:
    """Understand tables one by one; a text among them is a fault that was found before."""
    materials: dict[str, Material] = {}
    over: list[Material] = []
    faults: list[str] = []
    for keys in tables:
        if isinstance(keys, str):
            faults.append(keys)
            continue
        try:
            material = read_material(keys)
            if material.key in materials:
                raise keys.complain(f"编号“{material.key}”前面已经有了；换一个编号")
            if today and (told := next(_complaints_of_today(material, today), None)):
                over.append(material)
                raise keys.complain(told)
        except MaterialError as fault:
            faults.append(str(fault))
        else:
            materials[material.key] = material
    return MaterialFile(tuple(materials.values()), tuple(faults), tuple(over))


def _tables_of(text: str, name: str) -> Iterator[Fields | str]:
    """Cut a file into its tables; one that is no TOML is read block by block."""
    try:
        file = read_fields(text, name, MaterialError)
    except MaterialError as fault:
        starts = [found.start() for found in _BLOCK.finditer(text)]
        yield from _tables_of_blocks(text, name, starts) if starts else (str(fault),)
        return
    try:
        yield from file.each("material", called="素材")
        file.allow(["material"])
    except MaterialError as fault:
        yield str(fault)


def _tables_of_blocks(text: str, name: str, starts: list[int]) -> Iterator[Fields | str]:
    line = 1 + text.count("\n", 0, starts[0])
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        block = text[start:end]
        try:
            file = read_fields(block, name, MaterialError, first_line=line)
            yield from file.each("material", called="素材")
        except MaterialError as fault:
            yield str(fault)
        line += block.count("\n")


def read_material(keys: Fields, today: date | None = None) -> Material:
    """Read one material. Raises MaterialError, with its place, for the first thing wrong."""
    keys = keys.renamed(_OTHER_KEYS)
    keys.allow(_KEYS)
    material = Material(
        key=keys.need_text("key"),
        kind=keys.choice("kind", Kind, KIND_WORDS),
        text=keys.need_text("text"),
        pictures=keys.texts("pictures"),
        video=keys.text("video"),
        link=keys.text("link"),
        link_title=keys.text("link_title"),
        products=keys.texts("products"),
        audience=_read_audience(keys),
        valid_from=keys.day("valid_from"),
        valid_until=keys.day("valid_until"),
        month_days=keys.month_days("month_days"),
        seasons=keys.choices("seasons", Season, SEASON_WORDS),
        occasion=_read_occasion(keys),
        lead_days=keys.count("lead_days", default=7),
        is_evergreen=keys.flag("is_evergreen", default=True),
        last_used=keys.day("last_used"),
        stock=keys.count_or_none("stock"),
        offer=keys.text("offer"),
        author=keys.text("author"),
        quotes=keys.text("quotes"),
        consent=keys.text("consent"),
        evidence=keys.text("evidence"),
    )
    _check_dimension(keys, material)
    if complaint := next(_complaints(material, today), None):
        raise keys.complain(complaint)
    return material


def _read_audience(keys: Fields) -> Audience:
    """Read `audience = {tags = […], layers = […]}`, or the two lists by themselves."""
    inner = keys.inner("audience")
    inner.allow(["tags", "layers"])
    return Audience(
        tags=frozenset((*inner.texts("tags"), *keys.texts("tags"))),
        layers=frozenset((*inner.texts("layers"), *keys.texts("layers"))),
    )


def _read_occasion(keys: Fields) -> str:
    told = keys.table.get("occasion", "")
    words = str(told) if isinstance(told, int) else keys.text("occasion")  # 618 without quotes
    name = occasion_named(words)
    if words and name is None:
        raise keys.wrong("occasion", f"其中之一：{'、'.join(OCCASIONS)}")
    return name or ""


def _check_dimension(keys: Fields, material: Material) -> None:
    if keys.text("dimension"):
        dimension = keys.choice("dimension", Dimension, DIMENSION_WORDS)
        if dimension is not material.dimension:
            raise keys.wrong("dimension", f" {material.dimension}，{material.kind} 属于它")


def _complaints(material: Material, today: date | None) -> Iterator[str]:
    """Say what is wrong with a material, the most telling first."""
    yield from _media_complaints(material)
    yield from _text_complaints(material)
    first, last = material.valid_from, material.valid_until
    if first and last and last < first:
        yield f"结束日 {last} 早于开始日 {first}；改正其中一个"
    has_end = last or material.month_days or material.occasion or material.stock is not None
    if material.kind is Kind.LIMITED_EVENT and not has_end:
        yield (
            "限时活动没有尽头；写上结束日（valid_until）、每月几号（month_days）、"
            "节日（occasion）或库存（stock）"
        )
    if today:
        yield from _complaints_of_today(material, today)


def _media_complaints(material: Material) -> Iterator[str]:
    excess = len(material.pictures) - MAX_PICTURES
    if excess > 0:
        yield f"图片有 {len(material.pictures)} 张，最多 {MAX_PICTURES} 张；删去 {excess} 张"
    media = {"图片": material.pictures, "视频": material.video, "链接": material.link}
    shown = [name for name, content in media.items() if content]
    if len(shown) > 1:
        yield f"同时有{'和'.join(shown)}，一条朋友圈只能有一种；留下一种"
    if material.link and not material.link.startswith(("https://", "http://")):
        yield f"链接“{material.link}”不是网址；写成 https:// 开头的"


def _text_complaints(material: Material) -> Iterator[str]:
    for label, text, most in (
        ("正文", material.text, MAX_TEXT_BYTES),
        ("链接标题", material.link_title, MAX_LINK_TITLE_BYTES),
    ):
        if (length := bytes_of(text)) > most:
            yield f"{label}有 {length} 字节，最多 {most}（约 {most // 3} 个汉字）；缩短它"
    if unknown := find_unknown(material.text):
        known = "、".join(f"{{{name}}}" for name in [*VARIABLES][:_SHOWN_VARIABLES])
        yield f"正文里的“{unknown}”不是变量；常用的有 {known}"


def _complaints_of_today(material: Material, today: date) -> Iterator[str]:
    """Say why a material will not be posted from today on, whatever the plan."""
    if material.valid_until and material.valid_until < today:
        yield f"{material.valid_until} 已经结束；改结束日（valid_until），或删去这一条"
    if material.stock == 0:
        yield "库存是 0，不会发；补货后改库存（stock），或删去这一条"
    if material.occasion:
        try:
            next_day_of(material.occasion, max(today, material.valid_from or today))
        except OutOfCalendar as fault:
            yield f"{fault}；改用起止日（valid_from、valid_until）"

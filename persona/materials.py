"""Materials: what there is to post, by dimension and kind."""

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from persona.errors import MaterialError
from persona.fields import Fields, read_fields
from persona.variables import find_unknown

MAX_PICTURES = 9


class Season(StrEnum):
    """A season of the year, by its months: spring is March to May."""

    SPRING = "spring"
    SUMMER = "summer"
    AUTUMN = "autumn"
    WINTER = "winter"


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

    def holds_on(self, day: date) -> bool:
        """Tell whether it may be posted on this day."""
        if self.valid_from and day < self.valid_from:
            return False
        if self.valid_until and day > self.valid_until:
            return False
        return not self.month_days or day.day in self.month_days


_NOT_READ = frozenset({"audience", "seasons"})


def parse_materials(text: str, name: str) -> tuple[Material, ...]:
    """Read materials from TOML text ([[material]] tables); `name` stands in every message.

    Raises MaterialError for a wrong key or value, more than nine pictures, an unknown variable, a
    key given twice, and a limited event without an end.
    """
    file = read_fields(text, name, MaterialError)
    file.allow(["material"])
    materials = tuple(_parse_material(keys) for keys in file.each("material"))
    seen: set[str] = set()
    for material in materials:
        if material.key in seen:
            raise MaterialError(f"{name}: material key {material.key!r} is given twice")
        seen.add(material.key)
    return materials


def _parse_material(keys: Fields) -> Material:
    keys.allow([key.name for key in fields(Material) if key.name not in _NOT_READ])
    material = Material(
        key=keys.need_text("key"),
        kind=keys.choice("kind", Kind),
        text=keys.need_text("text"),
        pictures=keys.texts("pictures"),
        products=keys.texts("products"),
        valid_from=keys.day("valid_from"),
        valid_until=keys.day("valid_until"),
        month_days=keys.month_days("month_days"),
        is_evergreen=keys.flag("is_evergreen", default=True),
    )
    _check(material, keys)
    return material


def _check(material: Material, keys: Fields) -> None:
    if len(material.pictures) > MAX_PICTURES:
        raise MaterialError(
            f"{keys.place}: {len(material.pictures)} pictures; at most {MAX_PICTURES} are allowed"
        )
    if unknown := find_unknown(material.text):
        raise MaterialError(f"{keys.place}: text holds {unknown!r}, which is no known variable")
    if material.valid_from and material.valid_until and material.valid_until < material.valid_from:
        raise keys.wrong("valid_until", f"a day not before {material.valid_from}")
    has_end = material.valid_until or material.month_days
    if material.kind is Kind.LIMITED_EVENT and not has_end:
        raise MaterialError(f"{keys.place}: a limited event needs valid_until or month_days")

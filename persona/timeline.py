"""A persona's timeline, and the hard rules that a further post on it would break."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from persona.errors import PersonaError
from persona.materials import EVERYBODY, Audience, Dimension, Kind, Material
from persona.mix import Mix
from persona.reasons import Reason
from persona.slots import SlotRules, is_mourning

_WINDOW_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRules:
    """How often to post, in which mix, and what may never happen."""

    mix: Mix = field(default_factory=Mix)
    weekly_target: int = 7
    """Posts aimed at in a week; never more than `posts_per_week`."""
    posts_per_day: int = 2
    posts_per_week: int = 10
    """At most so many in any seven days."""
    selling_cap_percent: int = 35
    """Selling posts are at most this share of any seven days."""
    rest_days: int = 30
    product_gap_days: int = 7
    slots: SlotRules = field(default_factory=SlotRules)

    def __post_init__(self) -> None:
        if min(self.weekly_target, self.posts_per_day, self.posts_per_week) < 1:
            raise PersonaError("plan: target, posts a day and posts a week must be 1 or more")
        if not 0 <= self.selling_cap_percent <= 100:  # noqa: PLR2004
            raise PersonaError(f"selling_cap_percent = {self.selling_cap_percent}: 0 to 100")


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedPost:
    """A post that stands on the timeline: published, or approved and not to be moved."""

    material_key: str
    at: datetime
    """Local and naive: the shop's own clock."""
    dimension: Dimension
    kind: Kind | None = None
    products: tuple[str, ...] = ()
    text: str = ""
    audience: Audience = EVERYBODY


@dataclass(slots=True)
class Timeline:
    """Posts in order of time; asks before one is added, forgets one that is removed."""

    rules: PlanRules
    posts: list[PostedPost] = field(default_factory=list)
    _days: dict[str, list[date]] = field(default_factory=lambda: defaultdict(list))
    _product_days: dict[str, list[date]] = field(default_factory=lambda: defaultdict(list))

    def add(self, post: PostedPost) -> None:
        """Put a post in its place."""
        self.posts.append(post)
        self.posts.sort(key=lambda other: other.at)
        self._days[post.material_key].append(post.at.date())
        for product in post.products:
            self._product_days[product].append(post.at.date())

    def remove(self, post: PostedPost) -> None:
        """Take a post out again."""
        self.posts.remove(post)
        self._days[post.material_key].remove(post.at.date())
        for product in post.products:
            self._product_days[product].remove(post.at.date())

    def last_use_of(self, material_key: str) -> date:
        """Return the day a material was last used, the earliest date there is for never."""
        return max(self._days.get(material_key, []), default=date.min)

    def between(self, first: date, last: date) -> list[PostedPost]:
        """List the posts of some days, both included."""
        return [post for post in self.posts if first <= post.at.date() <= last]

    def slot_obstacle(self, at: datetime) -> Reason | None:
        """Say which cap on the number of posts one more at this moment would break."""
        day = at.date()
        if len(self.between(day, day)) >= self.rules.posts_per_day:
            return Reason.DAY_FULL
        fullest = max(len(self.between(first, last)) for first, last in _windows_around(day))
        return Reason.WEEK_FULL if fullest >= self.rules.posts_per_week else None

    def selling_obstacle(self, at: datetime) -> Reason | None:
        """Say which rule a selling post at this moment would break."""
        if is_mourning(at.date(), self.rules.slots):
            return Reason.MOURNING_DAY
        before = [post for post in self.posts if post.at <= at]
        after = [post for post in self.posts if post.at > at]
        if any(post.dimension is Dimension.SELLING for post in before[-1:] + after[:1]):
            return Reason.SELLING_IN_A_ROW
        last_known = max([at.date(), *(post.at.date() for post in after)])
        for first, last in _windows_around(at.date()):
            window = self.between(first, last)
            if last <= last_known and self._is_oversold(len(window) + 1, _selling(window) + 1):
                return Reason.SELLING_CAP
        return None

    def material_obstacle(self, material: Material, day: date) -> Reason | None:
        """Say why a material cannot stand on this day."""
        if not material.holds_on(day):
            return Reason.OUT_OF_DATE
        used = self._days.get(material.key, [])
        if used and not material.is_evergreen:
            return Reason.ALREADY_USED
        if _is_near(day, used, self.rules.rest_days):
            return Reason.RESTING
        shown = [day for each in material.products for day in self._product_days.get(each, [])]
        return (
            Reason.PRODUCT_TOO_SOON if _is_near(day, shown, self.rules.product_gap_days) else None
        )

    def is_oversold(self, last: date) -> bool:
        """Tell whether the seven days up to `last` hold more selling posts than the cap allows."""
        window = self.between(last - timedelta(days=_WINDOW_DAYS - 1), last)
        return self._is_oversold(len(window), _selling(window))

    def _is_oversold(self, total: int, selling: int) -> bool:
        return selling * 100 > self.rules.selling_cap_percent * total


def timeline_of(posted: Sequence[PostedPost], rules: PlanRules) -> Timeline:
    """Lay out what was already posted."""
    timeline = Timeline(rules)
    for post in posted:
        timeline.add(post)
    return timeline


def _selling(posts: Iterable[PostedPost]) -> int:
    return sum(post.dimension is Dimension.SELLING for post in posts)


def _windows_around(day: date) -> list[tuple[date, date]]:
    """List every seven days in a row that hold this day."""
    return [
        (day + timedelta(days=ahead - _WINDOW_DAYS + 1), day + timedelta(days=ahead))
        for ahead in range(_WINDOW_DAYS)
    ]


def _is_near(day: date, others: Sequence[date], gap_days: int) -> bool:
    return any(abs((day - other).days) < gap_days for other in others)

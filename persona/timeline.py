"""A persona's timeline, and the hard rules that a further post on it would break."""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from persona.errors import PersonaError
from persona.materials import EVERYBODY, Audience, Dimension, Kind, Material
from persona.mix import Mix
from persona.planned.alike import ALIKE_PERCENT, has_alike, plain_text
from persona.planned.views import View, is_seen, views_of
from persona.reasons import Because, Reason
from persona.slots import SlotRules, is_mourning, is_quiet

WINDOW_DAYS = 7
_WINDOW = timedelta(days=WINDOW_DAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRules:
    """How often to post, in which mix, and what may never happen."""

    mix: Mix = field(default_factory=Mix)
    weekly_target: int = 7
    """Posts aimed at in a week; never more than `posts_per_week`."""
    posts_per_day: int = 2
    posts_per_week: int = 10
    """At most so many in any seven whole days."""
    selling_cap_percent: int = 35
    """Selling posts are at most this share of any seven days."""
    rest_days: int = 30
    product_gap_days: int = 7
    alike_percent: int = ALIKE_PERCENT
    """Texts as alike as this are one text, which rests `rest_days`."""
    viewer_posts_a_day: int | None = 3
    """The platform shows one person no more posts a day; None: all."""
    viewer_posts_a_month: int | None = None
    """The platform shows one person no more posts in a month; None: all."""
    text_bytes: int = 4000
    text_letters: int = 2000
    slots: SlotRules = field(default_factory=SlotRules)

    def __post_init__(self) -> None:
        if min(self.weekly_target, self.posts_per_day, self.posts_per_week) < 1:
            raise PersonaError("plan: target, posts a day and posts a week must be 1 or more")
        for share in (self.selling_cap_percent, self.alike_percent):
            if not 0 <= share <= 100:  # noqa: PLR2004
                raise PersonaError(f"plan: {share} is no share in percent: 0 to 100")

    @property
    def posts_aimed_at(self) -> int:
        """Return how many posts a week is to have: the target, or a limit below it."""
        return min(self.weekly_target, self.posts_per_week)

    @property
    def most_selling(self) -> int:
        """Return how many of a week's posts may sell at most."""
        return self.posts_aimed_at * self.selling_cap_percent // 100

    def is_oversold(self, selling: int, total: int) -> bool:
        """Tell whether so many selling posts are too many among all."""
        return selling * 100 > self.selling_cap_percent * total


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

    @property
    def is_selling(self) -> bool:
        """Tell whether it shows goods."""
        return self.dimension is Dimension.SELLING


@dataclass(slots=True)
class Timeline:
    """Posts in order of time; asks before one is added, forgets one that is removed."""

    rules: PlanRules
    known_until: date = date.min
    """Seven days that end later are not known yet; without it, the last post's day."""
    posts: list[PostedPost] = field(default_factory=list)
    _by_key: dict[str, list[PostedPost]] = field(default_factory=lambda: defaultdict(list))
    _by_product: dict[str, list[PostedPost]] = field(default_factory=lambda: defaultdict(list))

    def add(self, post: PostedPost) -> None:
        """Put a post in its place, after others of the same moment."""
        insort(self.posts, post, key=_moment_of)
        for posts in self._indexes_of(post):
            posts.append(post)

    def remove(self, post: PostedPost) -> None:
        """Take a post out again."""
        self.posts.remove(post)
        for posts in self._indexes_of(post):
            posts.remove(post)

    def last_use_of(self, material_key: str) -> date:
        """Return the day a material was last used, the earliest date there is for never."""
        used = self._by_key.get(material_key, ())
        return max((post.at.date() for post in used), default=date.min)

    def between(self, first: date, last: date) -> list[PostedPost]:
        """List the posts of some days, both included."""
        start = bisect_left(self.posts, datetime.combine(first, time.min), key=_moment_of)
        end = bisect_right(self.posts, datetime.combine(last, time.max), key=_moment_of)
        return self.posts[start:end]

    def slot_obstacles(self, at: datetime, audience: Audience = EVERYBODY) -> list[Because]:
        """Say what one more post at a moment would break, whatever it shows."""
        return self.crowding_obstacles(at) + self._viewer_obstacles(at, audience)

    def crowding_obstacles(self, at: datetime) -> list[Because]:
        """Say what one more post at a moment would break, whoever sees it."""
        rules, day = self.rules, at.date()
        found: list[Because] = []
        if is_quiet(at.time(), rules.slots.quiet_from, rules.slots.quiet_until):
            found.append(because_at(Reason.QUIET_SLOT, at))
        if len(self.between(day, day)) >= rules.posts_per_day:
            found.append(because_at(Reason.DAY_FULL, at, limit=rules.posts_per_day))
        if self._fullest_week_around(at) >= rules.posts_per_week:
            found.append(because_at(Reason.WEEK_FULL, at, limit=rules.posts_per_week))
        return found

    def selling_obstacles(self, at: datetime, audience: Audience = EVERYBODY) -> list[Because]:
        """Say which rule a selling post at a moment would break in anybody's view."""
        if is_mourning(at.date(), self.rules.slots):
            return [because_at(Reason.MOURNING_DAY, at)]
        found: list[Because] = []
        for seen in self._views(audience):
            before = [post for post in seen if post.at <= at]
            after = [post for post in seen if post.at > at]
            if any(post.is_selling for post in before[-1:] + after[:1]):
                found.append(because_at(Reason.SELLING_IN_A_ROW, at))
            found += self._oversold_with(seen, at)
        return [because for place, because in enumerate(found) if because not in found[:place]]

    def material_obstacles(self, material: Material, at: datetime) -> list[Because]:
        """Say why a material cannot stand on the day of a moment."""
        return [because_at(code, at) for code in self.material_codes(material, at.date())]

    def material_codes(self, material: Material, day: date) -> Iterator[Reason]:
        """Give one code after another for what keeps a material from a day, its words last."""
        yield from self.rest_codes(material, day)
        if self.has_alike(material, day):
            yield Reason.NEAR_DUPLICATE

    def rest_codes(self, material: Material, day: date) -> Iterator[Reason]:
        """Give the codes that can be told without comparing words."""
        if obstacle := material.obstacle_on(day):
            yield obstacle
        rules = self.rules
        used = [post.at.date() for post in self._by_key.get(material.key, ())]
        if material.last_used:
            used.append(material.last_used)
        if used and not material.is_evergreen:
            yield Reason.ALREADY_USED
        elif _is_near(day, used, rules.rest_days):
            yield Reason.RESTING
        shown = [
            post.at.date()
            for product in material.products
            for post in self._by_product.get(product, ())
        ]
        if _is_near(day, shown, rules.product_gap_days):
            yield Reason.PRODUCT_TOO_SOON

    def has_alike(self, material: Material, day: date) -> bool:
        """Tell whether nearly a material's words stand within its rest of a day."""
        rest = timedelta(days=self.rules.rest_days - 1)
        others = (
            plain_text(post.text)
            for post in self.between(day - rest, day + rest)
            if post.material_key != material.key
        )
        return has_alike(plain_text(material.text), others, self.rules.alike_percent)

    def _indexes_of(self, post: PostedPost) -> Iterator[list[PostedPost]]:
        yield self._by_key[post.material_key]
        for product in post.products:
            yield self._by_product[product]

    def _views(self, audience: Audience) -> Iterator[list[PostedPost]]:
        """Give what is seen in each view in which a post for an audience is seen."""
        for view in views_of([audience, *(post.audience for post in self.posts)]):
            if is_seen(audience, view):
                yield self._seen_in(view)

    def _seen_in(self, view: View) -> list[PostedPost]:
        return [post for post in self.posts if is_seen(post.audience, view)]

    def _fullest_week_around(self, at: datetime) -> int:
        return max(len(self.between(*window)) for window in windows_around(at.date()))

    def _viewer_obstacles(self, at: datetime, audience: Audience) -> list[Because]:
        rules, found = self.rules, {}
        views = views_of([audience, *(post.audience for post in self.posts)])
        for view in views[1:] or views:
            if not is_seen(audience, view):
                continue
            days = [post.at.date() for post in self._seen_in(view)]
            a_day = days.count(at.date())
            a_month = sum((day.year, day.month) == (at.year, at.month) for day in days)
            if rules.viewer_posts_a_day is not None and a_day >= rules.viewer_posts_a_day:
                found[Reason.VIEWER_DAY_FULL] = rules.viewer_posts_a_day
            if rules.viewer_posts_a_month is not None and a_month >= rules.viewer_posts_a_month:
                found[Reason.VIEWER_MONTH_FULL] = rules.viewer_posts_a_month
        return [because_at(code, at, limit=limit) for code, limit in found.items()]

    def _oversold_with(self, seen: Sequence[PostedPost], at: datetime) -> Iterator[Because]:
        """Name all seven days that one more selling post would oversell.

        Whole days count where their end is known; besides, the last 168 hours before each post.
        """
        known = max([self.known_until, at.date(), *(post.at.date() for post in seen[-1:])])
        windows: list[tuple[object, list[PostedPost]]] = [
            (last, [post for post in seen if first <= post.at.date() <= last])
            for first, last in windows_around(at.date())
            if last <= known
        ]
        ends = [at, *(post.at for post in seen if at < post.at < at + _WINDOW)]
        windows += [
            (end, [post for post in seen if end - _WINDOW < post.at <= end]) for end in ends
        ]
        for end, window in windows:
            selling, total = _selling(window) + 1, len(window) + 1
            if self.rules.is_oversold(selling, total):
                yield because_at(
                    Reason.SELLING_CAP,
                    at,
                    until=str(end),
                    posts=selling,
                    total=total,
                    percent=self.rules.selling_cap_percent,
                )


def timeline_of(
    posted: Iterable[PostedPost], rules: PlanRules, known_until: date = date.min
) -> Timeline:
    """Lay out what was already posted."""
    timeline = Timeline(rules, known_until)
    for post in posted:
        timeline.add(post)
    return timeline


def because_at(code: Reason, at: datetime, **values: str | int) -> Because:
    """Say why nothing, or not this, can stand at a moment; of one material where no more are."""
    told: dict[str, str | int] = {"at": at.strftime("%Y-%m-%d %H:%M"), "materials": 1}
    return Because(code, told | values)


def windows_around(day: date) -> list[tuple[date, date]]:
    """List every seven days in a row that hold this day."""
    return [
        (day + timedelta(days=ahead - WINDOW_DAYS + 1), day + timedelta(days=ahead))
        for ahead in range(WINDOW_DAYS)
    ]


def _moment_of(post: PostedPost) -> datetime:
    return post.at


def _selling(posts: Iterable[PostedPost]) -> int:
    return sum(post.is_selling for post in posts)


def _is_near(day: date, others: Sequence[date], gap_days: int) -> bool:
    return any(abs((day - other).days) < gap_days for other in others)

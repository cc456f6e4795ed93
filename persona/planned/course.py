"""The course of a plan: what is fixed on it, in the order of time, in numbers a search can count.

Moments are seconds, days are ordinals.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from persona.materials import Audience, Dimension, Kind, dimension_of
from persona.planned.alike import plain_text
from persona.planned.views import View, is_seen
from persona.timeline import PostedPost

DAY = 86_400
WEEK = 7 * DAY
KINDS = tuple(Kind)
DIMENSIONS = tuple(Dimension)
DIMENSION_OF = tuple(DIMENSIONS.index(dimension_of(kind)) for kind in KINDS)
SELLING_CODES = frozenset(
    code for code, kind in enumerate(KINDS) if dimension_of(kind) is Dimension.SELLING
)


class Hand(IntEnum):
    """Whose a selling post is: what may be taken back if it breaks a rule."""

    NONE = 0
    POSTED = 1
    DRAFT = 2
    OURS = 3


def seconds_of(at: datetime) -> int:
    """Return a moment in seconds."""
    return at.toordinal() * DAY + at.hour * 3_600 + at.minute * 60 + at.second


def code_of(dimension: Dimension, kind: Kind | None) -> int:
    """Return the place of a kind among the nine, after them of a dimension alone."""
    return KINDS.index(kind) if kind else len(KINDS) + DIMENSIONS.index(dimension)


@dataclass(frozen=True, slots=True)
class Fixed:
    """A post that stands already."""

    at: int
    post: PostedPost
    code: int
    hand: Hand
    views: tuple[int, ...]

    @property
    def day(self) -> int:
        """Return its day."""
        return self.at // DAY


@dataclass(frozen=True, slots=True)
class Seen:
    """What was posted in one view during the last days, up to a moment."""

    all: tuple[int, ...] = ()
    sold: tuple[int, ...] = ()
    ours: int = -WEEK
    """The last selling post that the search put there."""
    draft: int = -WEEK
    """The last selling draft that was kept."""
    last: Hand = Hand.NONE
    """Whose the last post is, if it sells."""

    def with_post(self, at: int, hand: Hand, *, sells: bool) -> "Seen":
        """Return the view with one more post, without what no seven days can reach any more."""
        first = bisect_right(self.all, at - WEEK - DAY)
        return Seen(
            (*self.all[first:], at),
            (*self.sold, at) if sells else self.sold,
            at if sells and hand is Hand.OURS else self.ours,
            at if sells and hand is Hand.DRAFT else self.draft,
            hand if sells else Hand.NONE,
        )

    def since(self, after: int) -> tuple[int, int]:
        """Count the selling posts and all posts after a moment."""
        return (
            len(self.sold) - bisect_right(self.sold, after),
            len(self.all) - bisect_right(self.all, after),
        )

    def movable_since(self, after: int) -> int | None:
        """Return the selling post after a moment that can be taken back, ours before a draft."""
        if self.ours > after:
            return self.ours
        return self.draft if self.draft > after else None


@dataclass(slots=True)
class Course:
    """All that is fixed, and what it forbids."""

    fixed: Sequence[Fixed]
    views: Sequence[View]
    days_of: Mapping[str, list[int]] = field(default_factory=dict)
    """By material: the days it is fixed on."""
    shown_on: Mapping[str, list[int]] = field(default_factory=dict)
    """By product."""
    texts: Sequence[tuple[int, str]] = ()

    def views_seeing(self, audience: Audience) -> tuple[int, ...]:
        """List the places of the views in which a post for an audience is seen."""
        return tuple(place for place, view in enumerate(self.views) if is_seen(audience, view))


def course_of(
    posted: Iterable[PostedPost], drafts: Iterable[PostedPost], views: Sequence[View]
) -> Course:
    """Put in order what is posted, approved, or kept."""
    both = [(post, Hand.POSTED) for post in posted] + [(post, Hand.DRAFT) for post in drafts]
    both.sort(key=lambda pair: (pair[0].at, pair[0].material_key))
    course = Course((), views)
    course.fixed = [
        Fixed(
            seconds_of(post.at),
            post,
            code_of(post.dimension, post.kind),
            hand,
            course.views_seeing(post.audience),
        )
        for post, hand in both
    ]
    days_of: dict[str, list[int]] = {}
    shown_on: dict[str, list[int]] = {}
    for each in course.fixed:
        days_of.setdefault(each.post.material_key, []).append(each.day)
        for product in each.post.products:
            shown_on.setdefault(product, []).append(each.day)
    course.days_of, course.shown_on = days_of, shown_on
    course.texts = [
        (each.day, plain) for each in course.fixed if (plain := plain_text(each.post.text))
    ]
    return course

"""What a plan is made of, and the plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from persona.hours import Reaction
from persona.materials import EVERYBODY, Audience, Dimension, Kind, Material
from persona.planned.aims import Aims
from persona.profile import Persona
from persona.reasons import Because
from persona.timeline import PlanRules, PostedPost


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """Everything that is asked of a plan."""

    persona: Persona
    materials: Sequence[Material]
    first_day: date
    days: int = 7
    not_before: datetime | None = None
    """No post is planned before this moment of the first day (local, naive)."""
    posted: Sequence[PostedPost] = ()
    """On the timeline already, or approved: never moved, before or within these days."""
    drafts: Sequence[PostedPost] = ()
    """Planned before and not approved: kept where that breaks no rule."""
    unfit: Mapping[str, Because] = field(default_factory=dict)
    """Materials that may not be posted at all, by key, and why (wording that is blocked)."""
    roles: Mapping[str, str] = field(default_factory=dict)
    """The role of each product, as tagging/products.py names it (traffic_driver, profit, edge)."""
    reactions: Sequence[Reaction] = ()
    """How people reacted to past posts: the hours are learned from them."""
    rules: PlanRules = field(default_factory=PlanRules)
    aims: Aims = field(default_factory=Aims)
    seed: int = 0
    """Another seed breaks ties in another way; the same seed gives the same plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPost:
    """A post to be: what, when (local, naive), and why this one."""

    material_key: str
    at: datetime
    dimension: Dimension
    kind: Kind
    text: str
    because: Because
    products: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    video: str = ""
    link: str = ""
    link_title: str = ""
    audience: Audience = EVERYBODY

    def as_posted(self) -> PostedPost:
        """Return what stands on the timeline once it is out, or approved."""
        return PostedPost(
            material_key=self.material_key,
            at=self.at,
            dimension=self.dimension,
            kind=self.kind,
            products=self.products,
            text=self.text,
            audience=self.audience,
        )


@dataclass(frozen=True, slots=True)
class Hole:
    """A slot that stays empty, and why."""

    at: datetime
    because: Because


@dataclass(frozen=True, slots=True)
class Plan:
    """The posts in order of time, the holes, and what the stock could not give."""

    posts: tuple[PlannedPost, ...]
    holes: tuple[Hole, ...] = ()
    unmet: tuple[Because, ...] = ()
    """Aims that are missed, each with how often and ideas (no leisure material left)."""

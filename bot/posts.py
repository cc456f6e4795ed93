"""What is remembered of moments: posts, what a plan lacked, reactions, and drafts of materials."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.records import ProposalState, Signed
from persona.materials import EVERYBODY, Audience, Dimension, Kind, Material

DIMENSIONS = {Dimension.EXPERT: "专业", Dimension.LIVING: "生活", Dimension.SELLING: "种草"}
KINDS = {
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
"""What operators call them."""


class PostState(StrEnum):
    """What became of a moments post."""

    DRAFT = "draft"
    APPROVED = "approved"
    QUEUED = "queued"  # in the outbox
    PUBLISHED = "published"
    SKIPPED = "skipped"  # a person did not want it
    MISSED = "missed"  # its time passed


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A moments post, planned or past."""

    id: str
    account: str
    material: str
    dimension: str
    kind: str
    text: str
    due_at: datetime
    state: PostState
    because: Mapping[str, object]
    previous: Mapping[str, object] | None = None
    """The reason it had before a person moved it."""
    products: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    video: str = ""
    link: str = ""
    link_title: str = ""
    audience: Audience = EVERYBODY
    evidence: str = ""
    """What its claims rest on, as a person wrote it down when approving."""


@dataclass(frozen=True, slots=True)
class PlanNote:
    """What the last plan of an account could not give, each with its reason."""

    account: str
    at: datetime
    holes: tuple[tuple[datetime, Mapping[str, object]], ...] = ()
    unmet: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Reaction:
    """How people reacted to a post, as somebody counted at a moment."""

    post: str
    likes: int
    comments: int
    visits: int
    noted_at: datetime


@dataclass(frozen=True, slots=True)
class MaterialDraft:
    """A material beside the shop's file: who or what made it, and what became of it."""

    material: Material
    source: str
    """operator, review, report, solution or offer."""
    state: ProposalState
    signed: Signed
    """Who proposed or decided it, and when."""

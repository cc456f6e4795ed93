"""The tables of moments: materials, plans, posts, reactions, personas."""

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, Table, Text

from bot.store.columns import Moment
from bot.store.tables import Code, Id, Name, metadata, partial_index

materials = Table(
    "materials",
    metadata,
    Column("key", Code, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("content", JSON, nullable=False),
)

material_drafts = Table(
    "material_drafts",
    metadata,
    Column("key", Code, primary_key=True),
    Column("source", Code, nullable=False),
    Column("content", JSON, nullable=False),
    Column("state", Code, nullable=False),
    Column("who", Name, nullable=False),
    Column("at", Moment, nullable=False),
)

posts = Table(
    "posts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account", Code, nullable=False),
    Column("material", Code, nullable=False),
    Column("products", JSON, nullable=False, server_default="[]"),
    Column("dimension", Code, nullable=False),
    Column("kind", Code, nullable=False),
    Column("text", Text, nullable=False),
    Column("pictures", JSON, nullable=False, server_default="[]"),
    Column("video", Text, nullable=False, server_default=""),
    Column("link", Text, nullable=False, server_default=""),
    Column("link_title", Text, nullable=False, server_default=""),
    Column("audience", JSON, nullable=False, server_default="{}"),
    Column("due_at", Moment, nullable=False),
    Column("state", Code, nullable=False),
    Column("because", JSON, nullable=False),
    Column("previous", JSON),
    Column("evidence", Text, nullable=False, server_default=""),
    Column("settled_at", Moment),
    Index(None, "account", "due_at"),
    partial_index(
        *("uq_posts_standing", "account", "due_at"),
        where="state NOT IN ('skipped', 'missed')",
        unique=True,
    ),
    partial_index("ix_posts_approved", "due_at", where="state = 'approved'"),
    partial_index("ix_posts_queued", "id", where="state = 'queued'"),
)

personas = Table(
    "personas",
    metadata,
    Column("account", Code, primary_key=True),
    Column("content", JSON, nullable=False),
    Column("updated_at", Moment, nullable=False),
)

plans = Table(
    "plans",
    metadata,
    Column("account", Code, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("holes", JSON, nullable=False),
    Column("unmet", JSON, nullable=False),
)

reactions = Table(
    "reactions",
    metadata,
    Column("post", Id, ForeignKey("posts.id"), primary_key=True),
    Column("likes", Integer, nullable=False),
    Column("comments", Integer, nullable=False),
    Column("visits", Integer, nullable=False),
    Column("noted_at", Moment, nullable=False),
)

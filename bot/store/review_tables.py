"""The tables of what is found, what people decide about it, and what is learned from that."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
)

from bot.store.columns import Moment
from bot.store.tables import Code, Id, Name, customer_column, metadata, partial_index

findings = Table(
    "findings",
    metadata,
    Column("id", Id, primary_key=True),
    Column("origin", Code, nullable=False),
    Column("said_in", Id, nullable=False),  # a message or a review, as `origin` says
    customer_column(nullable=True),
    Column("product", Name, nullable=False, server_default=""),
    Column("category", Name, nullable=False, server_default=""),
    Column("is_returning", Boolean),
    Column("concern", Code, nullable=False),
    Column("stance", Code, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("clause", Text, nullable=False, server_default=""),
    Column("rule", Code, nullable=False, server_default=""),
    Column("confidence", Integer, nullable=False),  # per mille
    Column("at", Moment, nullable=False),
    Column("state", Code, nullable=False),
    Index(None, "said_in"),
    Index(None, "customer"),
    Index(None, "category", "at"),
    partial_index("ix_findings_open", "id", where="state = 'open'"),
    partial_index("ix_findings_decided", "category", "id", where="state <> 'open'"),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("finding", Id, ForeignKey("findings.id"), nullable=False),
    Column("kind", Code, nullable=False),
    Column("who", Name, nullable=False),
    Column("at", Moment, nullable=False),
    Column("before", JSON, nullable=False),
    Column("after", JSON, nullable=False),
    Index(None, "finding"),
)

proposals = Table(
    "proposals",
    metadata,
    Column("id", Id, primary_key=True),
    Column("finding", Id, ForeignKey("findings.id")),
    Column("concern", Code, nullable=False),
    Column("list", Code, nullable=False),
    Column("text", Name, nullable=False),
    Column("is_addition", Boolean, nullable=False),
    Column("category", Name, nullable=False, server_default=""),
    Column("state", Code, nullable=False),
    Column("who", Name, nullable=False),
    Column("at", Moment, nullable=False),
    Column("settled_by", Name, nullable=False, server_default=""),
    Column("settled_at", Moment),
)

solutions = Table(
    "solutions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("concern", Code, nullable=False),
    Column("product", Name, nullable=False, server_default=""),
    Column("category", Name, nullable=False, server_default=""),
    Column("answer", Text, nullable=False),
    Column("who", Name, nullable=False),
    Column("at", Moment, nullable=False),
    Column("script", JSON),
    Index(None, "concern"),
)

candidates = Table(
    "candidates",
    metadata,
    Column("category", Name, primary_key=True),
    Column("term", Name, primary_key=True),
    Column("state", Code, nullable=False),
    Column("concern", Code, nullable=False, server_default=""),
    Column("who", Name, nullable=False),
    Column("at", Moment, nullable=False),
)

models = Table(
    "models",
    metadata,
    Column("id", Id, primary_key=True),
    Column("category", Name, nullable=False),
    Column("at", Moment, nullable=False),
    Column("decided", Integer, nullable=False),
    Column("examples", Integer, nullable=False),
    Column("in_charge", Code, nullable=False),
    Column("charge", JSON, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

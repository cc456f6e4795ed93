"""All tables. Rows never leave this room: other rooms see the records of bot/records.py.

Ids are version-7 UUIDs in hex (made by the store, in order of time); `inbox` alone counts, because
its order is the order of arrival.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)

from bot.store.columns import Day, Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = String(32)
Name = String(200)
Code = String(64)
BigSerial = BigInteger().with_variant(Integer, "sqlite")


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """Index only the rows that the condition names: mostly the few that wait for something."""
    return Index(
        name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where)
    )


def customer_column(*, nullable: bool = False, primary_key: bool = False) -> Column[str]:
    """Make a column that names a customer."""
    return Column(
        "customer", Id, ForeignKey("customers.id"), nullable=nullable, primary_key=primary_key
    )


staff = Table(
    "staff",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Name, nullable=False),
    Column("role", Code, nullable=False),
    Column("created_at", Moment, nullable=False),
)

customers = Table(
    "customers",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Name, nullable=False, server_default=""),
    Column("phone", Code, nullable=False, server_default=""),
    Column("source", Name, nullable=False, server_default=""),
    Column("city", Name, nullable=False, server_default=""),
    Column("birthday", Day),
    Column("created_at", Moment, nullable=False),
    Column("opted_out_at", Moment),
    Column("complained_at", Moment),
    Column("refund_at", Moment),
    Column("is_minor", Boolean, nullable=False, server_default=false()),
    Column("zone", Code, nullable=False, server_default=""),  # "": the shop's
)

contacts = Table(
    "contacts",
    metadata,
    Column("account", Code, primary_key=True),
    Column("contact", Name, primary_key=True),
    customer_column(),
    Column("nickname", Name, nullable=False, server_default=""),
    Column("is_following", Boolean, nullable=False, server_default=true()),
    Column("first_seen", Moment, nullable=False),
    Index(None, "customer"),
)

aliases = Table(
    "aliases",
    metadata,
    Column("source", Code, primary_key=True),
    Column("alias", Name, primary_key=True),
    customer_column(),
    Index(None, "customer"),
)

consents = Table(
    "consents",
    metadata,
    Column("id", Id, primary_key=True),
    customer_column(),
    Column("purpose", Code, nullable=False),
    Column("is_given", Boolean, nullable=False),
    Column("ground", Name, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "customer", "at"),
)

group_chats = Table(
    "group_chats",
    metadata,
    Column("account", Code, primary_key=True),
    Column("chat", Name, primary_key=True),
    Column("name", Name, nullable=False, server_default=""),
    Column("created_at", Moment, nullable=False),
)

members = Table(
    "members",
    metadata,
    Column("account", Code, primary_key=True),
    Column("chat", Name, primary_key=True),
    Column("contact", Name, primary_key=True),
    customer_column(),
    Column("nickname", Name, nullable=False, server_default=""),
    Column("joined_at", Moment, nullable=False),
    Column("left_at", Moment),
)

messages = Table(
    "messages",
    metadata,
    Column("id", Id, primary_key=True),
    customer_column(),
    Column("account", Code, nullable=False),
    Column("direction", Code, nullable=False),
    Column("kind", Code, nullable=False),
    Column("text", Text, nullable=False, server_default=""),
    Column("at", Moment, nullable=False),
    Column("origin", Code, nullable=False),
    Column("read_as", Name, nullable=False, server_default=""),  # a category; "": nobody read it
    Column("is_returning", Boolean),
    Index(None, "customer", "at"),
    UniqueConstraint("origin"),
    partial_index("ix_messages_read", "read_as", "at", "is_returning", where="read_as <> ''"),
)

products = Table(
    "products",
    metadata,
    Column("code", Name, primary_key=True),
    Column("name", Name, nullable=False, server_default=""),
    Column("category", Name, nullable=False, server_default=""),
    Column("price_fen", BigInteger, nullable=False, server_default=text("0")),
)

orders = Table(
    "orders",
    metadata,
    Column("order_no", Name, primary_key=True),
    customer_column(),
    Column("paid_at", Moment, nullable=False),
    Column("day", Day, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("discount_fen", BigInteger, nullable=False, server_default=text("0")),
    Column("status", Code, nullable=False),
    Column("digest", Code, nullable=False),
    Index(None, "customer", "day"),
    Index(None, "day"),
)

order_items = Table(
    "order_items",
    metadata,
    Column("order_no", Name, ForeignKey("orders.order_no"), primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("product", Name, nullable=False, server_default=""),
    Column("quantity", Integer, nullable=False),
    Column("price_fen", BigInteger, nullable=False),
)

purchase_states = Table(
    "purchase_states",
    metadata,
    customer_column(primary_key=True),
    Column("first_day", Day),
    Column("last_day", Day),
    Column("orders", Integer, nullable=False),
    Column("money_fen", BigInteger, nullable=False),
    Column("items", Integer, nullable=False),
    Column("discounted_fen", BigInteger, nullable=False),
    Column("discounted_orders", Integer, nullable=False),
    Column("discounted_money_fen", BigInteger, nullable=False, server_default=text("0")),
    Column("open_day", Day),
)

heard_files = Table(
    "heard_files",
    metadata,
    Column("digest", Code, primary_key=True),
    Column("name", Name, nullable=False),
    Column("blocks", Integer, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("messages", Integer, nullable=False),
    Column("at", Moment, nullable=False),
)

tags = Table(
    "tags",
    metadata,
    customer_column(primary_key=True),
    Column("concern", Code, primary_key=True),
    Column("stance", Code, primary_key=True),
    Column("state", Code, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("sentence", Text, nullable=False),
    Column("confidence", Integer, nullable=False),  # per mille
    Column("seen", Integer, nullable=False),
    Column("first_seen", Moment, nullable=False),
    Column("last_seen", Moment, nullable=False),
)

tag_events = Table(
    "tag_events",
    metadata,
    Column("id", Id, primary_key=True),
    customer_column(),
    Column("concern", Code, nullable=False),
    Column("stance", Code, nullable=False),
    Column("what", Code, nullable=False),
    Column("who", Name, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("message", Id),
    Column("at", Moment, nullable=False),
    Index(None, "customer", "at"),
)

reviews = Table(
    "reviews",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", Name, nullable=False),
    customer_column(nullable=True),
    Column("product", Name, nullable=False, server_default=""),
    Column("category", Name, nullable=False, server_default=""),
    Column("text", Text, nullable=False),
    Column("rating", Integer),
    Column("at", Moment),
    Column("mined_at", Moment),
    Column("read_as", Name, nullable=False, server_default=""),
    Column("is_returning", Boolean),
    UniqueConstraint("key"),
    partial_index("ix_reviews_unmined", "id", where="mined_at IS NULL"),
    partial_index(
        "ix_reviews_read",
        *("read_as", "product", "at", "mined_at", "is_returning"),
        where="read_as <> ''",
    ),
)

offers = Table(
    "offers",
    metadata,
    Column("name", Code, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("content", JSON, nullable=False),
)

assignments = Table(
    "assignments",
    metadata,
    Column("id", Id, primary_key=True),
    customer_column(),
    Column("offer", Code, nullable=False),
    Column("because", JSON, nullable=False),
    Column("at", Moment, nullable=False),
    Column("arm", Code, nullable=False, server_default="treated"),
    Column("layer", Code, nullable=False, server_default=""),
    Index(None, "customer", "at"),
    Index(None, "offer", "at"),
)

portraits = Table(
    "portraits",
    metadata,
    Column("day", Day, primary_key=True, autoincrement=False),
    Column("content", JSON, nullable=False),
    Column("at", Moment, nullable=False),
)

followups = Table(
    "followups",
    metadata,
    Column("id", Id, primary_key=True),
    customer_column(),
    Column("account", Code, nullable=False),
    Column("contact", Name, nullable=False),
    Column("kind", Code, nullable=False),
    Column("about", Code, nullable=False, server_default=""),
    Column("due_at", Moment, nullable=False),
    Column("state", Code, nullable=False),
    Column("settled_at", Moment),
    partial_index("ix_followups_open", "due_at", where="state = 'open'"),
    Index(None, "customer"),
)

scripts = Table(
    "scripts",
    metadata,
    Column("key", Code, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("content", JSON, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", BigSerial, primary_key=True, autoincrement=True),
    Column("account", Code, nullable=False),
    Column("key", Name, nullable=False),
    Column("raw", Text, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("state", Code, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("settled_at", Moment),
    UniqueConstraint("account", "key"),
    partial_index("ix_inbox_new", "id", where="state = 'new'"),
    partial_index("ix_inbox_parked", "id", where="state = 'parked'"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", Name, nullable=False),
    Column("kind", Code, nullable=False),
    Column("account", Code, nullable=False),
    Column("target", Name, nullable=False),
    customer_column(nullable=True),
    Column("purpose", Code, nullable=False),
    Column("text", Text, nullable=False),
    Column("content", JSON),
    Column("state", Code, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("lease_until", Moment),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("because", JSON),
    Column("receipt", Name, nullable=False, server_default=""),
    Column("settled_at", Moment),
    Column("touch", Code),  # NULL: from before there were kinds
    UniqueConstraint("key"),
    Index(None, "customer", "created_at"),
    partial_index("ix_outbox_due", "account", "due_at", where="state = 'due'"),
    partial_index("ix_outbox_sending", "lease_until", where="state = 'sending'"),
    partial_index("ix_outbox_uncertain", "id", where="state = 'uncertain'"),
    partial_index("ix_outbox_by_hand", "id", where="state = 'by_hand'"),
    partial_index("ix_outbox_missed", "id", where="state = 'missed'"),
    partial_index("ix_outbox_failed", "id", where="state = 'failed'"),
    partial_index("ix_outbox_group", "account", "target", where="kind = 'group'"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("who", Name, nullable=False),
    Column("what", Code, nullable=False),
    Column("details", JSON, nullable=False),
    Index(None, "at"),
)

"""What an imported file says, typed: the values that travel from the file to the store."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.imports.fields import Phone


class OrderStatus(StrEnum):
    """What became of an order."""

    OPEN = "open"  # placed, not paid
    PAID = "paid"
    CLOSED = "closed"  # never paid, or called off before it was
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was not taken, and what the operator can do (Chinese)."""

    number: int
    reason: str
    advice: str
    is_conflict: bool = False
    """True where the row can be read but contradicts what is already known."""
    order_no: str = ""
    """The order it would have belonged to, where that much can be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One line of an order file; `items_fen` is quantity times price, exact before rounding."""

    number: int
    order_no: str
    customer: str
    at: datetime
    status: OrderStatus
    product: str = ""
    product_name: str = ""
    category: str = ""
    quantity: int = 1
    unit_price_fen: int | None = None
    items_fen: int | None = None
    amount_fen: int | None = None
    line_amount_fen: int | None = None
    discount_fen: int = 0

    @property
    def is_return(self) -> bool:
        """Tell whether goods or money went back."""
        return self.quantity < 0 or (self.amount_fen or 0) < 0 or (self.line_amount_fen or 0) < 0

    @property
    def is_free(self) -> bool:
        """Tell whether its price is 0 and nothing else says what was paid."""
        return self.items_fen == 0 and self.amount_fen is None and self.line_amount_fen is None


@dataclass(frozen=True, slots=True)
class OrderItem:
    """What was bought, as the store keeps it."""

    product: str
    quantity: int
    price_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """A whole order; `amount_fen` is what was paid, below 0 for a bare refund."""

    key: str
    customer: str
    paid_at: datetime
    day: date
    amount_fen: int
    discount_fen: int
    status: OrderStatus
    items: tuple[OrderItem, ...]
    digest: str
    names: tuple[tuple[str, str], ...] = ()
    """Product codes and the names the file gives them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRow:
    """A customer; `key` is the shop's own number, or the phone where there is none."""

    key: str
    name: str = ""
    phone: Phone | None = None
    source: str = ""
    city: str = ""
    birthday: date | None = None
    contact: str = ""
    """The id by which an account of ours knows them (an OpenID), where the file has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRow:
    """A product; `None` where the file says nothing."""

    key: str
    name: str = ""
    category: str = ""
    price_fen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """A review; `key` is the file's own, or a hash of who wrote what about which product."""

    key: str
    text: str
    customer: str = ""
    product: str = ""
    category: str = ""
    rating: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatRow:
    """One message of a conversation; `key` is unique, `place` its place in the session."""

    key: str
    session: str
    is_from_customer: bool
    text: str
    place: int
    at: datetime | None = None


ImportedRow = OrderRow | CustomerRow | ProductRow | ReviewRow | ChatRow


@dataclass(frozen=True, slots=True)
class Entry:
    """A typed row and the rows of the file it was made of."""

    numbers: tuple[int, ...]
    row: ImportedRow


@dataclass(frozen=True, slots=True)
class Chunk:
    """What is written in one transaction, and the rows refused or repeated on the way."""

    entries: list[Entry] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)
    """Rows that say exactly what an earlier row of the file said."""

    @property
    def rows(self) -> int:
        """Count the rows of the file this stands for."""
        taken = sum(len(entry.numbers) for entry in self.entries)
        return taken + len(self.bad) + len(self.repeated)


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the rows of a file; together they are all its rows."""

    new: int = 0
    updated: int = 0
    skipped: int = 0
    conflicting: int = 0
    bad: int = 0

    @property
    def rows(self) -> int:
        """Count all rows."""
        return self.new + self.updated + self.skipped + self.conflicting + self.bad


@dataclass(frozen=True, slots=True)
class Outcome:
    """The counts of a file and the rows that were not taken."""

    counts: Counts
    refused: list[BadRow]

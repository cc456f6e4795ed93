"""Compare what a file says with what is already known: new, updated, skipped or conflicting."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.imports.rows import CustomerRow, OrderRow, OrderStatus, ProductRow, ReviewRow


class Verdict(StrEnum):
    """What becomes of a row that could be read."""

    NEW = "new"
    UPDATED = "updated"
    SKIPPED = "skipped"  # says nothing new
    CONFLICTING = "conflicting"  # contradicts what is known, which is kept


@dataclass(frozen=True, slots=True)
class KnownOrder:
    """What the store remembers of an order."""

    customer: str
    digest: str
    status: OrderStatus


def judge_order(row: OrderRow, customer: str | None, known: KnownOrder | None) -> Verdict:
    """Judge an order; `customer` is the known person behind the file's buyer, if there is one.

    An older export never turns a settled order back into an unpaid one.
    """
    if known is None:
        return Verdict.NEW
    if known.customer != customer:
        return Verdict.CONFLICTING
    is_older = row.status is OrderStatus.OPEN and known.status is not OrderStatus.OPEN
    return Verdict.SKIPPED if is_older or row.digest == known.digest else Verdict.UPDATED


def changes_of(said: Mapping[str, object], known: Mapping[str, object]) -> dict[str, object]:
    """Pick what the file says otherwise; where it is silent, what is known stays."""
    return {
        name: value
        for name, value in said.items()
        if value not in (None, "") and value != known.get(name)
    }


def judge_changes(changes: Mapping[str, object], known: Mapping[str, object] | None) -> Verdict:
    """Judge a row that is merged field by field."""
    if known is None:
        return Verdict.NEW
    return Verdict.UPDATED if changes else Verdict.SKIPPED


def judge_customer(
    row: CustomerRow, named: str | None, linked: str | None, changes: Mapping[str, object]
) -> Verdict:
    """Judge a customer known by a name, reached as a contact, by both or by none."""
    if named is None and linked is None:
        return Verdict.NEW
    if named and linked and named != linked:
        return Verdict.CONFLICTING
    is_linked_now = named is None or (bool(row.contact) and linked is None)
    return Verdict.UPDATED if changes or is_linked_now else Verdict.SKIPPED


def customer_values(row: CustomerRow, known: Mapping[str, object]) -> dict[str, object]:
    """Say what a row tells of a customer; a masked phone never replaces a whole one."""
    phone = row.phone.number if row.phone else ""
    if row.phone and row.phone.is_masked and known.get("phone"):
        phone = ""
    return {
        "name": row.name,
        "phone": phone,
        "source": row.source,
        "city": row.city,
        "birthday": row.birthday,
    }


def product_values(row: ProductRow) -> dict[str, object]:
    """Say what a row tells of a product."""
    return {"name": row.name, "category": row.category, "price_fen": row.price_fen}


def review_values(row: ReviewRow, customer: str | None) -> dict[str, object]:
    """Say what a row tells of a review; `customer` is the known person behind the buyer."""
    return {
        "text": row.text,
        "customer": customer,
        "product": row.product,
        "category": row.category,
        "rating": row.rating,
        "at": row.at,
    }

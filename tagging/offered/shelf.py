"""A shelf of offers, read from TOML."""

from collections.abc import Mapping

from tagging.errors import RuleError
from tagging.offered import fields
from tagging.offered.offer import Offer, OfferKind
from tagging.offered.public_price import check_public_price

_READERS: Mapping[str, fields.Reader] = {
    "title": fields.text,
    "kind": fields.kind,
    "layers": fields.layers,
    "flags": fields.flags,
    "levels": fields.levels,
    "products": fields.texts,
    "categories": fields.texts,
    "roles": fields.roles,
    "depth_fen": fields.whole,
    "depth_percent": fields.whole,
    "threshold_fen": fields.whole,
    "cost_fen": fields.whole,
    "margin_percent": fields.whole,
    "basket_fen": fields.whole,
    "expected_margin_fen": fields.whole,
    "valid_from": fields.day,
    "valid_until": fields.day,
    "stock": fields.whole,
    "budget_fen": fields.whole,
    "cool_down_days": fields.whole,
    "per_customer": fields.whole,
}


def parse_shelf(text: str, name: str) -> tuple[Offer, ...]:
    """Read a shelf from TOML, one table an offer; `name` says in an error which file it was.

    Raises RuleError with one line that names the offer and the key.
    """
    tables = fields.read_toml(text, name)
    try:
        return tuple(_parse_offer(offer, table) for offer, table in tables.items())
    except RuleError as error:
        raise RuleError(f"{name}: {error}") from error


def _parse_offer(name: str, table: object) -> Offer:
    """Read one offer; every complaint names the offer and the key."""
    values = fields.read_fields(f"offer {name}", table, _READERS)
    for key in ("title", "kind", "layers"):
        if key not in values:
            raise RuleError(f"offer {name}: {key} is missing")
    offer = Offer(name=name, **values)
    if offer.kind is OfferKind.DISCOUNT:
        check_public_price(f"offer {name}", offer.layers, offer.flags)
    return offer

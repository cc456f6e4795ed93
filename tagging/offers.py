"""The offer that is right for a customer today, and why every other one is not."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar

from tagging.errors import RuleError
from tagging.layering import Flag, Layer, Level, Standing
from tagging.reasons import Because, Reason

_T = TypeVar("_T")


class OfferKind(StrEnum):
    """What is given."""

    COUPON = "coupon"
    THRESHOLD_COUPON = "threshold_coupon"
    DISCOUNT = "discount"
    FREE_SHIPPING = "free_shipping"
    GIFT = "gift"
    SHARE_COUPON = "share_coupon"
    THANKS = "thanks"
    CARE = "care"
    EARLY_ACCESS = "early_access"


# What makes the next order cheaper or richer than the one just paid for. A coupon to pass on
# is a friend's, so the buyer loses nothing by having bought yesterday.
_DISCOUNTS = frozenset(
    {
        OfferKind.COUPON,
        OfferKind.THRESHOLD_COUPON,
        OfferKind.DISCOUNT,
        OfferKind.FREE_SHIPPING,
        OfferKind.GIFT,
    }
)
_WORTH_MONEY = frozenset({OfferKind.COUPON, OfferKind.THRESHOLD_COUPON, OfferKind.SHARE_COUPON})


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One offer on the shelf: what is given, to whom, and until when."""

    name: str
    title: str
    kind: OfferKind
    layers: frozenset[Layer]
    flags: frozenset[Flag] = frozenset()
    """All of them are needed."""
    levels: frozenset[Level] = frozenset()
    """One of them is needed; empty means any."""
    products: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    """What it is good for; without products and categories it is good for the whole shop."""
    depth_fen: int = 0
    depth_percent: int = 0
    """What is taken off: 20 is 八折."""
    threshold_fen: int = 0
    expected_margin_fen: int = 0
    """What one customer who gets it is expected to bring, the discount paid."""
    valid_from: date | None = None
    valid_until: date | None = None
    stock: int | None = None
    """How many can still be given; None is without end."""

    def __post_init__(self) -> None:
        _check_audience(self)
        _check_worth(self)

    @property
    def is_discount(self) -> bool:
        """Tell whether a buyer who just paid the full price would feel punished by it."""
        return self.kind in _DISCOUNTS


@dataclass(frozen=True, slots=True)
class OfferChoice:
    """The offer chosen, or none, and a reason for it and against each of the others."""

    offer: Offer | None
    because: Because
    rejected: tuple[tuple[str, Because], ...] = ()


NOTHING_PROTECTED: Mapping[str, date] = MappingProxyType({})


def choose_offer(
    standing: Standing,
    shelf: Sequence[Offer],
    today: date,
    protections: Mapping[str, date] = NOTHING_PROTECTED,
) -> OfferChoice:
    """Choose the most fitting offer, among equals the highest expected margin, and say why.

    Recent buyers get no discount: they just paid the full price. Thanks, service and something
    to share are no discount. `protections` tells up to which day, included, no discount is sent
    on a product or category that this customer bought.
    """
    obstacles = {offer.name: _obstacle_of(offer, standing, today, protections) for offer in shelf}
    fitting = [offer for offer in shelf if obstacles[offer.name] is None]
    best = min(fitting, key=_preference_of, default=None)
    rejected = tuple(
        (offer.name, obstacles[offer.name] or _why_second(offer, best))
        for offer in shelf
        if offer is not best
    )
    return OfferChoice(best, _because_of(best, standing), rejected)


def parse_shelf(text: str, name: str) -> tuple[Offer, ...]:
    """Read a shelf from TOML, one table an offer; `name` says in an error which file it was.

    Raises RuleError with one line that names the offer and the key.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"{name}: {error}") from error
    try:
        return tuple(_parse_offer(offer, table) for offer, table in tables.items())
    except RuleError as error:
        raise RuleError(f"{name}: {error}") from error


def _obstacle_of(
    offer: Offer, standing: Standing, today: date, protections: Mapping[str, date]
) -> Because | None:
    """Find the first thing that stands between an offer and a customer."""
    if Flag.HELD_OUT in standing.flags:
        return Because(Reason.LEFT_WITHOUT_OFFER)
    if offer.is_discount and standing.layer is Layer.RECENT_BUYER:
        return standing.because
    return (
        _obstacle_in_product(offer, today, protections)
        or _obstacle_in_standing(offer, standing)
        or _obstacle_on_shelf(offer, today)
    )


def _obstacle_in_product(
    offer: Offer, today: date, protections: Mapping[str, date]
) -> Because | None:
    """Spare those who bought the very thing a moment ago."""
    if not offer.is_discount:
        return None
    for product in sorted(offer.products | offer.categories):
        until = protections.get(product)
        if until is not None and today <= until:
            return Because(
                Reason.WITHIN_PRODUCT_CYCLE,
                {"product": product, "protected_until": until.isoformat()},
            )
    return None


def _obstacle_in_standing(offer: Offer, standing: Standing) -> Because | None:
    """Keep an offer to those it is meant for."""
    if standing.layer not in offer.layers:
        return Because(Reason.LAYER_NOT_MEANT, {"layer": standing.layer})
    missing = sorted(offer.flags - standing.flags)
    if missing:
        return Because(Reason.FLAG_MISSING, {"flag": missing[0]})
    if offer.levels and standing.level not in offer.levels:
        return Because(Reason.LEVEL_NOT_MEANT, {"level": standing.level.name.lower()})
    return None


def _obstacle_on_shelf(offer: Offer, today: date) -> Because | None:
    """Give only what is there and valid; both days of validity are included."""
    if offer.valid_from is not None and today < offer.valid_from:
        return Because(Reason.NOT_YET_VALID, {"valid_from": offer.valid_from.isoformat()})
    if offer.valid_until is not None and today > offer.valid_until:
        return Because(Reason.NO_LONGER_VALID, {"valid_until": offer.valid_until.isoformat()})
    if offer.stock == 0:
        return Because(Reason.SOLD_OUT)
    return None


def _conditions_of(offer: Offer) -> int:
    return len(offer.flags) + bool(offer.levels)


def _preference_of(offer: Offer) -> tuple[int, int, str]:
    """Put first what was made for fewer people, then what brings more; the name settles ties."""
    return (-_conditions_of(offer), -offer.expected_margin_fen, offer.name)


def _why_second(offer: Offer, best: Offer | None) -> Because:
    assert best is not None
    is_less_fitting = _conditions_of(offer) < _conditions_of(best)
    code = Reason.LESS_FITTING if is_less_fitting else Reason.LOWER_MARGIN
    return Because(code, {"better": best.title})


_WHY_CHOSEN = {
    Layer.PROSPECT: Reason.WELCOME_FOR_PROSPECT,
    Layer.RECENT_BUYER: Reason.KINDNESS_WITHOUT_DISCOUNT,
    Layer.LOST: Reason.WIN_BACK_OF_LOST,
    Layer.SLEEPING: Reason.WIN_BACK_OF_SLEEPING,
    Layer.LAPSING: Reason.CALL_TO_LAPSING,
    Layer.DUE: Reason.REMINDER_WHEN_DUE,
    Layer.FIRST_TIME_BUYER: Reason.THANKS_FOR_FIRST_ORDER,
    Layer.RETURNING_BUYER: Reason.THANKS_TO_SHARE,
}


def _because_of(best: Offer | None, standing: Standing) -> Because:
    """Say why this offer, or why none."""
    if Flag.HELD_OUT in standing.flags:
        return Because(Reason.LEFT_WITHOUT_OFFER)
    if best is None:
        return Because(Reason.NOTHING_MEANT, {"layer": standing.layer})
    is_reward = best.is_discount and Flag.HIGH_VALUE in best.flags
    code = Reason.REWARD_FOR_HIGH_VALUE if is_reward else _WHY_CHOSEN[standing.layer]
    return Because(code, {"offer": best.title})


def _check_audience(offer: Offer) -> None:
    if not offer.title.strip():
        raise RuleError(f"offer {offer.name}: title is empty")
    if not offer.layers:
        raise RuleError(f"offer {offer.name}: layers is empty, so it is meant for nobody")
    if offer.valid_from and offer.valid_until and offer.valid_until < offer.valid_from:
        raise RuleError(
            f"offer {offer.name}: valid_until {offer.valid_until} lies before "
            f"valid_from {offer.valid_from}"
        )
    if offer.stock is not None and offer.stock < 0:
        raise RuleError(f"offer {offer.name}: stock {offer.stock} is below 0")


def _check_worth(offer: Offer) -> None:
    """See that what is taken off agrees with the kind."""
    is_money = offer.kind in _WORTH_MONEY
    if offer.depth_fen < is_money or (offer.depth_fen and not is_money):
        raise RuleError(
            f"offer {offer.name}: depth_fen of a {offer.kind} must be "
            f"{'above 0' if is_money else '0'}, not {offer.depth_fen}"
        )
    percents = range(1, 100) if offer.kind is OfferKind.DISCOUNT else range(1)
    if offer.depth_percent not in percents:
        raise RuleError(
            f"offer {offer.name}: depth_percent of a {offer.kind} must be "
            f"{percents[0]} to {percents[-1]}, not {offer.depth_percent}"
        )
    lowest = offer.depth_fen + 1 if offer.kind is OfferKind.THRESHOLD_COUPON else 0
    if offer.threshold_fen < lowest:
        raise RuleError(
            f"offer {offer.name}: threshold_fen of a {offer.kind} must be at least {lowest}, "
            f"not {offer.threshold_fen}"
        )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise RuleError(f"must be a text, not {value!r}")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise RuleError(f"must be a whole number, not {value!r}")
    return value


def _day(value: object) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise RuleError(f"must be a day such as 2026-06-18, not {value}")
    return value


def _texts(value: object) -> frozenset[str]:
    if not isinstance(value, list):
        raise RuleError(f"must be a list, not {value!r}")
    return frozenset(_text(entry) for entry in value)


def _kind(value: object) -> OfferKind:
    return _word_of({kind.value: kind for kind in OfferKind}, value)


def _layers(value: object) -> frozenset[Layer]:
    known = {layer.value: layer for layer in Layer}
    return frozenset(_word_of(known, word) for word in _texts(value))


def _flags(value: object) -> frozenset[Flag]:
    known = {flag.value: flag for flag in Flag}
    return frozenset(_word_of(known, word) for word in _texts(value))


def _levels(value: object) -> frozenset[Level]:
    known = {level.name.lower(): level for level in Level}
    return frozenset(_word_of(known, word) for word in _texts(value))


def _word_of(known: Mapping[str, _T], value: object) -> _T:
    word = _text(value)
    if word not in known:
        raise RuleError(f"must be one of {', '.join(known)}, not {word!r}")
    return known[word]


_READERS: Mapping[str, Callable[[object], Any]] = {
    "title": _text,
    "kind": _kind,
    "layers": _layers,
    "flags": _flags,
    "levels": _levels,
    "products": _texts,
    "categories": _texts,
    "depth_fen": _whole,
    "depth_percent": _whole,
    "threshold_fen": _whole,
    "expected_margin_fen": _whole,
    "valid_from": _day,
    "valid_until": _day,
    "stock": _whole,
}


def _parse_offer(name: str, table: object) -> Offer:
    """Read one offer; every complaint names the offer and the key."""
    if not isinstance(table, dict):
        raise RuleError(f"{name} must be a table [{name}], not {table!r}")
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in _READERS:
            raise RuleError(f"offer {name}: {key} is none of {', '.join(_READERS)}")
        try:
            values[key] = _READERS[key](value)
        except RuleError as error:
            raise RuleError(f"offer {name}: {key} {error}") from error
    for key in ("title", "kind", "layers"):
        if key not in values:
            raise RuleError(f"offer {name}: {key} is missing")
    return Offer(name=name, **values)

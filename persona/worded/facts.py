"""What is known about a text beside its words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class GoodsClass(StrEnum):
    """What a text sells; each class has words of its own that it may, or may not, use."""

    GENERAL = "通用"
    FOOD = "普通食品"
    COSMETICS = "化妆品"
    HEALTH_FOOD = "保健食品"
    DEVICE = "医疗器械"
    CLOTHING = "服装"
    ELECTRONICS = "3C"
    BABY = "母婴"


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyFacts:
    """What a text's surroundings say; the defaults are those of a bare line nobody knows."""

    goods_class: GoodsClass = GoodsClass.GENERAL
    allowed: frozenset[str] = frozenset()
    """The shop's white list: the words in force today."""
    evidence: str = ""
    """What is kept with the text to prove it (依据)."""
    has_end: bool = False
    """An end or a stock that the shop enforces."""
    link: str = ""
    is_post: bool = False
    """A persona's moments post."""
    is_marketing: bool = False
    """A marketing message to one person."""
    sender: str = ""
    """The shop's or persona's name, which a marketing message has to say."""
    price_fen: int | None = None
    """The deal price that is announced; None: read from the text."""
    compare_fen: int | None = None
    """The price it is compared with (划线价, 原价); None: read from the text."""
    lowest_deal_fen: int | None = None
    """The lowest deal price of the previous 7 days; None: not known."""
    terms: str = ""
    """A lottery's terms kept with the text: kinds, odds or counts, conditions."""


@dataclass(frozen=True, slots=True)
class AllowedWord:
    """A word the shop answers for itself: until when (that day included), and why."""

    word: str
    until: date
    reason: str


def words_in_force(allowed: Iterable[AllowedWord], today: date) -> frozenset[str]:
    """Return the words of a white list that have not run out."""
    return frozenset(each.word for each in allowed if today <= each.until)

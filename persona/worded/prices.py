"""Prices that are told to compare with: what stands crossed out, and what people really paid.

The rules of clear prices (明码标价和禁止价格欺诈规定 §16) allow to compare with no more than the
lowest deal price of the previous seven days, or the last deal where there was none in them.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from persona.worded.facts import CopyFacts
from persona.worded.numerals import NUMBER, number_of

DEAL_DAYS = 7
_COMPARED = re.compile(
    r"(?:原价|划线价|吊牌价?|专柜价|市场价|官方价|官网价|参考价|日常价|平时价|门市价|标价|零售价|商场价)"
    rf"[是为卖要在都得]?:?(?P<price>(?>{NUMBER}))(?P<unit>[元块]?)(?![%折号月日年天点倍码个件\d])"
)


def lowest_deal_fen(deals: Iterable[tuple[date, int]], today: date) -> int | None:
    """Return the lowest of the deal prices (day, fen) of the seven days before `today`.

    Without any in them, it is the lowest of the last day that had one; None without deals.
    """
    past = [(day, fen) for day, fen in deals if day < today]
    if not past:
        return None
    since = min(today - timedelta(days=DEAL_DAYS), max(day for day, _ in past))
    return min(fen for day, fen in past if day >= since)


def compared_prices(text: str) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield the prices, in fen, that a text compares with, as it is read, and where it does."""
    for found in _COMPARED.finditer(text):
        price = found["price"]
        if found["unit"] or price[0].isdigit() or len(price) > 1:  # 标价一律 tells none
            yield int(number_of(price) * 100), found.span()


def yuan_of(fen: int) -> str:
    """Write fen as yuan: 19900 is 199, 1990 is 19.9."""
    return f"{fen // 100}.{fen % 100:02}".rstrip("0").rstrip(".")


def told_prices(text: str, facts: CopyFacts) -> list[tuple[int, tuple[int, int] | None]]:
    """List the prices, in fen, that a text compares with, and where; a known one counts alone."""
    told: list[tuple[int, tuple[int, int] | None]] = [*compared_prices(text)]
    if facts.compare_fen is not None:
        return [(facts.compare_fen, told[0][1] if told else None)]
    return told


def is_price_true(text: str, facts: CopyFacts) -> bool:
    """Tell whether all that the text compares with is known to have been paid lately (§16)."""
    lowest, told = facts.lowest_deal_fen, told_prices(text, facts)
    return lowest is not None and bool(told) and all(fen <= lowest for fen, _ in told)

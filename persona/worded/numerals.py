"""Numbers as copy writes them: 199, 1.2万, 三百九十九, 一千九."""

import re
from decimal import Decimal

NUMBER = r"(?:\d{1,12}(?:\.\d{1,4})?[百千万亿]{0,2}|[零一二两三四五六七八九十百千万亿]{1,12})"
"""A pattern of such numbers in folded text; nobody asks for a price of more signs."""
_DIGITS = dict(zip("零一二三四五六七八九两", [*range(10), 2], strict=True))
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_FIGURES = re.compile(r"\d+(?:\.\d+)?")


def number_of(written: str) -> Decimal:
    """Read a number that NUMBER matches; 一千九 is 1900, as it is said."""
    if figures := _FIGURES.match(written):
        number = Decimal(figures[0])
        for unit in written[figures.end() :]:
            number *= _UNITS[unit]
        return number
    return Decimal(_spoken(written))


def _spoken(written: str) -> int:
    """Read Chinese numerals; a digit that follows a unit and ends them counts the next unit."""
    whole = part = digit = 0
    last = 1
    for sign in written:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
            last = 1 if sign == "零" else last
        elif (unit := _UNITS[sign]) < _UNITS["万"]:
            part += (digit or 1) * unit
            digit, last = 0, unit
        else:
            whole, part = (whole + part + digit or 1) * unit, 0
            digit, last = 0, unit
    return whole + part + digit * max(last // 10, 1)

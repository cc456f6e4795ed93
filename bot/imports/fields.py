"""Understand one cell, or refuse it with a reason and an advice the operator can follow.

Nothing is guessed: a number that a spreadsheet ruined is refused, not repaired.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.errors import BotError

AS_TEXT = "请把该列设为文本后重新导出"
NAME_CHARS = 200
EXCEL_DIGITS = 15
RUINED_ZEROS = 3  # one or two zeros at the end may be chance, three hardly ever are
MOST_FEN = 10**13
PRICE_DECIMALS = 4
WORKED_OUT = 8  # so many decimals nobody types: a division left them
SERIAL_START = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's days have no zone
FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000  # 1954 to 2119
FIRST_YEAR, LAST_YEAR = 1900, 2100
MOST_QUANTITY = 10**7
SHORT = 3  # bytes: a word of three Latin letters (admin) or of one 字 stands in too many others
FORMULA_SIGNS = ("=", "+", "-", "@")
STARS = {"好评": 5, "中评": 3, "差评": 1}

WRAPPED = re.compile(r'="(.*)"', re.DOTALL)
RUINED = re.compile(r"-?\d(\.\d+)?[eE]\+\d{1,3}|-?\d\.\d+[eE]\d{1,3}")
MONEY = re.compile(r"([-+]?)(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?")
WHOLE = re.compile(r"([-+]?(?:\d+|\d{1,3}(?:,\d{3})+))(?:\.0+)?")
CURRENCY = re.compile(r"[¥￥元圆\s]|RMB|CNY", re.IGNORECASE)
SERIAL = re.compile(r"\d{5}(\.\d+)?")
MOMENT = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"(?:[T\s]*(上午|下午)?\s*(\d{1,2})\s*[:时点]\s*(\d{1,2})\s*(?:[:分]\s*(\d{1,2})(?:\.\d+)?)?\s*[秒分]?)?"
)
COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)()(\d\d)(\d\d)(\d\d)")
MOBILE = re.compile(r"1\d{10}")
MASKED_PHONE = re.compile(r"[\d*]*\*[\d*]*")
PHONE = re.compile(r"0?\d{5,12}")


class FieldError(BotError):
    """A cell cannot be understood; `reason` and `advice` are for the operator, in Chinese."""

    def __init__(self, reason: str, advice: str) -> None:
        """Keep both."""
        super().__init__(f"{reason}；{advice}")
        self.reason = reason
        self.advice = advice


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone number; a masked one (138****1234) says nothing about who somebody is."""

    number: str
    is_masked: bool = False


def clean(text: str) -> str:
    """Strip a cell: spaces, tabs, the wrappers that keep numbers text (`="…"`, a leading ')."""
    text = text.strip("\ufeff \t\r\n\u3000\xa0")
    wrapped = WRAPPED.fullmatch(text) if text.startswith("=") else None
    text = wrapped[1].strip() if wrapped else text
    return text[1:].strip() if text.startswith("'") else text


def clean_text(text: str) -> str:
    """Strip what somebody wrote; of a leading ' only the one that disarmed a formula."""
    text = text.strip("\ufeff \t\r\n\u3000\xa0")
    return text[1:] if text.startswith("'") and text[1:2] in FORMULA_SIGNS else text


@lru_cache(maxsize=1 << 14)
def parse_code(text: str, label: str) -> str:
    """Read an order number, a customer's or a product's: never one that a spreadsheet ruined."""
    code = clean(text)
    if not code.isascii():
        code = unicodedata.normalize("NFKC", code)
    if not code:
        raise FieldError(f"{label}为空", f"补上{label}后重新导入")
    if len(code) > NAME_CHARS:
        raise FieldError(f"{label}超过 {NAME_CHARS} 个字", "检查是否选错了列")
    if code.endswith(".0") and code[:-2].isdecimal():
        code = code[:-2] if len(code) <= EXCEL_DIGITS + 2 else f"{float(code):.2E}"
    if RUINED.fullmatch(code) or _is_cut(code):
        raise FieldError(f"{label} {code} 已被表格软件改坏（只保留了前 15 位）", AS_TEXT)
    return code


def _is_cut(code: str) -> bool:
    tail = code[EXCEL_DIGITS:]
    return len(tail) >= RUINED_ZEROS and not tail.strip("0") and code.isdecimal()


def parse_words(text: str, label: str, *, most: int = NAME_CHARS) -> str:
    """Read a name; empty where there is none."""
    words = clean(text)
    if len(words) > most:
        raise FieldError(f"{label}超过 {most} 个字", "缩短后重新导入，或检查是否选错了列")
    return words


def parse_money(text: str, label: str) -> int:
    """Read an amount in yuan as whole fen; more than two decimals are refused."""
    fen = _fen_of(text, label)
    if fen % 1:
        raise FieldError(f"{label} {clean(text)} 超过两位小数", "金额精确到分，请改正后重新导入")
    return int(fen)


@lru_cache(maxsize=1 << 14)
def parse_price(text: str, label: str) -> Decimal:
    """Read a unit price in yuan as fen, which may be finer than a fen: 0.125, or 100 / 3.

    Up to four decimals of a yuan were meant, eight and more come out of a division; between the
    two stands a mistake.
    """
    fen = _fen_of(text, label)
    if fen < 0:
        raise FieldError(f"{label} {clean(text)} 小于 0", "单价不能为负，退货请写负的数量")
    decimals = -int(fen.normalize().as_tuple().exponent) + 2
    if PRICE_DECIMALS < decimals < WORKED_OUT:
        raise FieldError(f"{label} {clean(text)} 超过 {PRICE_DECIMALS} 位小数", "请改正后重新导入")
    return fen


def whole_fen(fen: Decimal) -> int:
    """Round to the whole fen, halves away from zero."""
    return int(fen.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _fen_of(text: str, label: str) -> Decimal:
    found = MONEY.fullmatch(text) or MONEY.fullmatch(_plain_number(CURRENCY.sub("", clean(text))))
    if not found:
        what = f"看不懂：{clean(text)}" if clean(text) else "为空"
        raise FieldError(f"{label}{what}", "写成 1299.00 这样的数字")
    sign, whole, decimals = found.groups()
    fen = Decimal(f"{whole.replace(',', '')}.{decimals or 0}") * 100
    if fen > MOST_FEN:
        raise FieldError(f"{label} {clean(text)} 过大", "检查是否选错了列")
    return -fen if sign == "-" else fen


def _plain_number(text: str) -> str:
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", text).replace("−", "-").replace("¥", "").strip()


def parse_whole(text: str, label: str, *, least: int, most: int) -> int:
    """Read a whole number between two bounds."""
    found = WHOLE.fullmatch(_plain_number(clean(text)))
    if not found:
        what = f"不是整数：{clean(text)}" if clean(text) else "为空"
        raise FieldError(f"{label}{what}", "写成整数后重新导入")
    value = int(found[1].replace(",", ""))
    if not least <= value <= most:
        raise FieldError(f"{label} {value} 不在 {least} 到 {most} 之间", "检查是否选错了列")
    return value


@lru_cache(maxsize=1 << 14)
def parse_quantity(text: str) -> int:
    """Read how many pieces; a negative number is a return, none at all is a mistake."""
    quantity = parse_whole(text, "数量", least=-MOST_QUANTITY, most=MOST_QUANTITY)
    if not quantity:
        raise FieldError("数量为 0", "补上数量，或删去这一行")
    return quantity


def parse_rating(text: str) -> int | None:
    """Read one to five stars (`5`, `5星`, `好评`); None where there is no rating."""
    words = clean(text)
    if not words:
        return None
    return STARS.get(words) or parse_whole(words.rstrip("星分"), "评分", least=1, most=5)


@lru_cache(maxsize=1 << 14)
def parse_moment(text: str, zone: ZoneInfo, label: str) -> datetime:
    """Read a time of the shop's zone and return it in UTC.

    Understood are ISO, `2026/1/2 3:4`, `2026年1月2日`, `20260102` and the day numbers of a
    spreadsheet; `1/2/2026` is refused, because nobody knows which is the month.
    """
    words = clean(text)
    if not words.isascii():
        words = unicodedata.normalize("NFKC", words)
    try:
        moment = _moment_of(words)
    except (ValueError, OverflowError):
        moment = None
    if moment is None or not FIRST_YEAR <= moment.year < LAST_YEAR:
        what = f"看不懂：{words}" if words else "为空"
        raise FieldError(f"{label}{what}", "写成 2026-01-31 09:30:00 这样的时间")
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _moment_of(words: str) -> datetime | None:
    if SERIAL.fullmatch(words):
        days = float(words)
        is_day = FIRST_SERIAL <= days <= LAST_SERIAL
        return SERIAL_START + timedelta(seconds=round(days * 86_400)) if is_day else None
    found = MOMENT.fullmatch(words) or COMPACT.fullmatch(words)
    if not found:
        return datetime.fromisoformat(words)
    year, month, day, half, hour, minute, second = found.groups()
    hours = int(hour or 0)
    if half:
        hours = hours % 12 + (12 if half == "下午" else 0)
    return datetime(  # noqa: DTZ001 - the zone is the caller's
        int(year), int(month), int(day), hours, int(minute or 0), int(second or 0)
    )


def parse_day(text: str, label: str) -> date | None:
    """Read a date; None where there is none."""
    if not clean(text):
        return None
    return parse_moment(text, ZoneInfo("UTC"), label).date()


def parse_phone(text: str) -> Phone | None:
    """Read a phone number without `+86`, spaces and strokes; None where there is none."""
    words = unicodedata.normalize("NFKC", clean(text))
    digits = re.sub(r"[\s\-()]", "", words)
    digits = re.sub(r"^(\+|00)?86(?=1[\d*]{10}$)", "", digits)
    if not digits:
        return None
    if RUINED.fullmatch(words):
        raise FieldError(f"手机号 {words} 已被表格软件改坏", AS_TEXT)
    if MASKED_PHONE.fullmatch(digits) and any(sign.isdecimal() for sign in digits):
        return Phone(digits, is_masked=True)
    if not (MOBILE.fullmatch(digits) or PHONE.fullmatch(digits)):
        raise FieldError(f"手机号看不懂：{words}", "写成 11 位手机号后重新导入")
    return Phone(digits)


def parse_word_of(text: str, groups: Mapping[str, Sequence[str]], label: str) -> str:
    """Find the group one of whose words is the text, else one whose words the text contains."""
    words = unicodedata.normalize("NFKC", clean(text)).casefold()
    for name, members in groups.items():
        if words in members:
            return name
    for name, members in groups.items():
        if any(member in words for member in members if len(member.encode()) > SHORT):
            return name
    raise FieldError(f"{label}看不懂：{clean(text)}", "改成文档列出的说法，或用 --map 去掉该列")

"""Understand a line of a table as an order's, a customer, a product, a review or a message."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.imports.columns import Vocabulary
from bot.imports.fields import (
    FieldError,
    clean,
    clean_text,
    parse_code,
    parse_day,
    parse_moment,
    parse_money,
    parse_phone,
    parse_price,
    parse_quantity,
    parse_rating,
    parse_word_of,
    parse_words,
    whole_fen,
)
from bot.imports.rows import (
    ChatRow,
    CustomerRow,
    OrderLine,
    OrderStatus,
    ProductRow,
    ReviewRow,
)

MOBILE_AS_NAME = re.compile(r"(?:\+?86)?[\s-]?(1\d{2})[\s-]?(\d{4})[\s-]?(\d{4})")
TEXT_CHARS = 20_000
MONEY = frozenset({"amount", "line_amount", "unit_price"})


@dataclass(slots=True)
class Reading:
    """How one file is read: where its fields stand, in which zone its clocks go."""

    places: Mapping[str, int]
    vocabulary: Vocabulary
    zone: ZoneInfo
    words: dict[str, str] = field(default_factory=dict)
    said: Counter[str] = field(default_factory=Counter)

    def moment(self, text: str, label: str) -> datetime | None:
        """Read a time, or None where there is none."""
        return parse_moment(text, self.zone, label) if clean(text) else None

    def word_of(self, text: str, groups: Mapping[str, Sequence[str]], label: str) -> str:
        """Read a word of a group; the few that a file uses are looked up once."""
        if text not in self.words:
            self.words[text] = parse_word_of(text, groups, label)
        return self.words[text]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file, its cells called by their fields."""

    number: int
    cells: Sequence[str]
    places: Mapping[str, int]

    def get(self, name: str) -> str:
        """Return the cell of a field, empty where the file or the row has none."""
        place = self.places.get(name, -1)
        return self.cells[place] if 0 <= place < len(self.cells) else ""


def order_line(line: Line, reading: Reading) -> OrderLine:
    """Read one line of an order. Raise FieldError where it cannot be understood."""
    customer = parse_customer(line.get("customer"))
    at, status = _when_and_whether_paid(line, reading)
    quantity = parse_quantity(line.get("quantity")) if "quantity" in line.places else 1
    price = line.get("unit_price")
    price_fen = parse_price(price, "单价") if clean(price) else None
    amount_fen = _money(line, "amount", "金额")
    line_amount_fen = _money(line, "line_amount", "小计")
    name = parse_words(line.get("product_name"), "商品名称")
    is_unpriced = price_fen is None and amount_fen is None and line_amount_fen is None
    if is_unpriced and not MONEY.isdisjoint(line.places):
        raise FieldError("金额和单价都为空", "补上其中一个后重新导入")
    return OrderLine(
        number=line.number,
        order_no=_order_no_of(line, customer, at),
        customer=customer,
        at=at,
        status=status,
        product=parse_code(line.get("product") or name, "商品")
        if line.get("product") or name
        else "",
        product_name=name,
        category=parse_words(line.get("category"), "类目"),
        quantity=quantity,
        unit_price_fen=None if price_fen is None else whole_fen(price_fen),
        items_fen=None if price_fen is None else whole_fen(price_fen * quantity),
        amount_fen=amount_fen,
        line_amount_fen=line_amount_fen,
        discount_fen=_taken_off(line, quantity),
    )


def _order_no_of(line: Line, customer: str, at: datetime) -> str:
    """Read the order's number; in a file without, goods of one moment or one row are an order."""
    if "order_no" in line.places:
        return parse_code(line.get("order_no"), "订单号")
    has_goods = "product" in line.places or "product_name" in line.places
    return f"{customer} {at}" if has_goods else str(line.number)


def _when_and_whether_paid(line: Line, reading: Reading) -> tuple[datetime, OrderStatus]:
    paid_at = reading.moment(line.get("paid_at"), "付款时间")
    created_at = reading.moment(line.get("created_at"), "下单时间")
    said = line.get("status")
    if clean(said):
        status = OrderStatus(reading.word_of(said, reading.vocabulary.statuses, "订单状态"))
    else:
        is_paid = paid_at or "paid_at" not in line.places
        status = OrderStatus.PAID if is_paid else OrderStatus.OPEN
    at = paid_at or created_at
    if at is None:
        raise FieldError("付款时间为空", "补上付款时间；没有付款的订单请提供下单时间")
    return at, status


def _taken_off(line: Line, quantity: int) -> int:
    """Read a discount, with or without a sign; of what is given back it is given back too."""
    discount_fen = abs(_money(line, "discount", "优惠") or 0)
    return -discount_fen if quantity < 0 else discount_fen


def _money(line: Line, name: str, label: str) -> int | None:
    text = line.get(name)
    return parse_money(text, label) if clean(text) else None


def parse_customer(text: str) -> str:
    """Read by what the shop knows a customer; a masked name says nothing and is refused."""
    code = parse_code(text, "客户")
    if "*" in code:
        raise FieldError(f"客户 {code} 已打码，认不出是谁", "请导出未打码的会员名或会员编号")
    mobile = MOBILE_AS_NAME.fullmatch(code)
    return "".join(mobile.groups()) if mobile else code


def customer_row(line: Line, reading: Reading) -> CustomerRow:
    """Read a customer. Raise FieldError where there is nothing to know them by."""
    del reading
    phone = parse_phone(line.get("phone"))
    said = line.get("customer")
    if not clean(said) and (phone is None or phone.is_masked):
        raise FieldError("没有客户编号，也没有完整的手机号", "补上其中一个后重新导入")
    return CustomerRow(
        key=parse_customer(said) if clean(said) or phone is None else phone.number,
        name=parse_words(line.get("name"), "姓名"),
        phone=phone,
        source=parse_words(line.get("source"), "来源"),
        city=parse_words(line.get("city"), "城市"),
        birthday=parse_day(line.get("birthday"), "生日"),
        contact=parse_words(line.get("contact"), "OpenID"),
    )


def product_row(line: Line, reading: Reading) -> ProductRow:
    """Read a product, known by its code or, where the file has none, by its name."""
    del reading
    name = parse_words(line.get("name"), "商品名称")
    return ProductRow(
        key=parse_code(line.get("code") if "code" in line.places else name, "商品编码"),
        name=name,
        category=parse_words(line.get("category"), "类目"),
        price_fen=_money(line, "price", "价格"),
    )


def review_row(line: Line, reading: Reading) -> ReviewRow:
    """Read a review; a masked buyer stays unknown."""
    text = clean_text(line.get("text"))
    if not text:
        raise FieldError("评价内容为空", "删去这一行，或补上内容")
    _check_length(text)
    said = clean(line.get("customer"))
    customer = parse_customer(said) if said and "*" not in said else ""
    product = parse_words(line.get("product"), "商品")
    at = reading.moment(line.get("at"), "评价时间")
    own_key = clean(line.get("key"))
    return ReviewRow(
        key=parse_code(own_key, "评价编号")
        if own_key
        else _hash(said, product, text, str(at or "")),
        text=text,
        customer=customer,
        product=product,
        category=parse_words(line.get("category"), "类目"),
        rating=parse_rating(line.get("rating")),
        at=at,
    )


class Message(NamedTuple):
    """What one line of a chat log says; `at` is the cell as it stands."""

    session: str
    is_from_customer: bool
    text: str
    at: str


def parse_message(line: Line, reading: Reading) -> Message:
    """Read who said what, and leave the time unread."""
    session = parse_code(line.get("session"), "会话")
    role = reading.word_of(line.get("role"), reading.vocabulary.roles, "角色")
    text = clean_text(line.get("text"))
    if not text:
        raise FieldError("消息内容为空", "删去这一行，或补上内容")
    _check_length(text)
    return Message(session, role == "in", text, line.get("at"))


def chat_row(line: Line, reading: Reading) -> ChatRow:
    """Read one message; the same words said twice in a session are two messages."""
    session, is_from_customer, text, said_at = parse_message(line, reading)
    at = reading.moment(said_at, "时间")
    content = _hash(session, "in" if is_from_customer else "out", text, str(at or ""))
    reading.said[content] += 1
    reading.said["session " + session] += 1
    return ChatRow(
        key=_hash(content, str(reading.said[content])),
        session=session,
        is_from_customer=is_from_customer,
        text=text,
        place=reading.said["session " + session],
        at=at,
    )


def _check_length(text: str) -> None:
    if len(text) > TEXT_CHARS:
        raise FieldError(f"内容超过 {TEXT_CHARS} 个字", "检查这一行的引号是否完整")


def _hash(*parts: str) -> str:
    return sha256("\x1f".join(parts).encode()).hexdigest()[:48]

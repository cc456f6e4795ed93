"""Gather the lines of a file into orders, wherever in the file they stand."""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from zoneinfo import ZoneInfo

from bot.imports.fields import AS_TEXT, EXCEL_DIGITS
from bot.imports.rows import BadRow, Chunk, Entry, OrderItem, OrderLine, OrderRow, OrderStatus

CHUNK = 1000
SUSPECTS = 5  # so many long numbers that all end in zeros are no chance
STRONGEST = (OrderStatus.PAID, OrderStatus.REFUNDED, OrderStatus.OPEN, OrderStatus.CLOSED)
ONCE_PER_ORDER = "核对这一单后，把它的全部行一起重新导入"


def order_chunks(lines: Iterable[OrderLine | BadRow], zone: ZoneInfo) -> Iterator[Chunk]:
    """Gather all lines, then give the orders in chunks, a customer's orders side by side.

    An order of which one line is bad is refused whole: half an order has a wrong amount.
    """
    gathered: dict[str, list[OrderLine]] = {}
    bad: list[BadRow] = []
    for line in lines:
        if isinstance(line, BadRow):
            bad.append(line)
        else:
            gathered.setdefault(line.order_no, []).append(line)
    bad += _take_out_ruined(gathered)
    bad += _take_out_broken(gathered, bad)
    chunk = Chunk(bad=bad)
    for order in sorted(gathered.values(), key=lambda one: (one[0].customer, one[0].order_no)):
        entry = order_of(order, zone)
        if isinstance(entry, Entry):
            chunk.entries.append(entry)
        else:
            chunk.bad.extend(entry)
        if len(chunk.entries) >= CHUNK:
            yield chunk
            chunk = Chunk()
    if chunk.rows:
        yield chunk


def order_of(lines: Sequence[OrderLine], zone: ZoneInfo) -> Entry | list[BadRow]:
    """Make one order of its lines, or refuse them all."""
    customers = sorted({line.customer for line in lines})
    if len(customers) > 1:
        reason = f"订单 {lines[0].order_no} 在文件里属于两位客户：{customers[0]}、{customers[1]}"
        return [_refuse(line, reason, is_conflict=True) for line in lines]
    amount_fen, discount_fen = _total_of(lines)
    statuses = {line.status for line in lines}
    status = next(status for status in STRONGEST if status in statuses)
    if amount_fen < 0 and status is OrderStatus.OPEN:
        reason = f"订单 {lines[0].order_no} 没有付款，金额却是负的"
        return [_refuse(line, reason) for line in lines]
    discount_fen = max(0, discount_fen)
    if amount_fen < 0:
        status, discount_fen = OrderStatus.REFUNDED, 0
    elif amount_fen == 0 and any(line.is_return for line in lines):
        status = OrderStatus.CLOSED  # wholly given back
    at = min(line.at for line in lines)
    items = tuple(_item_of(line, is_alone=len(lines) == 1) for line in lines)
    content = (at.isoformat(), amount_fen, discount_fen, status.value, sorted(map(repr, items)))
    row = OrderRow(
        key=lines[0].order_no,
        customer=lines[0].customer,
        paid_at=at,
        day=at.astimezone(zone).date(),
        amount_fen=amount_fen,
        discount_fen=discount_fen,
        status=status,
        items=items,
        digest=sha256(repr(content).encode()).hexdigest(),
        names=tuple(
            (line.product, line.product_name)
            for line in lines
            if line.product_name and line.product_name != line.product
        ),
    )
    return Entry(tuple(line.number for line in lines), row)


def _total_of(lines: Sequence[OrderLine]) -> tuple[int, int]:
    """Say what was paid for the order and what was taken off.

    An amount stands for the order where it stands once or the same on every line; amounts that
    differ, or that are each line's own price, are added up.
    """
    amounts = [line.amount_fen for line in lines if line.amount_fen is not None]
    discount_fen = sum(line.discount_fen for line in lines)
    if not amounts:
        if any(line.line_amount_fen is not None for line in lines):
            return sum(_line_amount(line) for line in lines), discount_fen
        return sum(line.items_fen or 0 for line in lines) - discount_fen, discount_fen
    is_own = len(amounts) == len(lines) and all(
        line.items_fen is not None
        and line.amount_fen in {line.items_fen, line.items_fen - line.discount_fen}
        for line in lines
    )
    if len(set(amounts)) == 1 and not is_own:
        return amounts[0], max(line.discount_fen for line in lines)
    return sum(amounts), discount_fen


def _line_amount(line: OrderLine) -> int:
    return line.line_amount_fen if line.line_amount_fen is not None else line.items_fen or 0


def _item_of(line: OrderLine, *, is_alone: bool) -> OrderItem:
    price_fen = line.unit_price_fen
    if price_fen is None:
        paid = line.line_amount_fen
        if paid is None and is_alone:
            paid = line.amount_fen
        price_fen = abs(round((paid or 0) / line.quantity))
    return OrderItem(line.product, line.quantity, price_fen)


def _take_out_ruined(gathered: dict[str, list[OrderLine]]) -> list[BadRow]:
    """Refuse numbers of 16 or 17 digits that all end in zeros: a spreadsheet cut every one."""
    long = [
        number
        for number in gathered
        if EXCEL_DIGITS < len(number) <= EXCEL_DIGITS + 2 and number.isdecimal()
    ]
    if len(long) < SUSPECTS or any(number[EXCEL_DIGITS:].strip("0") for number in long):
        return []
    return [
        BadRow(line.number, f"订单号 {number} 已被表格软件改坏（只保留了前 15 位）", AS_TEXT)
        for number in long
        for line in gathered.pop(number)
    ]


def _take_out_broken(gathered: dict[str, list[OrderLine]], bad: Iterable[BadRow]) -> list[BadRow]:
    broken = {row.order_no: row.number for row in bad if row.order_no in gathered}
    return [
        _refuse(line, f"同一订单的第 {number} 行有误")
        for order_no, number in broken.items()
        for line in gathered.pop(order_no)
    ]


def _refuse(line: OrderLine, reason: str, *, is_conflict: bool = False) -> BadRow:
    return BadRow(line.number, reason, ONCE_PER_ORDER, is_conflict, line.order_no)

"""The orders that the rows of a file make up, in SQL: as bot/imports/orders.py does one by one.

Every row is used, left out, or bad. A bad row takes its whole order along: half an order has a
wrong amount.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.bulk.order_engine import Engine, literal
from bot.imports.fields import AS_TEXT, EXCEL_DIGITS
from bot.imports.orders import ONCE_PER_ORDER, STRONGEST, SUSPECTS
from bot.imports.rows import BadRow, OrderStatus

NAMED_AT_MOST = 20
"""How many bad rows are named for each advice; the others are counted."""
COUNTED_ONCE = "已按一份计算；删去重复的行"
GOODS = frozenset({"product", "product_name", "quantity", "unit_price"})
_RANK = {status: place for place, status in enumerate(STRONGEST)}
_IS_RETURN = "(quantity < 0 OR COALESCE(amount_fen, 0) < 0 OR COALESCE(line_amount_fen, 0) < 0)"
_IS_FREE = "(items_fen = 0 AND amount_fen IS NULL AND line_amount_fen IS NULL)"


class Cancellations(StrEnum):
    """What becomes of rows with a negative quantity or amount."""

    DROP = "drop"
    NET = "net"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieve:
    """Which rows count."""

    cancellations: Cancellations = Cancellations.NET
    until: date | None = None
    """Only days before this one are seen."""
    latest: date | None = None
    """A later day cannot be: it lies in the future."""

    @property
    def why_not(self) -> str:
        """Write the expression that says why a row is left out, NULL where it is not."""
        arms = [f"WHEN {_IS_FREE} THEN 'price 0'"]
        if self.cancellations is Cancellations.DROP:
            arms.insert(0, f"WHEN {_IS_RETURN} THEN 'cancellation'")
        if self.until is not None:
            arms.insert(0, f"WHEN day >= {self.until.toordinal()} THEN 'not before --as-of'")
        return f"CASE {' '.join(arms)} END"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What became of the rows of a file: rows = used + left out + rejected."""

    used: int
    left_out: Counter[str]
    rejected: Counter[str]
    """By the advice that was given."""
    bad_rows: tuple[BadRow, ...]
    """Of each advice the first NAMED_AT_MOST, in the sequence of the file."""
    bare_refunds: int
    """Orders that are nothing but a refund: their money counts, they are no orders."""
    seen_from: date | None
    """The first day in the file."""
    first_day: date | None
    last_day: date | None
    """Of the orders that are used, paid or not."""

    @property
    def rows(self) -> int:
        """Count the rows of the file."""
        return self.used + self.left_out.total() + self.rejected.total()


def sum_up(engine: Engine, fields: Collection[str], sieve: Sieve) -> Account:
    """Make `orders`, `lines` and `states` of the rows in `read`, and account for all of them.

    `fields` are those that the file has.
    """
    from bot.store.layering import states_sql  # brings SQLAlchemy, which --help need not wait for

    seen_from = _day(next(engine.rows("SELECT MIN(day) FROM read"))[0])
    _refuse_rows(engine, fields, sieve)
    engine.run(f"CREATE VIEW kept AS SELECT * FROM read WHERE ({sieve.why_not}) IS NULL")  # noqa: S608
    _gather(engine, fields)
    if "order_no" in fields:
        _refuse_copies(engine, fields)
    _refuse_orders(engine, fields)
    engine.run("CREATE TABLE unsold AS SELECT order_no FROM gathered WHERE kind NOT IN (0, 1)")
    engine.run(
        "CREATE VIEW orders AS SELECT customer, order_no AS order_id, day, amount_fen, "
        "CASE WHEN kind = 0 THEN 0 ELSE discount_fen END AS discount_fen, pieces, kind "
        "FROM gathered WHERE kind >= 0"
    )
    engine.run(_lines_sql(fields))
    engine.run(f"CREATE TABLE states AS {states_sql('orders')}")
    return _account_of(engine, sieve, seen_from)


def _refuse_rows(engine: Engine, fields: Collection[str], sieve: Sieve) -> None:
    """Refuse rows that can be read but cannot be: of the future, of another currency."""
    if sieve.latest is not None:
        _refuse(
            engine,
            f"day > {sieve.latest.toordinal()} AND ({sieve.why_not}) IS NULL",
            f"'时间 ' || CAST({engine.date_of('day')} AS VARCHAR) || ' 在未来'",
            "改正时间后重新导入；要算到将来某一天，请用 --as-of",
        )
    if "currency" in fields:
        usual = "SELECT currency FROM read WHERE currency IS NOT NULL GROUP BY 1"
        found = [row[0] for row in engine.rows(f"{usual} ORDER BY COUNT(*) DESC, 1 LIMIT 1")]
        for currency in found:
            _refuse(
                engine,
                f"currency <> {literal(currency)}",
                f"'币种是 ' || currency || '，文件里多数是 ' || {literal(currency)}",
                "每种货币各存一个文件，分别计算",
            )


def _refuse(engine: Engine, where: str, reason: str, advice: str) -> None:
    engine.run(
        f"INSERT INTO bad SELECT row, {reason}, {literal(advice)}, order_no "  # noqa: S608
        f"FROM read WHERE {where}"
    )
    engine.run(f"DELETE FROM read WHERE {where}")  # noqa: S608


def _gather(engine: Engine, fields: Collection[str]) -> None:
    """Make `gathered`: one row an order, the undone and the refused too."""
    engine.run(f"CREATE TABLE gathered AS {_gathered_sql(fields)}")


def _gathered_sql(fields: Collection[str], where: str = "") -> str:
    """Write what sums up the rows of each order; `kind` below 0 is no order any more."""
    total, discount = _sums_of(fields)
    summed = (
        "SELECT order_no, MIN(customer) AS customer, MAX(customer) AS other, MIN(day) AS day, "  # noqa: S608
        f"MIN(status) AS status, CAST({total} AS BIGINT) AS amount_fen, "
        f"CAST({discount} AS BIGINT) AS discount_fen, CAST(SUM(quantity) AS BIGINT) AS pieces, "
        "COUNT(*) AS lines, MIN(row) AS first_row, MAX(row) AS last_row, "
        f"MAX(CASE WHEN {_IS_RETURN} THEN 1 ELSE 0 END) AS returned "
        f"FROM kept {where} GROUP BY order_no"
    )
    return (
        "SELECT summed.*, CASE WHEN amount_fen < 0 THEN 0 "  # noqa: S608
        f"WHEN status = {_RANK[OrderStatus.CLOSED]} THEN -2 "
        "WHEN amount_fen = 0 AND returned = 1 THEN -1 "
        f"WHEN status = {_RANK[OrderStatus.REFUNDED]} AND amount_fen > 0 THEN -1 "
        f"WHEN status = {_RANK[OrderStatus.OPEN]} THEN 2 ELSE 1 END AS kind "
        f"FROM ({summed}) AS summed"
    )


def _sums_of(fields: Collection[str]) -> tuple[str, str]:
    """Write what was paid for an order and what was taken off.

    An amount stands for the order where it stands once or the same on every line; amounts that
    differ, or that are each line's own price, are added up.
    """
    taken_off = "SUM(discount_fen)" if "discount" in fields else "0"
    total = f"SUM(COALESCE(items_fen, 0)) - {taken_off}" if "unit_price" in fields else "0"
    if "line_amount" in fields:
        total = (
            "CASE WHEN COUNT(line_amount_fen) > 0 "
            f"THEN SUM(COALESCE(line_amount_fen, items_fen, 0)) ELSE {total} END"
        )
    if "amount" not in fields:
        return total, taken_off
    is_own = "amount_fen IN (items_fen, items_fen - discount_fen)"
    stands = (
        "MIN(amount_fen) = MAX(amount_fen) AND MIN(CASE WHEN " + is_own + " THEN 1 ELSE 0 END) = 0"
    )
    total = (
        f"CASE WHEN COUNT(amount_fen) = 0 THEN {total} "
        f"WHEN {stands} THEN MIN(amount_fen) ELSE SUM(amount_fen) END"
    )
    return total, f"CASE WHEN {stands} THEN MAX(discount_fen) ELSE SUM(discount_fen) END"


def _refuse_copies(engine: Engine, fields: Collection[str]) -> None:
    """Refuse the second copy of an order whose very rows stand in the file again, further down.

    Rows that follow one another are lines of one order, unless they say nothing of goods.
    """
    has_goods = not GOODS.isdisjoint(fields)
    cells = ", ".join(
        f"COALESCE(CAST({cell} AS TEXT), '')"
        for cell in (
            *("customer", "day", "status", "product", "product_name", "category", "quantity"),
            *("items_fen", "amount_fen", "line_amount_fen", "discount_fen"),
        )
    ).replace(", COALESCE", " || '|' || COALESCE")
    engine.run(
        "CREATE TABLE suspects AS SELECT row, order_no, cells, lines, place, "  # noqa: S608
        f"SUM(CASE WHEN {'row > before + 1' if has_goods else 'true'} THEN 1 ELSE 0 END) "
        "OVER (PARTITION BY order_no) AS copies FROM ("
        f"SELECT row, order_no, {cells} AS cells, lines, "
        "COALESCE(LAG(row) OVER (PARTITION BY order_no ORDER BY row), -1) AS before, "
        "ROW_NUMBER() OVER (PARTITION BY order_no ORDER BY row) AS place "
        "FROM kept JOIN (SELECT order_no, lines FROM gathered WHERE lines > 1 "
        f"AND {'last_row - first_row >= lines' if has_goods else 'true'}) AS long USING (order_no)"
        ") AS placed"
    )
    engine.run(
        "CREATE TABLE copies AS SELECT later.order_no, later.row, first.row AS model, "
        "CASE WHEN later.cells = first.cells THEN 0 ELSE 1 END AS differs "
        "FROM suspects AS later JOIN suspects AS first ON later.order_no = first.order_no "
        "AND first.place = 1 + (later.place - 1) % CAST(later.lines / later.copies AS BIGINT) "
        "WHERE later.copies > 1 AND later.lines % later.copies = 0 "
        "AND later.place > later.lines / later.copies"
    )
    engine.run(
        "DELETE FROM copies WHERE order_no IN (SELECT order_no FROM copies WHERE differs = 1)"
    )
    if not next(engine.rows("SELECT COUNT(*) FROM copies"))[0]:
        return
    engine.run(
        "INSERT INTO bad SELECT row, '订单 ' || order_no || ' 重复：与第 ' || model || ' 行相同', "
        ""
        f"{literal(COUNTED_ONCE)}, order_no FROM copies"
    )
    engine.run("DELETE FROM read WHERE row IN (SELECT row FROM copies)")
    again = "WHERE order_no IN (SELECT order_no FROM copies)"
    engine.run(f"DELETE FROM gathered {again}")
    engine.run(f"INSERT INTO gathered {_gathered_sql(fields, again)}")


def _refuse_orders(engine: Engine, fields: Collection[str]) -> None:
    """Refuse every row of an order that cannot be."""
    engine.run("CREATE TABLE refused (order_no TEXT, reason TEXT, advice TEXT)")
    if "order_no" in fields:
        _find_ruined(engine)
    named = "FROM gathered WHERE order_no NOT IN (SELECT order_no FROM refused) AND"
    engine.run(
        "INSERT INTO refused SELECT order_no, '同一订单的第 ' || MAX(row) || ' 行有误', "  # noqa: S608
        f"{literal(ONCE_PER_ORDER)} FROM bad WHERE order_no IN (SELECT order_no {named} true) "
        f"AND advice <> {literal(COUNTED_ONCE)} GROUP BY order_no"
    )
    engine.run(
        "INSERT INTO refused SELECT order_no, '订单 ' || order_no || ' 在文件里属于两位客户：' "
        f"|| customer || '、' || other, {literal(ONCE_PER_ORDER)} {named} customer <> other"
    )
    engine.run(
        "INSERT INTO refused SELECT order_no, '订单 ' || order_no || ' 没有付款，金额却是负的', "
        f"{literal(ONCE_PER_ORDER)} {named} amount_fen < 0 AND status = {_RANK[OrderStatus.OPEN]}"
    )
    if next(engine.rows("SELECT COUNT(*) FROM refused"))[0]:
        engine.run(
            "INSERT INTO bad SELECT row, reason, advice, order_no "
            "FROM kept JOIN refused USING (order_no)"
        )
        engine.run("CREATE TABLE gone AS SELECT row FROM kept JOIN refused USING (order_no)")
        engine.run("DELETE FROM read WHERE row IN (SELECT row FROM gone)")
        engine.run("DELETE FROM gathered WHERE order_no IN (SELECT order_no FROM refused)")


def _find_ruined(engine: Engine) -> None:
    """Refuse numbers of 16 or 17 digits that all end in zeros: a spreadsheet cut every one."""
    long = (
        f"LENGTH(order_no) BETWEEN {EXCEL_DIGITS + 1} AND {EXCEL_DIGITS + 2} "
        "AND LTRIM(order_no, '0123456789') = ''"
    )
    is_whole = f"LTRIM(SUBSTR(order_no, {EXCEL_DIGITS + 1}), '0') <> ''"
    count, whole = next(
        engine.rows(
            f"SELECT COUNT(*), COALESCE(SUM(CASE WHEN {is_whole} THEN 1 ELSE 0 END), 0) "  # noqa: S608
            f"FROM gathered WHERE {long}"
        )
    )
    if count >= SUSPECTS and not whole:
        engine.run(
            "INSERT INTO refused SELECT order_no, "  # noqa: S608
            "'订单号 ' || order_no || ' 已被表格软件改坏（只保留了前 15 位）', "
            f"{literal(AS_TEXT)} FROM gathered WHERE {long}"
        )


def _lines_sql(fields: Collection[str]) -> str:
    """Write the view of goods sold and given back, each with what was paid for it.

    Where only the whole order has an amount, its lines share it.
    """
    share, shared = "NULL", ""
    if "amount" in fields:
        share = (
            "CASE WHEN amount_fen = whole_fen THEN CAST(whole_fen / lines AS BIGINT) "
            "ELSE amount_fen END"
        )
        shared = (
            "LEFT JOIN (SELECT order_no, amount_fen AS whole_fen, lines FROM gathered WHERE lines > 1) AS whole "
            "ON whole.order_no = kept.order_no "
        )
    return (
        "CREATE VIEW lines AS SELECT row, customer, kept.order_no AS order_id, day, product, "  # noqa: S608
        "COALESCE(category, known) AS category, COALESCE(product_name, product) AS product_name, "
        f"CASE WHEN {_IS_RETURN} THEN -ABS(quantity) ELSE quantity END AS quantity, "
        f"COALESCE(line_amount_fen, items_fen, {share}, 0) AS amount_fen, discount_fen "
        f"FROM kept {shared}"
        "LEFT JOIN (SELECT product AS sold, MIN(category) AS known FROM goods GROUP BY product) "
        "AS catalogue ON sold = product "
        f"WHERE kept.order_no NOT IN (SELECT order_no FROM unsold)"
    )


def _account_of(engine: Engine, sieve: Sieve, seen_from: date | None) -> Account:
    left_out = Counter[str]()
    why_not = f"SELECT ({sieve.why_not}) AS why, COUNT(*) FROM read GROUP BY 1"  # noqa: S608
    left_out.update({why: count for why, count in engine.rows(why_not) if why})
    sums = (
        "SELECT SUM(CASE WHEN kind > -2 THEN lines END), SUM(CASE WHEN kind = -2 THEN lines END), "
    )
    used, closed, bare, first, last = next(
        engine.rows(
            f"{sums} SUM(CASE WHEN kind = 0 THEN 1 END), "
            "MIN(CASE WHEN kind > -2 THEN day END), MAX(CASE WHEN kind > -2 THEN day END) "
            "FROM gathered"
        )
    )
    if closed:
        left_out["closed"] = int(closed)
    named = (
        "SELECT row, reason, advice, order_no FROM (SELECT *, ROW_NUMBER() OVER "
        f"(PARTITION BY advice ORDER BY row) AS place FROM bad) AS b WHERE place <= {NAMED_AT_MOST} "
        "ORDER BY row"
    )
    return Account(
        used=int(used or 0),
        left_out=left_out,
        rejected=Counter(dict(engine.rows("SELECT advice, COUNT(*) FROM bad GROUP BY 1"))),
        bad_rows=tuple(
            BadRow(row, reason, advice, order_no=order_no or "")
            for row, reason, advice, order_no in engine.rows(named)
        ),
        bare_refunds=int(bare or 0),
        seen_from=seen_from,
        first_day=_day(first),
        last_day=_day(last),
    )


def _day(ordinal: int | None) -> date | None:
    return None if ordinal is None else date.fromordinal(ordinal)

"""Rows that can be read and still cannot be: refused with a reason, and their order with them."""

from collections.abc import Collection
from datetime import date

from bot.bulk.order_engine import Engine, literal
from bot.bulk.order_gathered import RANK, gathered_sql
from bot.imports.fields import AS_TEXT, EXCEL_DIGITS
from bot.imports.orders import ONCE_PER_ORDER, SUSPECTS
from bot.imports.rows import OrderStatus

COUNTED_ONCE = "已按一份计算；删去重复的行"
GOODS = frozenset({"product", "product_name", "quantity", "unit_price"})
_CELLS = (
    *("customer", "day", "status", "product", "product_name", "category", "quantity"),
    *("items_fen", "amount_fen", "line_amount_fen", "discount_fen"),
)


def refuse_future(engine: Engine, latest: date, why_not: str) -> None:
    """Refuse rows of days that have not come, unless they are left out anyway."""
    _refuse(
        engine,
        f"day > {latest.toordinal()} AND ({why_not}) IS NULL",
        f"'时间 ' || CAST({engine.date_of('day')} AS VARCHAR) || ' 在未来'",
        "改正时间后重新导入；要算到将来某一天，请用 --as-of",
    )


def refuse_other_money(engine: Engine) -> None:
    """Refuse rows in another currency than most; what says none is in that of most."""
    usual = "SELECT currency FROM read WHERE currency IS NOT NULL GROUP BY 1"
    for (currency,) in engine.rows(f"{usual} ORDER BY COUNT(*) DESC, 1 LIMIT 1"):
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


def refuse_copies(engine: Engine, fields: Collection[str]) -> None:
    """Refuse the second copy of an order whose very rows stand in the file again, further down.

    Rows that follow one another are lines of one order, unless they say nothing of goods.
    """
    _find_copies(engine, has_goods=not GOODS.isdisjoint(fields))
    if not next(engine.rows("SELECT COUNT(*) FROM copies"))[0]:
        return
    engine.run(
        "INSERT INTO bad SELECT row, '订单 ' || order_no || ' 重复：与第 ' || model || "  # noqa: S608
        f"' 行相同', {literal(COUNTED_ONCE)}, order_no FROM copies"
    )
    engine.run("DELETE FROM read WHERE row IN (SELECT row FROM copies)")
    again = "WHERE order_no IN (SELECT order_no FROM copies)"
    engine.run(f"DELETE FROM gathered {again}")  # noqa: S608
    engine.run(f"INSERT INTO gathered {gathered_sql(fields, again)}")


def _find_copies(engine: Engine, *, has_goods: bool) -> None:
    """Make `copies` (order_no, row, model): rows of orders that are nothing but repetitions.

    The rows of an order fall into runs; it is repeated if every run is like the first.
    """
    cells = " || '|' || ".join(f"COALESCE(CAST({cell} AS TEXT), '')" for cell in _CELLS)
    lies_apart = "last_row - first_row >= lines" if has_goods else "true"
    begins = "row > before + 1" if has_goods else "true"
    engine.run(
        "CREATE TABLE suspects AS SELECT row, order_no, cells, lines, place, "  # noqa: S608
        f"SUM(CASE WHEN {begins} THEN 1 ELSE 0 END) OVER (PARTITION BY order_no) AS runs FROM ("
        f"SELECT row, order_no, {cells} AS cells, lines, "
        "COALESCE(LAG(row) OVER (PARTITION BY order_no ORDER BY row), -1) AS before, "
        "ROW_NUMBER() OVER (PARTITION BY order_no ORDER BY row) AS place "
        "FROM kept JOIN (SELECT order_no, lines FROM gathered "
        f"WHERE lines > 1 AND {lies_apart}) AS long USING (order_no)) AS placed"
    )
    engine.run(
        "CREATE TABLE copies AS SELECT later.order_no, later.row, first.row AS model, "
        "CASE WHEN later.cells = first.cells THEN 0 ELSE 1 END AS differs "
        "FROM suspects AS later JOIN suspects AS first ON later.order_no = first.order_no "
        "AND first.place = 1 + (later.place - 1) % CAST(later.lines / later.runs AS BIGINT) "
        "WHERE later.runs > 1 AND later.lines % later.runs = 0 "
        "AND later.place > later.lines / later.runs"
    )
    engine.run(
        "DELETE FROM copies WHERE order_no IN (SELECT order_no FROM copies WHERE differs = 1)"
    )


def refuse_orders(engine: Engine, fields: Collection[str]) -> None:
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
        f"{literal(ONCE_PER_ORDER)} {named} amount_fen < 0 AND status = {RANK[OrderStatus.OPEN]}"
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

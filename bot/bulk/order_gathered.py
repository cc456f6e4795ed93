"""The orders that rows make up and the goods on them, as SQL over `kept`.

As bot/imports/orders.py gathers them one by one.
"""

from collections.abc import Collection

from bot.imports.orders import STRONGEST
from bot.imports.rows import OrderStatus

RANK = {status: place for place, status in enumerate(STRONGEST)}
IS_RETURN = "(quantity < 0 OR COALESCE(amount_fen, 0) < 0 OR COALESCE(line_amount_fen, 0) < 0)"


def gathered_sql(fields: Collection[str], where: str = "") -> str:
    """Write what sums up the rows of each order; `kind` below 0 is no order any more."""
    total, discount = _sums_of(fields)
    summed = (
        "SELECT order_no, MIN(customer) AS customer, MAX(customer) AS other, MIN(day) AS day, "  # noqa: S608
        f"MIN(status) AS status, CAST({total} AS BIGINT) AS amount_fen, "
        f"CAST({discount} AS BIGINT) AS discount_fen, CAST(SUM(quantity) AS BIGINT) AS pieces, "
        "COUNT(*) AS lines, MIN(row) AS first_row, MAX(row) AS last_row, "
        f"MAX(CASE WHEN {IS_RETURN} THEN 1 ELSE 0 END) AS returned "
        f"FROM kept {where} GROUP BY order_no"
    )
    return (
        "SELECT summed.*, CASE WHEN amount_fen < 0 THEN 0 "  # noqa: S608
        f"WHEN status = {RANK[OrderStatus.CLOSED]} THEN -2 "
        "WHEN amount_fen = 0 AND returned = 1 THEN -1 "
        f"WHEN status = {RANK[OrderStatus.REFUNDED]} AND amount_fen > 0 THEN -1 "
        f"WHEN status = {RANK[OrderStatus.OPEN]} THEN 2 ELSE 1 END AS kind "
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
    is_own = "CASE WHEN amount_fen IN (items_fen, items_fen - discount_fen) THEN 1 ELSE 0 END"
    stands = f"MIN(amount_fen) = MAX(amount_fen) AND MIN({is_own}) = 0"
    total = (
        f"CASE WHEN COUNT(amount_fen) = 0 THEN {total} "
        f"WHEN {stands} THEN MIN(amount_fen) ELSE SUM(amount_fen) END"
    )
    return total, f"CASE WHEN {stands} THEN MAX(discount_fen) ELSE SUM(discount_fen) END"


def lines_sql(fields: Collection[str]) -> str:
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
            "LEFT JOIN (SELECT order_no, amount_fen AS whole_fen, lines FROM gathered "
            "WHERE lines > 1) AS whole ON whole.order_no = kept.order_no "
        )
    return (
        "CREATE VIEW lines AS SELECT row, customer, kept.order_no AS order_id, day, product, "  # noqa: S608
        "COALESCE(category, known) AS category, "
        "COALESCE(product_name, product) AS product_name, "
        f"CASE WHEN {IS_RETURN} THEN -ABS(quantity) ELSE quantity END AS quantity, "
        f"COALESCE(line_amount_fen, items_fen, {share}, 0) AS amount_fen, discount_fen "
        f"FROM kept {shared}"
        "LEFT JOIN (SELECT product AS sold, MIN(category) AS known FROM goods GROUP BY product) "
        "AS catalogue ON sold = product "
        "WHERE kept.order_no NOT IN (SELECT order_no FROM unsold)"
    )

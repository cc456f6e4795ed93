"""Cohorts and monthly buyers of an order book, in SQL for DuckDB and SQLite alike."""

from datetime import date

from bot.bulk.order_book import OrderBook
from tagging.sold.retention import Cohort, Month, cohorts_of, month_of, months_of

_ACTIVE = """
CREATE TABLE active_customers AS
SELECT customer, month, COUNT(*) AS orders, SUM(amount_fen) AS money_fen
FROM orders JOIN month_days USING (day)
WHERE kind = 1
GROUP BY customer, month
"""
_COHORTS = """
SELECT came.month, active.month, COUNT(*)
FROM active_customers AS active JOIN (
  SELECT customer, MIN(month) AS month FROM active_customers GROUP BY customer
) AS came USING (customer)
GROUP BY came.month, active.month
"""
_MONTHS = """
SELECT month, COUNT(*), CAST(SUM(orders) AS BIGINT), CAST(SUM(money_fen) AS BIGINT)
FROM active_customers
GROUP BY month
"""


def retention_of(book: OrderBook) -> tuple[list[Cohort], list[Month]]:
    """Count who first ordered when and ordered again, and what each month came to."""
    first, last = next(book.rows("SELECT MIN(day), MAX(day) FROM orders WHERE kind = 1"))
    if first is None:
        return [], []
    book.run("CREATE TABLE month_days (day INTEGER, month INTEGER)")
    days = range(first, last + 1)
    book.database.fill("month_days", ((day, month_of(date.fromordinal(day))) for day in days))
    book.run(_ACTIVE)
    cohorts = cohorts_of(book.rows(_COHORTS))
    return cohorts, months_of(book.rows(_MONTHS), cohorts)

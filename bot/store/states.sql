-- Sums up the orders of each customer in one row. For SQLite, PostgreSQL and DuckDB alike.
-- A bare refund (kind 0) takes money and pieces away and is no order; an unpaid order (kind 2)
-- leaves a day only. Days are ordinals, money is whole fen.
SELECT
  customer,
  MIN(CASE WHEN kind = 1 THEN day END) AS first_day,
  MAX(CASE WHEN kind = 1 THEN day END) AS last_day,
  CAST(SUM(CASE WHEN kind = 1 THEN 1 ELSE 0 END) AS BIGINT) AS orders,
  CAST(SUM(CASE WHEN kind < 2 THEN amount_fen ELSE 0 END) AS BIGINT) AS money_fen,
  CAST(SUM(CASE WHEN kind < 2 THEN pieces ELSE 0 END) AS BIGINT) AS items,
  CAST(SUM(CASE WHEN kind = 1 THEN discount_fen ELSE 0 END) AS BIGINT) AS discounted_fen,
  CAST(SUM(CASE WHEN kind = 1 AND discount_fen > 0 THEN 1 ELSE 0 END) AS BIGINT)
    AS discounted_orders,
  CAST(SUM(CASE WHEN kind = 1 AND discount_fen > 0 THEN amount_fen ELSE 0 END) AS BIGINT)
    AS discounted_money_fen,
  MAX(CASE WHEN kind = 2 THEN day END) AS open_day
FROM :orders AS known
GROUP BY customer

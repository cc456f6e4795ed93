-- Places every customer, as tagging/layering.py does one by one: states in, standings out.
-- For SQLite, PostgreSQL and DuckDB alike. Names behind a colon are written in by layering.py.
-- :states has one row a customer; its column `customer` compares byte by byte (PostgreSQL:
-- COLLATE "C" on the column). Days are ordinals, money is whole fen, flags are 0 or 1.
-- What is scored is MATERIALIZED, or recency would be computed anew wherever it is named.
WITH shop AS (
  SELECT
    CAST(COALESCE(SUM(last_day - first_day), 0) + :weight * :default_cycle_days
      AS DOUBLE PRECISION) / (COALESCE(SUM(orders - 1), 0) + :weight) AS cycle_days
  FROM :states AS known WHERE orders > 0
),
scored AS MATERIALIZED (
  SELECT
    known.*,
    CASE WHEN orders = 0 THEN NULL WHEN last_day > :today THEN 0 ELSE :today - last_day END
      AS recency_days,
    CASE WHEN orders > 0 THEN 6 - :recency_part END AS r,
    CASE WHEN orders > 0 THEN :frequency_part END AS f,
    CASE WHEN orders > 0 THEN :money_part END AS m,
    CASE WHEN orders > 0 THEN
      (last_day - first_day + :weight * :shop_days) / (orders - 1 + :weight)
    END AS cycle_days
  FROM :states AS known
),
measured AS (
  SELECT
    scored.*,
    CASE
      WHEN r IS NULL THEN NULL
      WHEN r >= 4 AND f = 1 THEN CASE WHEN r = 5 THEN 'new' ELSE 'promising' END
      WHEN r >= 4 AND f <= 3 THEN 'potential_loyalist'
      WHEN r = 5 THEN 'champions'
      WHEN r >= 3 AND f >= 4 THEN 'loyal'
      WHEN r = 3 THEN CASE WHEN f = 3 THEN 'need_attention' ELSE 'about_to_sleep' END
      WHEN f = 5 THEN 'cannot_lose'
      WHEN f >= 3 THEN 'at_risk'
      ELSE 'hibernating'
    END AS segment,
    CASE
      WHEN recency_days IS NULL THEN NULL
      WHEN recency_days <= :active_days THEN 'active'
      WHEN recency_days <= :silent_days THEN 'silent'
      WHEN recency_days <= :sleeping_days THEN 'sleeping'
      ELSE 'lost'
    END AS tier,
    CASE WHEN orders >= 5 THEN 4 WHEN orders >= 3 THEN 3 ELSE orders END AS level,
    CASE WHEN recency_days IS NULL THEN NULL
      ELSE CAST(recency_days AS DOUBLE PRECISION) / cycle_days
    END AS cycles_past
  FROM scored
)
SELECT
  customer, first_day, last_day, orders, money_fen, items,
  discounted_fen, discounted_orders, discounted_money_fen, open_day,
  recency_days, r, f, m, segment, tier, level,
  CASE
    WHEN tier IS NULL THEN 'prospect'
    WHEN recency_days <= :protection_days THEN 'recent_buyer'
    WHEN tier = 'lost' THEN 'lost'
    WHEN tier = 'sleeping' THEN 'sleeping'
    WHEN tier = 'silent' THEN 'lapsing'
    WHEN cycles_past >= :due_from AND cycles_past <= :due_until THEN 'due'
    WHEN orders = 1 THEN 'first_time_buyer'
    ELSE 'returning_buyer'
  END AS layer,
  CASE WHEN m = 5 AND money_fen > 0 THEN 1 ELSE 0 END AS high_value,
  CASE
    WHEN orders > 0 AND money_fen > 0
      AND CAST(discounted_money_fen AS DOUBLE PRECISION) / money_fen >= :price_sensitive_share
    THEN 1 ELSE 0
  END AS price_sensitive,
  CASE WHEN open_day IS NOT NULL AND (last_day IS NULL OR open_day > last_day) THEN 1 ELSE 0 END
    AS abandoned_order,
  cycle_days,
  CASE WHEN orders > 0 THEN last_day + :protection_days END AS protected_until
FROM measured

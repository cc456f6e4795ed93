-- Adds new orders to the states, which have `customer` as their key: one row a customer who bought.
-- For SQLite, PostgreSQL and DuckDB alike. Adding an order twice counts it twice.
INSERT INTO :states
SELECT * FROM (:new) AS new WHERE 1 = 1
ON CONFLICT (customer) DO UPDATE SET
  first_day = CASE WHEN excluded.first_day < :states.first_day OR :states.first_day IS NULL
    THEN excluded.first_day ELSE :states.first_day END,
  last_day = CASE WHEN excluded.last_day > :states.last_day OR :states.last_day IS NULL
    THEN excluded.last_day ELSE :states.last_day END,
  orders = :states.orders + excluded.orders,
  money_fen = :states.money_fen + excluded.money_fen,
  items = :states.items + excluded.items,
  discounted_fen = :states.discounted_fen + excluded.discounted_fen,
  discounted_orders = :states.discounted_orders + excluded.discounted_orders,
  discounted_money_fen = :states.discounted_money_fen + excluded.discounted_money_fen,
  open_day = CASE WHEN excluded.open_day > :states.open_day OR :states.open_day IS NULL
    THEN excluded.open_day ELSE :states.open_day END

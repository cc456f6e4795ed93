"""Made-up shops of any size: few customers buy often, most buy a few times in two years."""

from functools import partial
from pathlib import Path

import duckdb

from bot.bulk.engines import PROCESSES, open_engine
from tests.bot.store.shops import TODAY

DAYS = 730
# 1 + 9.4 z² orders each, z being normal: median 5, a tenth above 26, one in 100 above 63.
ORDERS = """
COPY (
  SELECT customer, CAST({today} - 1 - FLOOR(random() * {days}) AS INT) AS day,
    CASE WHEN kind = 0 THEN -amount ELSE amount END AS amount_fen,
    CAST(CASE WHEN random() < 0.3 THEN 500 ELSE 0 END AS BIGINT) AS discount_fen,
    CAST(1 + FLOOR(random() * 3) AS INT) AS pieces, kind
  FROM (
    SELECT customer, CAST(500 + FLOOR(exp(random() * 5) * 300) AS BIGINT) AS amount,
      CAST(CASE WHEN chance < 0.97 THEN 1 WHEN chance < 0.98 THEN 0 ELSE 2 END AS INT) AS kind
    FROM (
      SELECT customer, random() AS chance
      FROM (
        SELECT 'c' || lpad(CAST(i AS TEXT), 9, '0') AS customer,
          CAST(1 + FLOOR(-18.8 * ln(1 - random()) * pow(cos(2 * pi() * random()), 2)) AS BIGINT)
            AS orders
        FROM range({bucket}, {customers}, {buckets}) AS numbers(i)
      ), range(orders)
    )
  )
) TO '{path}' (FORMAT parquet)
"""


def write_shop(folder: Path, customers: int, buckets: int) -> list[str]:
    """Write about ten orders a customer into buckets, the same ones every time."""
    folder.mkdir(parents=True, exist_ok=True)
    with open_engine(PROCESSES) as crew:
        write = partial(_write, folder, customers, buckets)
        return list(crew.map(write, range(buckets)))


def _write(folder: Path, customers: int, buckets: int, bucket: int) -> str:
    path = folder / f"{bucket:05}.parquet"
    with duckdb.connect(config={"threads": 1}) as link:
        link.execute(f"SELECT setseed({bucket / buckets})")
        today = TODAY.toordinal()
        sizes = {"customers": customers, "buckets": buckets, "bucket": bucket}
        link.execute(ORDERS.format(today=today, days=DAYS, path=path, **sizes))
    return str(path)

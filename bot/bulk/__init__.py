"""Work over partitions of large files, in SQL and in arrays, by one process or by several.

order_book.py is the way in: an order file becomes tables of an engine (order_engine.py: DuckDB,
else SQLite). order_plain.py and order_rows.py read it, order_cells.py by DuckDB alone and row by
row what is odd; order_gathered.py, order_refusals.py and order_sums.py make orders of rows.

`zhanggui layer`: standings.py places everybody, by processes or a cluster (engines.py) with
buckets.py, placing.py, cuts.py, glances.py and parquet.py, and checksum.py says whether they
agree; probabilities.py foresees, event_cohorts.py and life_stages.py tell more, spared.py and
decisions.py choose offers, placed_file.py writes.
`zhanggui products`: product_file.py, product_figures.py, product_study.py, retention.py.
`zhanggui response`: responses.py. Chat logs: chat_tags.py, cut by blocks.py.
"""

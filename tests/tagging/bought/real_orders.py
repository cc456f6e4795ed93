"""The public shops whose orders the figures were published for, as purchase days."""

import csv
import gzip
import os
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import numpy as np

from tagging.foreseen.histories import Histories
from tagging.purchases import Order

REAL_DATA = os.environ.get("ZHANGGUI_REAL_DATA", "")


def days_of(histories):
    """Lay out the purchase days (dates) of each customer, a list for each."""
    counts = [len(own) for own in histories]
    days = [day.toordinal() for own in histories for day in sorted(own)]
    amounts_fen = np.zeros(len(days), np.int64)
    return Histories(np.array(days, np.int32), amounts_fen, np.cumsum([0, *counts]))


def rows_of(name):
    """Read a file of the commerce data."""
    path = Path(REAL_DATA) / "commerce" / name
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def retail_orders():
    """The clean invoices of the gift shop, in pence, by customer."""
    pence, days = defaultdict(Counter), {}
    for line in rows_of("online_retail.csv.gz"):
        pieces, price = int(line["quantity"]), float(line["unit_price"])
        if line["customer_id"] and pieces > 0 and price > 0:
            pence[line["customer_id"]][line["invoice_no"]] += round(pieces * price * 100)
            days[line["invoice_no"]] = date.fromisoformat(line["invoice_ts"][:10])
    return {
        customer: [Order(name, days[name], paid) for name, paid in orders.items()]
        for customer, orders in pence.items()
    }


def retail():
    """The gift shop's purchase days."""
    return days_of([[order.day for order in orders] for orders in retail_orders().values()])


def cdnow():
    """The record shop's purchase days, one cohort."""
    own = defaultdict(list)
    for row in rows_of("cdnow.csv.gz"):
        own[row["customer_id"]].append(date.fromisoformat(row["date"]))
    return days_of(own.values())


def grocer():
    """The online grocer's order days."""
    own = defaultdict(list)
    for row in rows_of("grocery_elog.csv.gz"):
        own[row["customer_id"]].append(date.fromisoformat(row["date"]))
    return days_of(own.values())

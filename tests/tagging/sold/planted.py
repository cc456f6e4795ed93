"""A shop in which each product plays a part that we know."""

from datetime import date

import numpy as np

from tagging.sold.lines import Lines

TRAFFIC, PROFIT, EDGE, YOUNG = range(4)
FIRST_DAY, DAYS = 739_000, 600
LAUNCH = FIRST_DAY + 480
# How often a basket holds each part: of newcomers, and of those who come again.
NEWCOMERS = (0.9, 0.35, 0.02, 0.1)
REGULARS = (0.45, 0.9, 0.02, 0.15)


def lines_of(*rows):
    """Order lines, each as customer, order, product, day and pieces; a piece is 100 yuan."""
    columns = np.array(rows, np.int64).reshape(-1, 5).T
    return Lines(*columns, amounts_fen=columns[4] * 10_000)


def planted_shop(rng, customers=3_000, products=(8, 8, 8, 4)):
    """Draw order lines of a shop, and the part that each product plays, best-selling first."""
    parts = np.repeat(np.arange(4), products)
    weights = rng.uniform(0.6, 1.6, len(parts))
    lines = []
    order = 0
    for customer in range(customers):
        day = FIRST_DAY + int(rng.integers(DAYS))
        is_new = True
        while day < FIRST_DAY + DAYS:
            basket = _basket(rng, NEWCOMERS if is_new else REGULARS, parts, weights, day)
            lines += [(customer, order, product, day, 1, 10_000) for product in basket]
            order += 1
            comes_back = 0.75 if any(parts[product] == PROFIT for product in basket) else 0.35
            if rng.random() > comes_back:
                break
            day += 10 + int(rng.exponential(35))
            is_new = False
    columns = np.array(lines, np.int64)
    orders = np.bincount(columns[:, 2], minlength=len(parts))
    places = np.argsort(-orders, kind="stable")
    columns[:, 2] = np.argsort(places)[columns[:, 2]]
    return Lines(*columns.T), parts[places].tolist()


def _basket(rng, shares, parts, weights, day):
    chosen = []
    for part, share in enumerate(shares):
        if rng.random() < share and (part != YOUNG or day >= LAUNCH):
            own = np.flatnonzero(parts == part)
            chosen.append(int(rng.choice(own, p=weights[own] / weights[own].sum())))
    return chosen or [int(rng.integers(len(parts) - np.sum(parts == YOUNG)))]


def write_orders(path, lines):
    """Write order lines as a file; product 3 is P3."""
    rows = ["customer,order_id,time,product,quantity,price"]
    for customer, order, product, day, pieces, fen in zip(*map(list, lines), strict=True):
        time = date.fromordinal(int(day)).isoformat()
        rows.append(f"c{customer},o{order},{time},P{product},{pieces},{fen / 100:.2f}")
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path

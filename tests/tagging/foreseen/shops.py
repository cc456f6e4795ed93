"""Shops of simulated customers, whose habits are known."""

from datetime import date

import numpy as np

from tagging.foreseen.histories import Histories

TODAY = date(2026, 11, 22).toordinal()


def histories_of(*customers, fen=1_000):
    """Put days, given as days before today, into histories; every order costs the same."""
    days = [sorted(TODAY - ago for ago in customer) for customer in customers]
    starts = np.cumsum([0, *map(len, days)])
    flat = np.array([day for own in days for day in own], np.int32)
    return Histories(flat, np.full(len(flat), fen, np.int64), starts)


def simulate_shop(customers, *, seed=1, span=400, after=90, shape=(0.5, 25.0, 0.8, 2.5)):
    """Let customers come over `span` days, buy by BG/NBD and go on until `after` days from now."""
    rng = np.random.default_rng(seed)
    r, alpha, a, b = shape
    everybody, amounts = [], []
    for _ in range(customers):
        rate, leaving = rng.gamma(r, 1 / alpha), rng.beta(a, b)
        day = TODAY - rng.uniform(1, span)
        own = [day]
        while rng.random() >= leaving or len(own) == 1:
            day += rng.exponential(1 / rate)
            if day >= TODAY + after:
                break
            own.append(day)
        everybody.append(np.floor(own))
        amounts.append(rng.lognormal(8.5, 0.8, len(own)))
    starts = np.cumsum([0, *map(len, everybody)])
    days = np.concatenate(everybody).astype(np.int32)
    return Histories(days, np.concatenate(amounts).astype(np.int64), starts)


def pick(histories, customers):
    """Give some customers, in the sequence in which they are named."""
    starts = histories.starts
    rows = [np.arange(starts[one], starts[one + 1]) for one in customers]
    flat = np.concatenate([np.empty(0, int), *rows])
    counts = np.cumsum([0, *map(len, rows)])
    return Histories(histories.days[flat], histories.amounts_fen[flat], counts)

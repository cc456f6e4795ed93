"""What is known of a customer on a day, as a handful of numbers."""

import numpy as np
from numpy.typing import NDArray

from tagging.foreseen.histories import Floats, Histories

Features = NDArray[np.float32]

FADING_DAYS = (15, 45, 135)
"""An order counts e times less after each of these."""
_LEAST = 0.05  # of a faded order: below, all are long silent
_SHOP_GAPS = 2  # how many gaps the shop's usual one counts for in a customer's own
_WIDEST_SPREAD = 3.0


def usual_gap(past: Histories) -> float:
    """Give the mean days between two purchases in the shop, at least 1."""
    span = int((past.last_days - past.first_days).sum())
    return max(1.0, span / max(1, int(past.repeats.sum())))


def features_of(past: Histories, today: int, gap_days: float) -> Features:
    """Describe everybody by the orders before `today`: a row a customer, nine columns.

    Log recency, log orders, mean log yuan, log of recency to own gap, spread of gaps (their
    coefficient of variation, 1 where it is unknown), log of orders faded three ways, bought once.
    """
    recency = (today - past.last_days).astype(np.float64)
    span, repeats = past.last_days - past.first_days, past.repeats
    own_gap = (span + _SHOP_GAPS * gap_days) / (repeats + _SHOP_GAPS)
    log_yuan = np.log1p(np.maximum(past.amounts_fen, 0) / 100)
    age = (today - past.days).astype(np.float64)
    columns = (
        np.log1p(recency),
        np.log(past.orders),
        past.sum_up(log_yuan) / past.orders,
        np.log1p(recency) - np.log1p(own_gap),
        _spread_of(past),
        *(np.log(past.sum_up(np.exp(-age / fading)) + _LEAST) for fading in FADING_DAYS),
        repeats == 0,
    )
    return np.column_stack(columns).astype(np.float32)


def _spread_of(past: Histories) -> Floats:
    """Give the deviation of a customer's gaps divided by their mean."""
    counts = np.maximum(past.repeats, 1)
    mean = (past.last_days - past.first_days) / counts
    variance = np.maximum(past.sum_up(past.gaps.astype(np.float64) ** 2) / counts - mean**2, 0)
    spread = np.sqrt(variance) / np.maximum(mean, 1)
    return np.where(past.repeats >= 2, np.minimum(spread, _WIDEST_SPREAD), 1.0)  # noqa: PLR2004


def crossed(features: Features) -> Features:
    """Add what a straight line cannot see: three squares, and recency times orders."""
    recency, orders, ratio = features[:, 0], features[:, 1], features[:, 3]
    crosses = (recency**2, recency * orders, ratio**2, orders**2)
    return np.column_stack([features, *crosses])

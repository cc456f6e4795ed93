"""Who buys anyway: how right it is beside plain rules, and how fast it is learned and told.

Needs ZHANGGUI_REAL_DATA for the first. A shop is as large as the one kept back for judging: two
thirds of the customers at hand, drawn a few times, taught and asked on the same file.
"""

import csv
import gzip
import os
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TypeVar

import numpy as np

from tagging.foreseen.bg_nbd import BuyingTimes, fit_bg_nbd, times_of
from tagging.foreseen.histories import Flags, Floats, Histories
from tagging.repurchase import HORIZONS, teach
from tests.bench.figures import Effort, Figure

BOUNDS = (90, 180, 270)
DRAWN = 2 / 3
SUPPRESSED = 0.3
TODAY = date(2026, 11, 22).toordinal()
T = TypeVar("T")
Purchase = tuple[str, int, int]


@dataclass(frozen=True)
class Case:
    """A shop, the day it is asked on, and what to reach for each horizon: AUC and log loss."""

    name: str
    read: Callable[[Path], Iterator[Purchase]]
    today: date
    targets: dict[int, tuple[float, float]]


@dataclass
class Measured:
    """Means over the draws, by horizon and by who foresees."""

    auc: dict[tuple[int, str], list[float]] = field(default_factory=lambda: defaultdict(list))
    loss: dict[tuple[int, str], list[float]] = field(default_factory=lambda: defaultdict(list))
    top: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    customers: int = 0
    method: str = ""


def measure(effort: Effort) -> list[Figure]:
    """Measure accuracy where there is data, and speed."""
    figures: list[Figure] = []
    if root := os.environ.get("ZHANGGUI_REAL_DATA"):
        folder = Path(root) / "commerce"
        for case in CASES:
            figures += _figures_of(case, _ask(case, folder, effort.count(3, 1)))
        figures += _published(folder)
    else:
        print("repurchase: ZHANGGUI_REAL_DATA is not set, so only speed is measured")
    return figures + _speed(effort)


def _ask(case: Case, folder: Path, draws: int) -> Measured:
    shop = _histories_of(case.read(folder))
    today = case.today.toordinal()
    measured = Measured()
    for draw in range(draws):
        rng = np.random.default_rng(draw)
        chosen = np.sort(rng.permutation(len(shop))[: int(DRAWN * len(shop))])
        drawn = _pick(shop, chosen)
        foresight = teach(drawn, today)
        rows, past = drawn.before(today)
        ours = foresight.probabilities(drawn, today)
        measured.customers, measured.method = len(rows), foresight.method
        for horizon in HORIZONS:
            truth = drawn.buys_within(today, horizon)[rows]
            voices = {"ours": ours[horizon][rows], **_rivals(past, today, horizon)}
            for name, chances in voices.items():
                measured.auc[horizon, name].append(_auc(chances, truth))
                if name != RECENCY:
                    measured.loss[horizon, name].append(_log_loss(chances, truth))
                if horizon == HORIZONS[0]:
                    most = np.argsort(-chances, kind="stable")[: int(SUPPRESSED * len(truth))]
                    measured.top[name].append(float(truth[most].mean()))
    return measured


RECENCY = "recency rule"
LIFETIMES = "lifetimes BG/NBD"


def _rivals(past: Histories, today: int, horizon: int) -> dict[str, Floats]:
    """Foresee by rate of tier on the last known day, by recency, and by the lifetimes package."""
    quiet = today - past.last_days
    known, before = past.before(today - horizon)
    truth = past.buys_within(today - horizon, horizon)[known]
    tiers = np.searchsorted(BOUNDS, today - horizon - before.last_days)
    rates = [
        (truth[tiers == tier].sum() + 0.5) / ((tiers == tier).sum() + 1)
        for tier in range(len(BOUNDS) + 1)
    ]
    voices = {
        "tiers only": np.array(rates)[np.searchsorted(BOUNDS, quiet)],
        RECENCY: -quiet.astype(float),
    }
    with suppress(ImportError):
        voices[LIFETIMES] = _by_lifetimes(times_of(past, today), horizon)
    return voices


def _by_lifetimes(times: BuyingTimes, horizon: int) -> Floats:
    """Fit as its guide does, and take the expected purchases for the mean of a Poisson."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lifetimes import BetaGeoFitter

        for penalty in (0.0, 0.001, 0.01):
            fitter = BetaGeoFitter(penalizer_coef=penalty)
            with suppress(Exception):  # it raises where the fit does not converge
                fitter.fit(times.x, times.last, times.age)
                break
        expected = fitter.conditional_expected_number_of_purchases_up_to_time(
            horizon / 7, times.x, times.last, times.age
        )
    return -np.expm1(-np.nan_to_num(np.asarray(expected, float)))


def _auc(chances: Floats, truth: Flags) -> float:
    """Give the share of pairs in which the buyer has the higher chance."""
    _, place, counts = np.unique(chances, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    yes = int(truth.sum())
    return float((ranks[truth].sum() - yes * (yes + 1) / 2) / (yes * (len(truth) - yes)))


def _log_loss(chances: Floats, truth: Flags) -> float:
    kept = np.clip(chances, 1e-6, 1 - 1e-6)
    return float(-np.log(np.where(truth, kept, 1 - kept)).mean())


def _figures_of(case: Case, measured: Measured) -> list[Figure]:
    names = [name for horizon, name in measured.auc if horizon == HORIZONS[0] and name != "ours"]
    note = f"{measured.customers:,} customers on {case.today}, {measured.method}"
    figures = []
    for horizon, (auc, loss) in case.targets.items():
        for kind, values, target in (
            ("AUC", measured.auc, auc),
            ("log loss × 100", measured.loss, loss),
        ):
            own = {
                name: 100 * float(np.mean(values[horizon, name]))
                for name in ("ours", *names)
                if values.get((horizon, name))
            }
            figures.append(
                Figure(
                    name=f"{case.name}: buys in {horizon} days, {kind}",
                    value=own.pop("ours"),
                    unit="%" if kind == "AUC" else "",
                    target=100 * target,
                    is_floor=kind == "AUC",
                    rivals=own,
                    note=note,
                )
            )
    if case.name == RETAIL:
        own = {name: 100 * float(np.mean(values)) for name, values in measured.top.items()}
        figures.append(
            Figure(
                name=f"{case.name}: buy anyway of the 30 % suppressed",
                value=own.pop("ours"),
                unit="%",
                target=52,
                is_floor=True,
                rivals=own,
                note="within 30 days",
            )
        )
    return figures


def _published(folder: Path) -> list[Figure]:
    """Fit the published tenth of CDNOW after 39 weeks."""
    end = date(1997, 9, 30).toordinal()
    _, past = _histories_of(_cdnow(folder, sample_only=True)).before(end + 1)
    found, seconds = _timed(partial(fit_bg_nbd, times_of(past, end)))
    assert found is not None
    published = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
    off = max(abs(getattr(found, name) - value) for name, value in published.items())
    fitted = f"r {found.r:.3f} α {found.alpha:.3f} a {found.a:.3f} b {found.b:.3f}"
    return [
        Figure(
            name="CDNOW BG/NBD: farthest from the published parameters, thousandths",
            value=1000 * off,
            unit="",
            target=0.5,
            note=f"{fitted}, LL {found.log_likelihood:.1f}, {seconds:.2f} s",
        )
    ]


def _speed(effort: Effort) -> list[Figure]:
    shop = _synthetic(effort.count(20_000, 2_000), seed=1)
    teach(_synthetic(500, seed=3), TODAY)  # imports are not measured
    foresight, seconds = _timed(partial(teach, shop, TODAY))
    everybody = _synthetic(effort.count(1_000_000, 20_000), seed=2)
    _, told = _timed(partial(foresight.probabilities, everybody, TODAY))
    rivals = {}
    with suppress(ImportError):
        times = times_of(shop.before(TODAY)[1], TODAY)
        rivals[LIFETIMES] = _timed(partial(_by_lifetimes, times, 30))[1]
    return [
        Figure(
            name=f"{len(shop):,} customers teach two horizons",
            value=seconds,
            unit="s",
            target=10,
            rivals=rivals,
            note=f"{len(shop.days):,} orders, one core, {foresight.method}",
        ),
        Figure(
            name=f"{len(everybody):,} customers are foreseen",
            value=told,
            unit="s",
            target=10,
            note=f"{len(everybody.days):,} orders, one core",
        ),
    ]


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    start = perf_counter()
    return work(), perf_counter() - start


def _synthetic(customers: int, seed: int) -> Histories:
    """Spread some ten orders a customer, skewed, over two years."""
    rng = np.random.default_rng(seed)
    first = TODAY - rng.integers(1, 730, customers)
    counts = 1 + rng.poisson(rng.gamma(0.6, 16 / 730, customers) * 1.5 * (TODAY - first))
    starts = np.concatenate([[0], np.cumsum(counts)])
    who = np.repeat(np.arange(customers), counts)
    days = first[who] + (rng.random(starts[-1]) * (TODAY - first[who])).astype(int)
    days[starts[:-1]] = first
    days = days[np.lexsort((days, who))].astype(np.int32)
    return Histories(days, rng.lognormal(9, 1, len(days)).astype(np.int64), starts)


def _histories_of(purchases: Iterator[Purchase]) -> Histories:
    by_customer: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for customer, day, fen in purchases:
        by_customer[customer].append((day, fen))
    rows = [sorted(own) for _, own in sorted(by_customer.items())]
    flat = np.array([purchase for own in rows for purchase in own])
    starts = np.cumsum([0, *map(len, rows)])
    return Histories(flat[:, 0].astype(np.int32), flat[:, 1].astype(np.int64), starts)


def _pick(shop: Histories, customers: np.ndarray) -> Histories:
    kept = np.repeat(np.isin(np.arange(len(shop)), customers), shop.orders)
    starts = np.concatenate([[0], np.cumsum(shop.orders[customers])])
    return Histories(shop.days[kept], shop.amounts_fen[kept], starts)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _retail(folder: Path) -> Iterator[Purchase]:
    orders: dict[tuple[str, str, str], float] = defaultdict(float)
    for row in _rows(folder / "online_retail.csv.gz"):
        amount = int(row["quantity"]) * float(row["unit_price"])
        if row["customer_id"] and int(row["quantity"]) > 0 and amount > 0:
            orders[row["customer_id"], row["invoice_no"], row["invoice_ts"][:10]] += amount
    for (customer, _, day), amount in orders.items():
        yield customer, date.fromisoformat(day).toordinal(), round(100 * amount)


def _cdnow(folder: Path, *, sample_only: bool = False) -> Iterator[Purchase]:
    for row in _rows(folder / "cdnow.csv.gz"):
        if row["in_sample"] == "1" or not sample_only:
            day = date.fromisoformat(row["date"]).toordinal()
            yield row["customer_id"], day, round(100 * float(row["dollars"]))


def _grocer(folder: Path) -> Iterator[Purchase]:
    for row in _rows(folder / "grocery_elog.csv.gz"):
        yield row["customer_id"], date.fromisoformat(row["date"]).toordinal(), 0


RETAIL = "Online Retail"
CASES = (
    Case(RETAIL, _retail, date(2011, 9, 10), {30: (0.72, 0.525), 90: (0.745, 0.6)}),
    Case("CDNOW", _cdnow, date(1998, 4, 1), {30: (0.836, 0.184), 90: (0.844, 0.302)}),
    Case("grocer", _grocer, date(2007, 10, 1), {30: (0.924, 0.207), 90: (0.927, 0.24)}),
)

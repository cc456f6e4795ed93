"""Who is moved: the order of customers that models have not learned from, Hillstrom's campaign.

Needs ZHANGGUI_REAL_DATA, and scikit-learn ([insight]) for the rival. Every figure is the mean of
several splits in which 60 % of the customers teach and 40 % are ordered; DEV customers only.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from bot.cli.campaign_file import read_campaign
from bot.cli.campaign_lesson import choose_columns, lesson_of
from tagging.moved.features import Cells, learn_encoding
from tagging.moved.qini import Claims, Numbers, qini, top
from tagging.uplift import Method, teach_uplift
from tests.bench.figures import Effort, Figure

ARMS = {"women": "Womens E-Mail", "men": "Mens E-Mail"}
TAUGHT = 0.6
LEAST_QINI, LEAST_POINTS = 62.0, 8.0
"""Asked for on women's visits, of the customers that are kept back."""
Columns = Mapping[str, Cells]


def measure(effort: Effort) -> list[Figure]:
    """Order customers by their uplift on visits, beside boosting and a response model."""
    root = os.environ.get("ZHANGGUI_REAL_DATA")
    if not root:
        print("uplift: ZHANGGUI_REAL_DATA is not set, so there is nothing to measure on")
        return []
    file = Path(root) / "commerce" / "hillstrom.csv.gz"
    splits = effort.count(20, 2)
    return [figure for who, arm in ARMS.items() for figure in _measured(file, who, arm, splits)]


def _measured(file: Path, who: str, arm: str, splits: int) -> list[Figure]:
    past = read_campaign(file, {})
    lesson = lesson_of(past, "visit", arm, "")
    names, _ = choose_columns(past, past, lesson, (), ())
    columns = {name: past.cells(name).of(lesson.rows) for name in names}
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for split in range(splits):
        taught = np.random.default_rng(split).random(len(lesson.treated)) < TAUGHT
        for name, order in _ORDERS.items():
            scores = order(columns, lesson.treated, lesson.answered, taught)
            rest = lesson.treated[~taught], lesson.answered[~taught]
            best, natural = top(scores, *rest)
            points = 100 * ((best.rate or 0) - (natural.rate or 0))
            found[name].append((1_000 * qini(scores, *rest), points))
    return _figures(who, {name: np.array(values) for name, values in found.items()})


def _figures(who: str, found: Mapping[str, Numbers]) -> list[Figure]:
    own = found[Method.SHRUNK]
    targets = (LEAST_QINI, LEAST_POINTS) if who == "women" else (None, None)
    spread = own.std(axis=0)
    return [
        Figure(
            name=f"{who}'s visits: {what}",
            value=float(own[:, column].mean()),
            unit=unit,
            target=targets[column],
            is_floor=True,
            rivals={
                name: float(values[:, column].mean())
                for name, values in found.items()
                if name != Method.SHRUNK
            },
            note=f"{len(own)} splits of DEV, ± {spread[column]:.1f} from one to another",
        )
        for column, (what, unit) in enumerate((("Qini × 1,000", ""), ("best 30 %", "points")))
    ]


def _by(method: Method) -> Callable[[Columns, Claims, Claims, Claims], Numbers]:
    def order(columns: Columns, treated: Claims, answered: Claims, taught: Claims) -> Numbers:
        some, rest = (
            {name: cells.of(rows) for name, cells in columns.items()} for rows in (taught, ~taught)
        )
        return teach_uplift(some, treated[taught], answered[taught], method).scores(rest)

    return order


def _by_boosting(columns: Columns, treated: Claims, answered: Claims, taught: Claims) -> Numbers:
    """Order by class transformation with scikit-learn's boosting, as it comes."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    rows = learn_encoding(columns).encode(columns)
    wished = answered == treated
    trees = HistGradientBoostingClassifier(random_state=0).fit(rows[taught], wished[taught])
    return trees.predict_proba(rows[~taught])[:, 1]


def _by_response(columns: Columns, treated: Claims, answered: Claims, taught: Claims) -> Numbers:
    """Order by who answers, moved or not."""
    from sklearn.linear_model import LogisticRegression

    rows = learn_encoding(columns).encode(columns)
    some = taught & treated
    model = LogisticRegression(max_iter=1_000).fit(rows[some], answered[some])
    return model.predict_proba(rows[~taught])[:, 1]


_ORDERS = {
    **{method: _by(method) for method in Method},
    "class transformation, boosting": _by_boosting,
    "response model": _by_response,
}

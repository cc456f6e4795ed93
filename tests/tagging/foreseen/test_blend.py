import numpy as np
import pytest

from tagging.foreseen.bg_nbd import BgNbd, times_of
from tagging.foreseen.blend import Blend
from tagging.foreseen.boosting import fit_boosting, log_odds_of
from tagging.foreseen.features import features_of
from tagging.foreseen.logistic import fit_logistic
from tests.tagging.foreseen.shops import TODAY, simulate_shop

pytest.importorskip("sklearn")

PAST = simulate_shop(400).before(TODAY)[1]
FEATURES = features_of(PAST, TODAY, 30.0)
LOGISTIC = fit_logistic(FEATURES, FEATURES[:, 0] < 3)
TREES = fit_boosting(FEATURES, FEATURES[:, 0] < 4)
BG_NBD = BgNbd(0.5, 4.0, 0.8, 2.5, 0.0)


def log_odds(chances):
    return np.log(chances / (1 - chances))


def blend(trees=TREES, bg_nbd=BG_NBD):
    return Blend(30, 30.0, LOGISTIC, trees, bg_nbd).chances(PAST, TODAY)


def test_voices_are_averaged_in_log_odds_and_bg_nbd_speaks_half_as_loud():
    logistic, trees = LOGISTIC.log_odds(FEATURES), log_odds_of(TREES, FEATURES)
    bg_nbd = log_odds(BG_NBD.chance_to_buy(times_of(PAST, TODAY), 30 / 7))

    assert log_odds(blend()) == pytest.approx((logistic + trees + bg_nbd / 2) / 2.5, abs=1e-5)
    assert log_odds(blend(bg_nbd=None)) == pytest.approx((logistic + trees) / 2, abs=1e-5)
    assert log_odds(blend(None, None)) == pytest.approx(logistic, abs=1e-5)


def test_no_chance_is_certain():
    assert 0 < blend().min() < blend().max() < 1

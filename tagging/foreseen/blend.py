"""Voices that foresee who buys, averaged in log odds."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tagging.foreseen.bg_nbd import WEEK_DAYS, BgNbd, times_of
from tagging.foreseen.boosting import Trees, log_odds_of
from tagging.foreseen.features import features_of
from tagging.foreseen.histories import Floats, Histories
from tagging.foreseen.logistic import Logistic

_BG_NBD_VOICE = 0.5  # it sees three numbers of a customer, the others nine
_SUREST = 1e-6  # no chance is nearer to 0 or 1
_LIMIT = float(np.log((1 - _SUREST) / _SUREST))


@dataclass(frozen=True)
class Blend:
    """What was learned for one horizon; trees and BG/NBD where they could be had."""

    horizon: int
    gap_days: float
    logistic: Logistic
    trees: Trees | None
    bg_nbd: BgNbd | None

    def chances(self, past: Histories, today: int) -> Floats:
        """Give everybody's chance to buy within the horizon."""
        voices = list(self._voices(past, today))
        score = sum(weight * log_odds for weight, log_odds in voices)
        score = np.clip(score / sum(weight for weight, _ in voices), -_LIMIT, _LIMIT)
        chances: Floats = 1 / (1 + np.exp(-score))
        return chances

    def _voices(self, past: Histories, today: int) -> Iterator[tuple[float, Floats]]:
        features = features_of(past, today, self.gap_days)
        yield 1.0, self.logistic.log_odds(features)
        if self.trees is not None:
            yield 1.0, log_odds_of(self.trees, features)
        if self.bg_nbd is not None:
            weeks = self.horizon / WEEK_DAYS
            chance = self.bg_nbd.chance_to_buy(times_of(past, today), weeks)
            chance = np.clip(chance, _SUREST, 1 - _SUREST)
            yield _BG_NBD_VOICE, np.log(chance / (1 - chance))

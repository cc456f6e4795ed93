"""One logistic model that asks who did what the message wants: bought with it, not without it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tagging.moved.two_models import logistic
from tagging.newton import Numbers, chance


@dataclass(frozen=True, slots=True)
class ClassTransformation:
    """The weights; the first is the constant."""

    weights: Numbers

    def scores(self, rows: Numbers) -> Numbers:
        """Give the uplift: twice the chance of the wished class, less one."""
        return 2 * chance(self.weights[0] + rows @ self.weights[1:]) - 1


def teach_class_transformation(
    rows: Numbers, treated: NDArray[np.bool_], outcome: NDArray[np.bool_]
) -> ClassTransformation:
    """Learn "treated and answered, or neither" (Jaskowski and Jaroszewicz 2012).

    Customers are weighed so that both groups count alike, whatever their sizes.
    """
    share = treated.mean()
    weighing = np.where(treated, 0.5 / share, 0.5 / (1 - share))
    return ClassTransformation(logistic(rows, outcome == treated, weighing))

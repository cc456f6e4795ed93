"""How many customers it takes to see a difference, asked before anything is sent."""

from dataclasses import dataclass
from math import asin, pi, sin, sqrt
from statistics import NormalDist

from tagging.counts import Z_95
from tagging.errors import RuleError

POWER = 0.80


@dataclass(frozen=True, slots=True)
class Needed:
    """So many customers in each group."""

    control: int
    treated: int

    @property
    def contacts(self) -> int:
        """Count both groups."""
        return self.control + self.treated


def customers_needed(
    natural: float, lift: float, *, control_share: float = 0.5, power: float = POWER
) -> Needed:
    """Count the customers that show a lift of a share with this power, at 5 % two-sided.

    Cohen's arcsine difference, as statsmodels' NormalIndPower solves it. Raises RuleError where
    the rates, the shares or the power make no sense.
    """
    _check(natural, control_share, power)
    if not lift or not 0 <= natural + lift <= 1:
        raise RuleError(
            f"a lift of {lift} from a natural rate of {natural} must not be 0 and must stay "
            "between 0 and 1"
        )
    difference = 2 * (asin(sqrt(natural + lift)) - asin(sqrt(natural)))
    if not difference:
        raise RuleError(f"a lift of {lift} is too small for any number of customers to show")
    return _deal((_distance(power) / difference) ** 2, control_share)


def heads_needed(
    variance: float, lift: float, *, control_share: float = 0.5, power: float = POWER
) -> Needed:
    """Count the customers that show a lift of a mean per head whose variance is known."""
    _check(0, control_share, power)
    if not lift:
        raise RuleError("a lift of 0 is never seen")
    return _deal(_distance(power) ** 2 * variance / lift**2, control_share)


def smallest_lift(
    natural: float, *, treated: int, control: int, power: float = POWER
) -> float | None:
    """Give the smallest lift that groups of this size show; None where not even 100 % would."""
    _check(natural, 0.5, power)
    if not treated or not control:
        return None
    angle = asin(sqrt(natural)) + _distance(power) * sqrt(1 / treated + 1 / control) / 2
    return sin(angle) ** 2 - natural if angle <= pi / 2 else None


def _deal(size: float, control_share: float) -> Needed:
    """Size both groups: 1 / control + 1 / treated is 1 / `size`."""
    return Needed(round(size / (1 - control_share)), round(size / control_share))


def _distance(power: float) -> float:
    """Give how many standard errors from 0 a difference must lie, the other tail counted too."""
    normal = NormalDist()
    distance = Z_95 + normal.inv_cdf(power)
    for _ in range(8):
        distance = Z_95 + normal.inv_cdf(power - normal.cdf(-distance - Z_95))
    return distance


def _check(natural: float, control_share: float, power: float) -> None:
    if not 0 <= natural < 1:
        raise RuleError(f"the natural rate must be at least 0 and below 1, not {natural}")
    if not 0 < control_share < 1:
        raise RuleError(f"the control share must be above 0 and below 1, not {control_share}")
    if not 0.05 < power < 1:  # noqa: PLR2004 - chance alone has the power of 5 %
        raise RuleError(f"the power must be above 0.05 and below 1, not {power}")

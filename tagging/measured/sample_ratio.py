"""Are the groups as large as they were dealt? If not, something took customers out of one."""

from collections.abc import Mapping
from math import erfc, exp, pi, sqrt

from tagging.errors import GroupError

STOP_BELOW = 0.001


def sample_ratio_p(counts: Mapping[str, int], shares: Mapping[str, float]) -> float:
    """Give the chi-square p of group sizes against the shares they were meant to have.

    `shares` are weights. Raises GroupError where a group was not meant, or one alone.
    """
    if strange := sorted(
        group for group, count in counts.items() if count and not shares.get(group)
    ):
        raise GroupError(f"no share was planned for the group {strange[0]}")
    if len(shares) < 2 or not sum(counts.values()):  # noqa: PLR2004 - two groups to compare
        raise GroupError("a sample ratio needs two groups and somebody in them")
    scale = sum(counts.values()) / sum(shares.values())
    distance = sum(
        (counts.get(group, 0) - share * scale) ** 2 / (share * scale)
        for group, share in shares.items()
        if share
    )
    return _tail(distance, sum(map(bool, shares.values())) - 1)


def _tail(distance: float, freedom: int) -> float:
    """Give the upper tail of chi-square by its finite series (Abramowitz, Stegun 26.4.4-5)."""
    half = distance / 2
    if freedom % 2:
        start, tail, term = 1, erfc(sqrt(half)), 2 * sqrt(half / pi) * exp(-half)
    else:
        start, tail, term = 2, exp(-half), half * exp(-half)
    for each in range(start, freedom, 2):
        tail += term
        term *= half / (each / 2 + 1)
    return min(1.0, tail)

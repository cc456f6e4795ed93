"""What customers of several groups are like: medians where it is a number, shares where not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite

from tagging.counts import Share

QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
MOST_VALUES = 10


@dataclass(frozen=True, slots=True)
class Profile:
    """One feature in each group; a number has `quantiles`, anything else has `shares`."""

    feature: str
    quantiles: Mapping[str, Mapping[float, float]] | None
    """By group, the value below which such a part of its customers lie."""
    shares: Mapping[str, Mapping[str, Share]] | None
    """By group, the values that are most frequent over all."""


def profile_of(feature: str, groups: Mapping[str, Mapping[str, int]]) -> Profile:
    """Describe a feature from how often each value stands in each group; "" is unknown."""
    known = {
        group: {value: count for value, count in counts.items() if value}
        for group, counts in groups.items()
    }
    values = {value for counts in known.values() for value in counts}
    numbers = {value: number for value in values if (number := _number(value)) is not None}
    if values and len(numbers) == len(values):
        quantiles = {
            group: _quantiles((numbers[value], count) for value, count in counts.items())
            for group, counts in known.items()
            if counts
        }
        return Profile(feature, quantiles, None)
    return Profile(feature, None, _shares(known, values))


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None


def _quantiles(values: Iterable[tuple[float, int]]) -> dict[float, float]:
    """Give for each part the first value at or below which so many customers lie."""
    ranked = sorted(values)
    everybody = sum(count for _, count in ranked)
    found: dict[float, float] = {}
    passed = 0
    for value, count in ranked:
        passed += count
        for part in QUANTILES:
            if passed >= part * everybody:
                found.setdefault(part, value)
    return found


def _shares(
    known: Mapping[str, Mapping[str, int]], values: Iterable[str]
) -> dict[str, dict[str, Share]]:
    totals = {value: sum(own.get(value, 0) for own in known.values()) for value in values}
    most = sorted(totals, key=lambda value: (-totals[value], value))[:MOST_VALUES]
    return {
        group: {value: Share(counts.get(value, 0), sum(counts.values())) for value in most}
        for group, counts in known.items()
    }

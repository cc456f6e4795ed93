"""What `zhanggui layer` says when all customers are placed: as text and as JSON."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bot.reasons import word
from tagging.layering import Layer, Tier

if TYPE_CHECKING:  # numpy and the engines wait until a file is read
    from bot.bulk.event_cohorts import Cohort
    from bot.bulk.order_sums import Account
    from bot.bulk.probabilities import Foreseen
    from tagging.bought.movements import Ratio
    from tagging.bought.natural_rates import NaturalRate
    from tagging.counts import Share
    from tagging.offered.worth import LayerRates

MANY_ORDERS = 10_000
"""Whoever has so many is hardly a person: a till, a reseller, a test."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Movements:
    """Who stood where on an earlier day, who stands where now, and how many were lost."""

    since: date
    layers: Counter[tuple[str | None, str | None]]
    lost: "Ratio"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that is to be said of a file."""

    as_of: date
    engine: str
    account: "Account"
    layers: Counter[str]
    tiers: Counter[str]
    cycle_days: float
    foreseen: "Foreseen"
    movements: Movements | None = None
    most_orders: tuple[str, int] = ("", 0)
    """The customer with the most orders, and how many."""
    events: "Sequence[Cohort]" = ()
    stages: Mapping[int, int] | None = None
    """Customers by the half-year of a baby's life."""
    rates: "LayerRates | None" = None
    """By which offers were decided."""

    @property
    def warnings(self) -> list[str]:
        """Name what can be read but hardly be meant."""
        found = []
        if self.account.bare_refunds:
            found.append(
                f"{self.account.bare_refunds} refunds name no order that was bought: their money "
                "is subtracted, they count as no order"
            )
        customer, orders = self.most_orders
        if orders >= MANY_ORDERS:
            found.append(f"customer {customer} has {orders} orders: hardly one person")
        return found


def json_of(report: Report) -> dict[str, object]:
    """Write the report as one JSON document."""
    account, foreseen = report.account, report.foreseen
    document: dict[str, object] = {
        "as_of": report.as_of,
        "engine": report.engine,
        "rows": account.rows,
        "used": account.used,
        "left_out": dict(account.left_out),
        "rejected": dict(account.rejected),
        "customers": report.layers.total(),
        "layers": {layer: report.layers[layer] for layer in Layer},
        "tiers": {tier: report.tiers[tier] for tier in Tier},
        "natural_rates": {
            f"within_{days}": [_rate_of(rate) for rate in rates]
            for days, rates in foreseen.natural.items()
        },
        "cycle_days": round(report.cycle_days, 1),
        "probabilities": {"method": foreseen.method, "because": word(foreseen.because)},
        "warnings": report.warnings,
    }
    if report.events:
        document["events"] = [_event_of(cohort) for cohort in report.events]
    if report.stages is not None:
        document["stages"] = dict(sorted(report.stages.items()))
    if report.rates is not None:
        document["rates"] = {
            layer: {"natural": _pair(rates.natural), "stimulated": _pair(rates.stimulated)}
            for layer, rates in report.rates.items()
        }
    if moves := report.movements:
        document["movements"] = {
            "since": moves.since,
            "layers": [
                {"from": was, "to": now, "customers": count}
                for (was, now), count in sorted(moves.layers.items(), key=_by_names)
            ],
            "lost": moves.lost.count,
            "active_before": moves.lost.to,
            "lost_rate": moves.lost.rate,
        }
    return document


def lines_of(report: Report) -> Iterator[str]:
    """Write the report line by line."""
    account = report.account
    why = ", ".join(f"{count} {why}" for why, count in sorted(account.left_out.items()))
    yield (
        f"rows {account.rows} = used {account.used} + left out {account.left_out.total()}"
        f"{f' ({why})' if why else ''} + rejected {account.rejected.total()}"
    )
    yield f"customers {report.layers.total()} on {report.as_of}"
    for layer in Layer:
        yield f"  {layer:<16} {report.layers[layer]:>8}"
    yield from _tier_lines(report)
    yield f"usual cycle {report.cycle_days:.1f} days"
    yield f"probabilities by {report.foreseen.method}: {word(report.foreseen.because, 'en')}"
    yield from (f"note: {warning}" for warning in report.warnings)
    if report.movements:
        yield from _movement_lines(report.movements)
    for cohort in report.events:
        yield from _event_lines(cohort)
    if report.stages is not None:
        yield f"stage known of {sum(report.stages.values())} customers"
        for half_years, count in sorted(report.stages.items()):
            yield f"  half-year {half_years:>3} {count:>8}"
    if report.rates is not None:
        measured = ", ".join(report.rates) or "no layer: too few customers or orders in each"
        yield f"rates measured for {measured}"


def _tier_lines(report: Report) -> Iterator[str]:
    """Set the shop's own rates beside the bounds of the tiers."""
    natural = report.foreseen.natural
    rates = {days: {rate.from_days: rate for rate in found} for days, found in natural.items()}
    if rates:
        within = " and ".join(map(str, rates))
        yield f"days since the last order, and who bought again anyway within {within} days"
    for start, rate in rates.get(min(rates, default=0), {}).items():
        until = f"{start}-{rate.until_days}" if rate.until_days else f"{start}-"
        shares = "  ".join(_percent(rates[days][start].all) for days in rates)
        yield f"  {rate.tier:<10} {until:>9} {shares}"
    counts = ", ".join(f"{report.tiers[tier]} {tier}" for tier in Tier)
    yield f"now {counts}"


def _movement_lines(moves: Movements) -> Iterator[str]:
    yield f"moved since {moves.since}"
    for (was, now), count in sorted(moves.layers.items(), key=_by_names):
        if was != now:
            yield f"  {was or 'nobody yet':<16} -> {now or 'nobody':<16} {count:>8}"
    rate = "" if moves.lost.rate is None else f" ({moves.lost.rate:.1%})"
    yield f"lost {moves.lost.count} of {moves.lost.to} who were active{rate}"


def _event_lines(cohort: "Cohort") -> Iterator[str]:
    event = cohort.event
    yield (
        f"{event.name} ({event.first_day} to {event.last_day}): "
        f"{cohort.new} new, {cohort.returning} returning"
    )
    for days, (new, returning) in cohort.came_back.items():
        yield (
            f"  back within {days} days: {new.count} of {new.of} new, "
            f"{returning.count} of {returning.of} returning"
        )


def _event_of(cohort: "Cohort") -> dict[str, object]:
    event = cohort.event
    return {
        "name": event.name,
        "from": event.first_day,
        "until": event.last_day,
        "new": cohort.new,
        "returning": cohort.returning,
        "came_back": [
            {"within_days": days, "new": _pair(new), "returning": _pair(returning)}
            for days, (new, returning) in cohort.came_back.items()
        ],
    }


def _pair(share: "Share") -> list[int]:
    return [share.count, share.of]


def _rate_of(rate: "NaturalRate") -> dict[str, object]:
    return {
        "tier": rate.tier,
        "from_days": rate.from_days,
        "until_days": rate.until_days,
        "protected": rate.is_recent,
        **{
            name: {"bought": share.count, "of": share.of, "rate": share.rate}
            for name, share in (("once", rate.once), ("again", rate.again), ("all", rate.all))
        },
    }


def _percent(share: "Share") -> str:
    return f"{share.rate:6.1%} of {share.of:>7}" if share.rate is not None else f"{'-':>17}"


def _by_names(moved: tuple[tuple[str | None, str | None], int]) -> tuple[str, str]:
    (was, now), _ = moved
    return was or "", now or ""

"""The soft aims of a plan, as one objective: what a plan is worth.

    worth = Σ over filled slots ( filled + hours·h + fresh·f + timely·t + role·r
                                  − same_kind·[the post before is of this kind] − product·p )
          − Σ over all slots    ( dimension·Σ_d (n_d − s_d·n)² + kind·Σ_k (n_k − s_k·m)² )

h: what the hour brings, 1 is usual (persona/hours.py).
f: 1 for a material never used, else the days since its last use ÷ 180, at most 1.
t: 1 − days left ÷ 14 for what ends within 14 days, 1 for what an occasion calls for, else 0.
r: a promotion (a limited event, or what stands on an offer) is worth 1 for a traffic driver or an
   edge item and −1 for a profit item; the lowest of its products counts. Nothing else has a role.
p: 1 − days since one of its products was last shown ÷ 28, at least 0.
n, n_d, n_k: the posts of the 28 days up to the slot's, with the slot's own: all, of a dimension,
   of a kind; m: those of a known kind; s: wanted shares (persona/mix.py). What was posted counts.

`filled` is so large that a slot stays empty for a hard rule alone; all the rest is the soft part,
by which two plans with as many posts are told apart. The mix is asked for at every
slot, so that any four weeks keep it and what was skipped is made up for by what comes next.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from persona.materials import Dimension, Kind, Material
from persona.mix import Mix

MIX_DAYS = 28
FRESH_DAYS = 180
SOON_DAYS = 14
_ROLES = {"traffic_driver": 1.0, "edge": 1.0, "profit": -1.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Aims:
    """How much each soft aim weighs."""

    filled: float = 10_000.0
    dimension: float = 2.0
    kind: float = 0.5
    hours: float = 1.0
    fresh: float = 1.0
    timely: float = 2.0
    role: float = 2.0
    same_kind: float = 1.0
    product: float = 1.0


def freshness(last_use: int | None, day: int) -> float:
    """Return how rested a material is on a day: 1 was never used. Days are ordinals."""
    return 1.0 if last_use is None else min(1.0, max(0, day - last_use) / FRESH_DAYS)


def timeliness(material: Material, day: int) -> float:
    """Return how soon it is too late for a material on a day on which it holds."""
    if material.occasion:
        return 1.0
    if material.valid_until is None:
        return 0.0
    return max(0.0, 1 - (material.valid_until.toordinal() - day) / SOON_DAYS)


def role_fit(material: Material, roles: Mapping[str, str]) -> float:
    """Return how well a promotion suits the roles of its products."""
    is_promotion = material.kind is Kind.LIMITED_EVENT or bool(material.offer)
    if not is_promotion:
        return 0.0
    return min((_ROLES.get(roles.get(each, ""), 0.0) for each in material.products), default=0.0)


def repetition(last_shown: int | None, day: int) -> float:
    """Return how lately a product was shown: 1 is the same day."""
    return 0.0 if last_shown is None else max(0.0, 1 - (day - last_shown) / MIX_DAYS)


@dataclass(frozen=True, slots=True)
class MixCost:
    """What being off the target costs, for counts of dimensions and of kinds."""

    aims: Aims
    mix: Mix

    def of(self, dimensions: Mapping[Dimension, int], kinds: Mapping[Kind, int]) -> float:
        """Return the cost of a slot after which there are so many posts of each."""
        total, known = sum(dimensions.values()), sum(kinds.values())
        off = sum(
            (dimensions.get(each, 0) - self.mix.percent_of(each) / 100 * total) ** 2
            for each in Dimension
        )
        off_kinds = sum(
            (kinds.get(each, 0) - self.mix.share_of(each) * known) ** 2 for each in Kind
        )
        return self.aims.dimension * off + self.aims.kind * off_kinds

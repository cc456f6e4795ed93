"""The life stage of a family, where it decides what they need: a baby's age in half-years."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tagging.errors import RuleError
from tagging.reasons import Because, Reason

MONTHS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRules:
    """Where stages matter, and what the shop's goods tell of them."""

    categories: frozenset[str] = frozenset({"母婴"})
    goods: Mapping[str, int] = field(default_factory=dict)
    """From which age in months a product is meant, e.g. 奶粉2段: 6."""
    until_months: int = 72

    def __post_init__(self) -> None:
        for product, months in self.goods.items():
            if not 0 <= months < self.until_months:
                raise RuleError(
                    f"stage goods {product}: {months} months is not between 0 and "
                    f"{self.until_months}"
                )


@dataclass(frozen=True, slots=True)
class Stage:
    """A baby's age in whole half-years: 0 is the first half-year, -1 the one before birth."""

    half_years: int
    because: Because

    @property
    def months(self) -> range:
        """The months of age of this stage."""
        return range(self.half_years * MONTHS, (self.half_years + 1) * MONTHS)


def stage_of(
    category: str,
    today: date,
    rules: StageRules,
    *,
    birthday: date | None = None,
    first_bought: Mapping[str, date] | None = None,
) -> Stage | None:
    """Tell the stage from a baby's birthday, or else from the first stage goods a family bought.

    `first_bought` is the first day each product was bought on. Of goods bought on one day those
    for the youngest count: the others are bought ahead. None where stages do not matter in the
    category, nothing is known, the child has outgrown them, or the birth is over a stage away.
    """
    if category not in rules.categories:
        return None
    known = _by_birthday(birthday, today) or _by_goods(first_bought or {}, today, rules.goods)
    if known is None or not -MONTHS <= known[0] < rules.until_months:
        return None
    months, because = known
    return Stage(months // MONTHS, because)


def months_between(first: date, last: date) -> int:
    """Count the whole months from one day to another; below 0 where the other comes first."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months - (last.day < first.day)


def _by_birthday(birthday: date | None, today: date) -> tuple[int, Because] | None:
    if birthday is None:
        return None
    months = months_between(birthday, today)
    if months < 0:
        return months, Because(Reason.BIRTH_EXPECTED, {"birthday": birthday.isoformat()})
    return months, Because(Reason.BORN_ON, {"birthday": birthday.isoformat(), "months": months})


def _by_goods(
    first_bought: Mapping[str, date], today: date, goods: Mapping[str, int]
) -> tuple[int, Because] | None:
    firsts = [
        (day, goods[product], product)
        for product, day in first_bought.items()
        if product in goods and day <= today
    ]
    if not firsts:
        return None
    day, age, product = min(firsts)
    months = age + months_between(day, today)
    return months, Because(
        Reason.STAGE_GOODS_BOUGHT,
        {"product": product, "bought_on": day.isoformat(), "months": months},
    )

"""The part each product plays in the shop: what draws, what earns, what neither, what may yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import fmean

from tagging.errors import RuleError
from tagging.reasons import Because, Reason
from tagging.sold.figures import UNTIED, Association, Sales
from tagging.sold.ranking import Compared, compare


class ProductRole(StrEnum):
    """What a product is good for (R7); promotions follow from it."""

    TRAFFIC_DRIVER = "traffic_driver"
    PROFIT = "profit"
    EDGE = "edge"
    POTENTIAL = "potential"


PROMOTION = {
    ProductRole.TRAFFIC_DRIVER: Because(Reason.CARRIES_PROMOTIONS),
    ProductRole.PROFIT: Because(Reason.SELDOM_DISCOUNTED),
    ProductRole.EDGE: Because(Reason.CLEARED_BY_PROMOTIONS),
    ProductRole.POTENTIAL: Because(Reason.TRIED_BY_PROMOTIONS),
}
"""What each role means for promotions."""

_HALF = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRules:
    """Where weak and strong begin among the shop's own products, and what is too little."""

    weak_share: float = 1 / 3
    strong_share: float = 0.6
    least_orders: int = 10
    """With fewer orders nothing can be said of whom a product draws or holds."""
    least_products: int = 5
    """With fewer products of so many orders there is nothing to compare."""
    young_share: float = 0.25
    """First sold in this last part of the period, a product is young."""

    def __post_init__(self) -> None:
        if not 0 < self.weak_share < self.strong_share < 1:
            raise RuleError(
                "weak_share and strong_share must rise between 0 and 1, not "
                f"{self.weak_share} and {self.strong_share}"
            )
        if min(self.least_orders, self.least_products) < 1:
            raise RuleError(
                "least_orders and least_products must be at least 1, not "
                f"{self.least_orders} and {self.least_products}"
            )
        if not 0 <= self.young_share < 1:
            raise RuleError(f"young_share must be from 0 to below 1, not {self.young_share}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product with its figures; None where nothing is known."""

    code: str
    name: str = ""
    category: str = ""
    sales: Sales
    association: Association = UNTIED
    cycle_days: float | None = None
    margin_percent: float | None = None
    given_role: ProductRole | None = None
    """What the operator says it is."""


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """The one role of a product, and why."""

    role: ProductRole
    because: Because


def roles_of(
    products: Sequence[Product], first_day: int, last_day: int, rules: RoleRules | None = None
) -> list[RoleChoice]:
    """Give every product exactly one role, measured by the shop's other products.

    The days (ordinals, both included) are those that the figures are of.
    """
    if not products:
        return []
    rules = rules or RoleRules()
    compared = compare(
        [product.sales for product in products],
        [product.association for product in products],
        [product.margin_percent for product in products],
        rules.least_orders,
    )
    shop = _Shop(
        rules,
        young_from=last_day + 1 - (last_day + 1 - first_day) * rules.young_share,
        told=sum(product.sales.orders >= rules.least_orders for product in products),
        is_even=len({(one.lifts, one.ranks) for one in compared}) == 1,
        sells_enough=fmean(product.sales.orders for product in products) >= rules.least_orders,
    )
    return [_role_of(product, one, shop) for product, one in zip(products, compared, strict=True)]


@dataclass(frozen=True, slots=True)
class _Shop:
    """What holds for all products alike."""

    rules: RoleRules
    young_from: float
    told: int
    """Products of enough orders."""
    is_even: bool
    """Whether no product differs from another."""
    sells_enough: bool
    """Whether products have enough orders on average, so that few say something."""


def _role_of(product: Product, one: Compared, shop: _Shop) -> RoleChoice:
    """Give the operator's word, or say what the figures tell."""
    if product.given_role:
        return RoleChoice(product.given_role, Because(Reason.ROLE_GIVEN))
    if untold := _why_untold(product.sales, shop):
        return RoleChoice(ProductRole.POTENTIAL, untold)
    if _is_edge(product, one, shop):
        return RoleChoice(ProductRole.EDGE, _why_edge(product))
    if product.sales.orders < shop.rules.least_orders:
        values = {"orders": product.sales.orders, "least": shop.rules.least_orders}
        return RoleChoice(ProductRole.POTENTIAL, Because(Reason.TOO_FEW_SALES, values))
    return _strong_role_of(product, one, shop.rules) or _unproven(product.sales, one, shop.rules)


def _why_untold(sales: Sales, shop: _Shop) -> Because | None:
    """Say where nothing can be compared, or the product is too young to be."""
    if shop.told < shop.rules.least_products or shop.is_even:
        return Because(Reason.TOO_LITTLE_TO_COMPARE, {"products": shop.told})
    if sales.orders and sales.first_day >= shop.young_from:
        first_day = date.fromordinal(sales.first_day).isoformat()
        return Because(Reason.NEW_ON_SALE, {"first_day": first_day, "orders": sales.orders})
    return None


def _is_edge(product: Product, one: Compared, shop: _Shop) -> bool:
    """Tell whether sales and association and loyalty are all poor.

    Of a product that sells little few buyers are known, so its loyalty is called poor where they
    come back and buy it again less than those of half the products.
    """
    weak = shop.rules.weak_share
    return (
        shop.sells_enough
        and one.ranks.sells <= weak
        and (not product.association.partners or one.ranks.ties <= weak)
        and (one.ranks.back + one.ranks.again) / 2 <= _HALF
    )


def _strong_role_of(product: Product, one: Compared, rules: RoleRules) -> RoleChoice | None:
    """Tell what draws customers from what they come back for, by what is the stronger."""
    draws = one.surely.first and one.ranks.draws >= rules.strong_share
    holds = (one.surely.back or one.surely.again) and one.ranks.holds >= rules.strong_share
    if draws and (not holds or one.ranks.draws >= one.ranks.holds):
        return RoleChoice(ProductRole.TRAFFIC_DRIVER, _why_traffic_driver(product))
    if holds:
        return RoleChoice(ProductRole.PROFIT, _why_profit(product, one))
    return None


def _unproven(sales: Sales, one: Compared, rules: RoleRules) -> RoleChoice:
    """Call potential what grows, or stands out in nothing."""
    values: dict[str, str | int] = {"orders": sales.orders}
    code = Reason.STANDS_OUT_IN_NOTHING
    if one.surely.growth and one.ranks.growth >= rules.strong_share:
        values = {"early": sales.early_orders, "late": sales.late_orders}
        code = Reason.SELLS_FASTER
    return RoleChoice(ProductRole.POTENTIAL, Because(code, values))


def _why_traffic_driver(product: Product) -> Because:
    sales = product.sales
    values = {
        "orders": sales.orders,
        "first_orders": sales.first_orders,
        "expected": round(sales.expected_first),
        "buyers": sales.buyers,
    }
    return Because(Reason.DRAWS_FIRST_ORDERS, values)


def _why_profit(product: Product, one: Compared) -> Because:
    sales = product.sales
    values: dict[str, str | int] = {
        "came_back": sales.came_back,
        "watched": sales.watched,
        "expected": round(sales.expected_back),
        "repeat_buyers": sales.repeat_buyers,
        "expected_again": round(one.expected_again),
        "buyers": sales.buyers,
    }
    if product.margin_percent is None:
        return Because(Reason.BRINGS_BUYERS_BACK, values)
    values["margin_percent"] = f"{product.margin_percent:.1f}"
    return Because(Reason.EARNS_FROM_RETURNING, values)


def _why_edge(product: Product) -> Because:
    sales = product.sales
    values = {
        "orders": sales.orders,
        "partners": product.association.partners,
        "repeat_buyers": sales.repeat_buyers,
        "buyers": sales.buyers,
    }
    return Because(Reason.NEITHER_SELLS_NOR_TIES, values)

"""What `zhanggui products` finds, spelled out for files, JSON and the terminal."""

from collections import Counter
from collections.abc import Iterator, Sequence

from bot.bulk.product_study import ProductStudy
from bot.errors import ImportFileError
from bot.reasons import word
from tagging.products import PROMOTION, ProductRole
from tagging.sold.baskets import Pair
from tagging.sold.retention import Cohort, Month

Row = dict[str, object]

OUT_COLUMNS = (
    *("product", "name", "category", "orders", "buyers", "pieces", "money_fen", "first_share"),
    *("returning_lift", "best_lift", "partners", "growth", "cycle_days", "repurchase_rate"),
    *("margin_percent", "role", "because"),
)


def product_rows(study: ProductStudy) -> Iterator[Row]:
    """Spell out each product, in the columns of --out."""
    first_orders = study.shop.first_orders
    for product, choice in zip(study.products, study.roles, strict=True):
        sales = product.sales
        yield {
            "product": product.code,
            "name": product.name,
            "category": product.category,
            "orders": sales.orders,
            "buyers": sales.buyers,
            "pieces": sales.pieces,
            "money_fen": sales.money_fen,
            "first_share": _rounded(sales.first_orders / first_orders if first_orders else None),
            "returning_lift": _rounded(sales.returning_lift),
            "best_lift": _rounded(product.association.best_lift),
            "partners": product.association.partners,
            "growth": _rounded(sales.growth),
            "cycle_days": _rounded(product.cycle_days, 1),
            "repurchase_rate": _rounded(sales.repurchase_rate),
            "margin_percent": _rounded(product.margin_percent, 1),
            "role": choice.role,
            "because": f"{word(choice.because)}；{word(PROMOTION[choice.role])}",
        }


def document_of(study: ProductStudy, cohorts: Sequence[Cohort], months: Sequence[Month]) -> Row:
    """Spell out everything, as one document."""
    roles = Counter(choice.role for choice in study.roles)
    return {
        "as_of": study.as_of,
        "orders": study.shop.orders,
        "first_orders": study.shop.first_orders,
        "money_fen": study.shop.money_fen,
        "other_fen": study.shop.other_fen,
        "cut_baskets": study.baskets.cut_baskets,
        "unpaired_products": len(study.products) - study.baskets.paired,
        "roles": {role: roles[role] for role in ProductRole},
        "promotions": {role: word(because) for role, because in PROMOTION.items()},
        "unsold": sorted(study.wanted.known.keys() - {one.code for one in study.products}),
        "products": list(product_rows(study)),
        "pairs": pair_rows(study),
        "sets": set_rows(study),
        "audiences": audience_rows(study),
        "retention": retention_rows(cohorts),
        "monthly": month_rows(months),
    }


def pair_rows(study: ProductStudy) -> list[Row]:
    """Spell out every pair of enough support from both sides, the highest lift first."""
    pairs = study.baskets.pairs(study.wanted.min_support)
    sides = [side for pair in pairs for side in (pair, pair.turned())]
    sides.sort(key=lambda pair: (-pair.lift, pair.product, pair.partner))
    return [_pair_row(study, pair) for pair in sides]


def place_of(study: ProductStudy, product: str) -> int:
    """Find a product by its code, else by its name. Raise ImportFileError where it is not sold."""
    for names in (
        [one.code for one in study.products],
        [one.name for one in study.products],
    ):
        if product in names:
            return names.index(product)
    raise ImportFileError(f"--bought-with {product}: no order has a product of this code or name")


def partner_rows(study: ProductStudy, place: int, most: int) -> list[Row]:
    """Spell out what is bought with a product, the surest lift first."""
    return [
        _pair_row(study, pair)
        | {"name": study.products[pair.partner].name, "because": word(pair.because)}
        for pair in study.baskets.pairs_of(place)[:most]
    ]


def set_rows(study: ProductStudy) -> list[Row]:
    """Spell out the sets, the strongest first."""
    return [
        {
            "products": [study.products[place].code for place in one.products],
            "names": [study.products[place].name for place in one.products],
            "baskets": one.together.count,
            "support": _rounded(one.together.rate, 5),
            "lift": _rounded(one.lift),
            "occasion": one.occasion,
            "because": word(one.because),
        }
        for one in study.sets
    ]


def audience_rows(study: ProductStudy) -> list[Row]:
    """Spell out whom to invite, the largest group first."""
    return [
        {
            "habit": one.habit,
            "customers": one.customers,
            "tried": one.tried.count,
            "of": one.tried.of,
            "rate": _rounded(one.tried.rate),
            "interval": [_rounded(bound) for bound in one.tried.bounds],
            "expected_buyers": round(one.expected_buyers),
            "because": word(one.because),
        }
        for one in study.audiences
    ]


def retention_rows(cohorts: Sequence[Cohort]) -> list[Row]:
    """Spell out how many of each cohort ordered in each month; 0 is their first."""
    return [
        {"cohort": cohort.month, "month_no": number, "customers": customers}
        for cohort in cohorts
        for number, customers in enumerate(cohort.customers)
    ]


def month_rows(months: Sequence[Month]) -> list[Row]:
    """Spell out what each month came to."""
    return [
        {
            "month": month.month,
            "active_customers": month.active,
            "new_customers": month.new,
            "orders": month.orders,
            "money_fen": month.money_fen,
        }
        for month in months
    ]


def _pair_row(study: ProductStudy, pair: Pair) -> Row:
    return {
        "if_bought": study.products[pair.product].code,
        "also_bought": study.products[pair.partner].code,
        "baskets": pair.together,
        "support": _rounded(pair.support.rate, 5),
        "confidence": _rounded(pair.confidence.rate, 5),
        "lift": _rounded(pair.lift),
    }


def _rounded(value: float | None, digits: int = 4) -> float | None:
    return None if value is None else round(value, digits)

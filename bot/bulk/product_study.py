"""All that the orders of a book tell of its products."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from bot.bulk.order_book import OrderBook
from bot.bulk.product_figures import Good, find_goods, read_lines
from bot.bulk.product_file import KnownProduct
from bot.errors import ImportFileError
from tagging.bought.cycles import cycle_of
from tagging.layering import LayerRules
from tagging.products import Product, RoleChoice, roles_of
from tagging.sold.audiences import Audience, AudienceBook
from tagging.sold.baskets import BasketBook
from tagging.sold.cycles import cycles_of
from tagging.sold.lines import gather
from tagging.sold.sales import Period, SalesBook, ShopSales
from tagging.sold.sets import GoodsSet, SetBook, candidates_of

_GAPS = "SELECT SUM(last_day - first_day), SUM(orders - 1) FROM states WHERE orders > 0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked of a book, and what the shop says of its products."""

    known: Mapping[str, KnownProduct]
    goods: str = ""
    """A regular expression: products whose code begins otherwise are no goods."""
    min_support: float = 0.01
    """Pairs and sets are in at least this share of all baskets."""
    invite_to: str = ""
    """A category or product to find customers for who never bought it."""
    within_days: int = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductStudy:
    """Products by how many lines they are in, with their roles; baskets count by these places."""

    as_of: date
    shop: ShopSales
    products: list[Product]
    roles: list[RoleChoice]
    baskets: BasketBook
    sets: list[GoodsSet]
    audiences: list[Audience]
    wanted: Wanted


def study_products(book: OrderBook, until: date | None, wanted: Wanted) -> ProductStudy:
    """Read the lines of a book twice: for sales and pairs, then for the sets these suggest.

    The period ends before `until`, or with the last order. Raise ImportFileError where no
    product was sold.
    """
    goods = find_goods(book, wanted.goods)
    if not goods:
        raise ImportFileError(
            "no product was sold in these orders; name its column with --map product=COLUMN"
        )
    first_day, last_day = book.account.first_day, book.account.last_day
    assert first_day is not None
    assert last_day is not None  # or the file would not have opened
    as_of = until or last_day + timedelta(days=1)
    period = Period(first_day.toordinal(), as_of.toordinal() - 1, wanted.within_days)
    sales, baskets = SalesBook(len(goods), period), BasketBook(len(goods))
    for lines in read_lines(book):
        sold = gather(lines)
        sales.add(lines, sold)
        baskets.add(sold)
    products = _products_of(book, goods, sales, baskets, wanted)
    return ProductStudy(
        as_of=as_of,
        shop=sales.shop(),
        products=products,
        roles=roles_of(products, period.first_day, period.last_day),
        baskets=baskets,
        sets=_sets_of(book, products, baskets, wanted),
        audiences=_audiences_of(book, products, period, wanted.invite_to),
        wanted=wanted,
    )


def _products_of(
    book: OrderBook, goods: list[Good], sales: SalesBook, baskets: BasketBook, wanted: Wanted
) -> list[Product]:
    figures = sales.sales()
    known = [wanted.known.get(good.code, KnownProduct(code=good.code)) for good in goods]
    categories = [own.category or good.category for own, good in zip(known, goods, strict=True)]
    span_days, gaps = next(book.rows(_GAPS))
    shop_days = cycle_of(int(span_days or 0), int(gaps or 0), LayerRules().default_cycle_days)
    cycles = cycles_of(figures, categories, shop_days)
    return [
        Product(
            code=good.code,
            name=own.name or good.name,
            category=category,
            sales=one,
            association=baskets.association_of(place),
            cycle_days=cycle_days,
            margin_percent=own.margin_at(one.pieces, one.money_fen),
            given_role=own.role,
        )
        for place, (good, own, category, one, cycle_days) in enumerate(
            zip(goods, known, categories, figures, cycles, strict=True)
        )
    ]


def _sets_of(
    book: OrderBook, products: list[Product], baskets: BasketBook, wanted: Wanted
) -> list[GoodsSet]:
    categories = {place: product.category for place, product in enumerate(products)}
    candidates = candidates_of(baskets, wanted.min_support, categories)
    if not candidates:
        return []
    sets = SetBook(candidates, len(products))
    for lines in read_lines(book):
        sets.add(gather(lines))
    occasions = {
        place: wanted.known[product.code].occasion
        for place, product in enumerate(products)
        if product.code in wanted.known
    }
    return sets.sets(baskets, wanted.min_support, occasions)


def _audiences_of(
    book: OrderBook, products: list[Product], period: Period, invite_to: str
) -> list[Audience]:
    """Find whom to invite, by categories where there are any and none asks for a product."""
    if not invite_to:
        return []
    names = [product.name or product.code for product in products]
    goal = next((n for n, one in enumerate(products) if invite_to in {one.code, one.name}), None)
    thing_of = np.arange(len(products))
    categories = sorted({product.category for product in products if product.category})
    if categories and (goal is None or invite_to in categories):
        place_of = {name: place for place, name in enumerate(categories)}
        names, goal = categories, place_of.get(invite_to)
        thing_of = np.array([place_of.get(product.category, -1) for product in products])
    audiences = AudienceBook(thing_of, goal, period)
    for lines in read_lines(book):
        audiences.add(gather(lines))
    return audiences.audiences(names)

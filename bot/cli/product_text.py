"""What `zhanggui products` finds, as lines for the terminal."""

from collections.abc import Iterator

from bot.bulk.product_study import ProductStudy
from bot.cli.product_rows import place_of
from bot.reasons import word
from tagging.products import PROMOTION, Product, ProductRole


def summary_of(study: ProductStudy, most: int, bought_with: str = "") -> Iterator[str]:
    """Say which products have which role, those that sell best, and what is bought together."""
    yield f"products {len(study.products)} in {study.shop.orders} orders on {study.as_of}"
    yield from _limits_of(study)
    for role in ProductRole:
        own = [
            (product, choice)
            for product, choice in zip(study.products, study.roles, strict=True)
            if choice.role is role
        ]
        yield f"{role} {len(own)}: {word(PROMOTION[role], 'en')}"
        for product, choice in own[:most]:
            yield f"  {_called(product)}: {word(choice.because, 'en')}"
    pairs = sorted(
        study.baskets.pairs(study.wanted.min_support), key=lambda pair: (-pair.lift, pair.product)
    )
    yield f"pairs in at least {study.wanted.min_support:.1%} of the orders: {len(pairs)}"
    for pair in pairs[:most]:
        product, partner = study.products[pair.product], study.products[pair.partner]
        yield (
            f"  {_called(product)} + {_called(partner)}: {pair.together} orders, confidence "
            f"{pair.confidence.rate:.0%} and {pair.turned().confidence.rate:.0%}, "
            f"lift {pair.lift:.1f}"
        )
    yield f"sets {len(study.sets)}"
    for one in study.sets[:most]:
        names = " + ".join(_called(study.products[place]) for place in one.products)
        yield f"  {names}: {word(one.because, 'en')}"
    if study.wanted.invite_to:
        nobody = "" if study.audiences else ": nobody is known to be surer than others"
        yield f"whom to invite to {study.wanted.invite_to}, from many to the surest{nobody}"
    for group in study.audiences:
        yield (
            f"  {group.customers} customers, about {group.expected_buyers:.0f} buyers "
            f"({group.tried.rate:.1%}): {word(group.because, 'en')}"
        )
    if bought_with:
        place = place_of(study, bought_with)
        surest = study.baskets.pairs_of(place)[:most]
        nothing = "" if surest else ": nothing for sure"
        yield f"bought with {_called(study.products[place])}{nothing}"
        for pair in surest:
            yield f"  {_called(study.products[pair.partner])}: {word(pair.because, 'en')}"


def _limits_of(study: ProductStudy) -> Iterator[str]:
    """Say what was not looked at, where that is so."""
    unsold = len(study.wanted.known.keys() - {one.code for one in study.products})
    if unsold:
        yield f"  {unsold} products of the catalogue are in no order"
    unpaired = len(study.products) - study.baskets.paired
    if unpaired:
        yield f"  pairs are of the {study.baskets.paired} products that sell best"
    if study.baskets.cut_baskets:
        yield f"  {study.baskets.cut_baskets} orders are too large to be paired whole"


def _called(product: Product) -> str:
    return f"{product.code} {product.name}".strip()

"""What advertising law and the platforms say of our copy, with all we know about it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from bot.goods import find_goods_class
from bot.packaged import packaged_wording
from bot.posts import Post
from bot.shop import Shop
from bot.store import Unit
from persona.materials import Material
from persona.reasons import Because
from persona.worded.facts import CopyFacts, GoodsClass
from persona.worded.folding import fold_copy
from persona.worded.prices import DEAL_DAYS, compared_prices, lowest_deal_fen
from persona.worded.reading import read_copy
from persona.wording import WordHit, WordLevel, check_copy
from tagging.offers import Offer

TEXTS_KEPT = 16_384
Hits = Mapping[str, Sequence[WordHit]]


@dataclass(frozen=True, slots=True)
class _Copy:
    """A text of ours, and what it names."""

    text: str
    products: tuple[str, ...]
    link: str
    evidence: str
    offer: Offer | None

    def begins_on(self, today: date) -> date:
        """Return the day from which on its price holds: the deals before it are compared with."""
        began = self.offer and self.offer.valid_from
        return min(began, today) if began else today


async def check_posts(
    posts: Iterable[Post], unit: Unit, shop: Shop, today: date, evidence: str = ""
) -> Hits:
    """Find what the law and the platforms say of posts, by id; what they rest on counts."""
    offered = {each.key: each.offer for each in shop.materials}
    offers = {each.name: each for each in shop.shelf}
    copies = {
        post.id: _Copy(
            post.text,
            post.products,
            post.link,
            evidence or post.evidence,
            offers.get(offered.get(post.material, "")),
        )
        for post in posts
    }
    return await _check_all(copies, unit, shop, today)


async def check_materials(
    materials: Iterable[Material], unit: Unit, shop: Shop, today: date
) -> Hits:
    """Find what the law and the platforms say of materials that would be posted, by key."""
    offers = {each.name: each for each in shop.shelf}
    copies = {
        each.key: _Copy(each.text, each.products, each.link, each.evidence, offers.get(each.offer))
        for each in materials
    }
    return await _check_all(copies, unit, shop, today)


async def unfit_among(
    materials: Iterable[Material], unit: Unit, shop: Shop, today: date
) -> dict[str, Because]:
    """Say which materials may not be posted at all, and why, by key."""
    checked = await check_materials(materials, unit, shop, today)
    return {
        key: hit.because
        for key, hits in checked.items()
        for hit in hits
        if hit.level is WordLevel.BLOCK
    }


async def _check_all(copies: Mapping[str, _Copy], unit: Unit, shop: Shop, today: date) -> Hits:
    lowest = await _lowest_deals(copies, unit, today)
    ours = CopyFacts(
        goods_class=shop.goods_class or find_goods_class(shop.category) or GoodsClass.GENERAL,
        allowed=shop.allowed_on(today),
        is_post=True,
    )
    return {
        key: _check(copy.text, _facts(copy, ours, lowest.get(key))) for key, copy in copies.items()
    }


def _facts(copy: _Copy, ours: CopyFacts, lowest_deal_fen: int | None) -> CopyFacts:
    return replace(
        ours,
        evidence=copy.evidence,
        has_end=copy.offer is not None and _has_end(copy.offer),
        link=copy.link,
        lowest_deal_fen=lowest_deal_fen,
    )


async def _lowest_deals(
    copies: Mapping[str, _Copy], unit: Unit, today: date
) -> dict[str, int | None]:
    """Say, of copies that name a price to compare with, what their products went for at least."""
    comparing = {
        key: copy for key, copy in copies.items() if copy.products and _compares(copy.text)
    }
    products: defaultdict[date, set[str]] = defaultdict(set)
    for copy in comparing.values():
        products[copy.begins_on(today)].update(copy.products)
    deals = {
        day: await unit.purchases.deals_of(named, day - timedelta(days=DEAL_DAYS), day)
        for day, named in products.items()
    }
    return {
        key: _lowest_of(copy.products, deals[copy.begins_on(today)], copy.begins_on(today))
        for key, copy in comparing.items()
    }


def _lowest_of(
    products: Iterable[str], deals: Mapping[str, Sequence[tuple[date, int]]], before: date
) -> int | None:
    """Return the lowest price of the dearest product; None where that of one is not known.

    Which of several products a text compares the price of, nobody knows.
    """
    known = [lowest_deal_fen(deals.get(each, ()), before) for each in products]
    lowest = [fen for fen in known if fen is not None]
    return max(lowest) if len(lowest) == len(known) else None


def _has_end(offer: Offer) -> bool:
    ends = (offer.valid_until, offer.stock, offer.budget_fen)
    return any(end is not None for end in ends)


@lru_cache(TEXTS_KEPT)
def _compares(text: str) -> bool:
    """Tell whether a text names a price to compare with."""
    folded = fold_copy(text, packaged_wording().forms)
    return any(compared_prices(read_copy(folded).text))


@lru_cache(TEXTS_KEPT)
def _check(text: str, facts: CopyFacts) -> tuple[WordHit, ...]:
    return tuple(check_copy(text, packaged_wording(), facts))

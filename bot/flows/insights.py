"""Mine what buyers wrote."""

from collections.abc import Sequence
from datetime import datetime

from bot.records import Origin, Said
from bot.shop import Shop
from bot.store import Unit
from bot.store.reviews import Review
from tagging.concerns import Finding
from tagging.counts import is_returning
from tagging.lexicon import category_of
from tagging.review import is_settled

REVIEWS_A_SET = 500


async def mine_reviews(now: datetime, unit: Unit, shop: Shop, limit: int = REVIEWS_A_SET) -> int:
    """Find the concerns in reviews nobody mined yet; return how many reviews were mined.

    What people decided about a review before it was rewritten stays as it is.
    """
    reviews = await unit.reviews.list_unmined(limit)
    looked_at = await unit.findings.looked_at_in([review.id for review in reviews])
    paid = await unit.purchases.moments_of({each.customer for each in reviews if each.customer})
    await unit.tags.load([review.customer for review in reviews if review.customer])
    for review, found in zip(reviews, _read(reviews, shop), strict=True):
        said = _said(review, paid.get(review.customer or "", ()), shop, now)
        decided = looked_at.get(review.id, ())
        new = [each for each in found if not is_settled(each.clause, each.evidence, decided)]
        unit.findings.add(said, new)
        await unit.tags.suggest(said, new, review.text)
        unit.reviews.note_mined(
            review.id, now, read_as=said.category, is_returning=said.is_returning
        )
    return len(reviews)


def _read(reviews: Sequence[Review], shop: Shop) -> list[list[Finding]]:
    """Find the concerns of reviews, category by category, in their order."""
    found: dict[str, list[Finding]] = {}
    for category in dict.fromkeys(_category_of(review, shop) for review in reviews):
        its = [review for review in reviews if _category_of(review, shop) == category]
        texts = [review.text for review in its]
        findings = shop.find(texts, category)
        found |= {review.id: each for review, each in zip(its, findings, strict=True)}
    return [found[review.id] for review in reviews]


def _category_of(review: Review, shop: Shop) -> str:
    return category_of(review.category)[0] if review.category else shop.category


def _said(review: Review, paid: Sequence[datetime], shop: Shop, now: datetime) -> Said:
    at = review.at or now
    orders = sum(moment <= at for moment in paid)
    return Said(
        origin=Origin.REVIEW,
        id=review.id,
        at=at,
        category=_category_of(review, shop),
        customer=review.customer,
        product=review.product,
        is_returning=is_returning(orders, is_review=True) if review.customer else None,
    )

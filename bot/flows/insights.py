"""Mine what buyers wrote."""

from datetime import datetime

from bot.shop import Shop, packaged_lexicon
from bot.store import Unit
from tagging.concerns import find_concerns
from tagging.lexicon import Lexicon, category_of

REVIEWS_A_SET = 500


async def mine_reviews(now: datetime, unit: Unit, shop: Shop, limit: int = REVIEWS_A_SET) -> int:
    """Find the concerns in reviews nobody mined yet; return how many reviews were mined."""
    reviews = await unit.reviews.list_unmined(limit)
    for review, category, text in reviews:
        lexicon = lexicon_of(category) if category else shop.lexicon
        unit.reviews.save_findings(review, find_concerns(text, lexicon), now)
    return len(reviews)


def lexicon_of(category: str) -> Lexicon:
    """Return the packaged lexicon of a category (or what it is also called)."""
    known, _ = category_of(category)
    return packaged_lexicon(known)

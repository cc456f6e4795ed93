"""One price for all of a tier: PIPL, article 24, forbids unreasonable differences in price.

A coupon may be meant for some, its conditions stand on it. A discount changes the price itself, so
within a tier, outside the protection window, it is for all or for none. Levels may differ: what a
member level pays is announced beforehand.
"""

from collections.abc import Set as AbstractSet

from tagging.errors import RuleError
from tagging.layering import Flag, Layer
from tagging.offered.classes import ACTIVE_LAYERS


def check_public_price(what: str, layers: AbstractSet[Layer], flags: AbstractSet[Flag]) -> None:
    """Refuse an audience of a discount that splits a tier; `what` names it in the error."""
    if flags:
        raise RuleError(
            f"{what}: a discount changes the price itself, so it may not depend on flags "
            f"({', '.join(sorted(flags))}); make it a coupon"
        )
    missing = ACTIVE_LAYERS - layers
    if missing and missing != ACTIVE_LAYERS:
        raise RuleError(
            f"{what}: a discount changes the price itself, so it is for all active customers or "
            f"for none; add {', '.join(sorted(missing))} to layers or make it a coupon"
        )

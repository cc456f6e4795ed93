import pytest

from tagging.errors import RuleError
from tagging.layering import Flag, Layer
from tagging.offered.classes import ACTIVE_LAYERS
from tagging.offered.public_price import check_public_price

NOBODY = frozenset()


@pytest.mark.parametrize(
    "layers",
    [NOBODY, {Layer.LOST}, {Layer.LAPSING, Layer.SLEEPING}, ACTIVE_LAYERS, set(Layer)],
)
def test_a_price_for_whole_tiers_is_public(layers):
    assert check_public_price("offer x", layers, NOBODY) is None


@pytest.mark.parametrize("missing", sorted(ACTIVE_LAYERS))
def test_a_price_for_some_of_the_active_is_refused(missing):
    with pytest.raises(RuleError, match=f"^offer x: .*add {missing} to layers"):
        check_public_price("offer x", ACTIVE_LAYERS - {missing}, NOBODY)


def test_a_price_that_depends_on_what_is_known_of_a_person_is_refused():
    with pytest.raises(RuleError, match=r"^rule y: .* flags .price_sensitive.; make it a coupon"):
        check_public_price("rule y", ACTIVE_LAYERS, {Flag.PRICE_SENSITIVE})

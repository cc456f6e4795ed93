from hypothesis import given

from tagging.layering import Flag, Layer, Level
from tagging.offered.classes import ACTIVE_LAYERS, class_of, every_class, levels_in, same_tier
from tests.tagging.offered.builders import stand, standings


@given(standings)
def test_every_customer_who_is_not_held_out_is_in_a_listed_class(standing):
    own = class_of(standing)

    assert (own in every_class()) is (Flag.HELD_OUT not in standing.flags)


def test_classes_are_listed_once_and_have_a_place_of_their_own():
    listed = every_class()

    assert len({one.place for one in listed}) == len(set(listed)) == len(listed) == 194


def test_a_prospect_has_no_level_and_a_returning_buyer_has_bought_twice():
    assert levels_in(Layer.PROSPECT) == (Level.PROSPECT,)
    assert levels_in(Layer.FIRST_TIME_BUYER) == (Level.FIRST_TIME,)
    assert Level.FIRST_TIME not in levels_in(Layer.RETURNING_BUYER)


def test_the_tier_active_has_three_layers_outside_the_window_and_every_other_tier_one():
    for layer in Layer:
        together = {one.layer for one in same_tier(layer)}
        assert together == (ACTIVE_LAYERS if layer in ACTIVE_LAYERS else {layer})
    assert not any(one.flags for layer in Layer for one in same_tier(layer))


def test_who_refuses_personalisation_is_known_by_no_flag_but_the_holdout():
    rich = stand(m=5, is_held_out=True)

    assert class_of(rich).flags == {Flag.HIGH_VALUE, Flag.HELD_OUT}
    assert class_of(rich, wants_personal=False).flags == {Flag.HELD_OUT}


def test_a_class_forgets_who_somebody_is():
    assert class_of(stand(40, customer="甲")) == class_of(stand(41, customer="乙"))

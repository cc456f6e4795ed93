import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona.materials import Dimension, Kind
from persona.mix import Mix
from persona.planned.aims import Aims
from persona.planned.course import KINDS, Fixed, Hand, Seen
from persona.planned.state import MixCosts, Slot, State
from persona.timeline import PostedPost
from tests.persona.builders import MONDAY, at
from tests.persona.objective import off_the_mix

TODAY = MONDAY.toordinal()
BLANK = State(0.0, (), (), (Seen(),), {}, {})


def fixed(day, kind=Kind.HONOUR):
    post = PostedPost(
        material_key="a",
        at=at(MONDAY),
        dimension=Dimension.SELLING,
        kind=kind,
        products=("大衣",),
    )
    return Fixed((TODAY + day) * 86_400, post, KINDS.index(kind), Hand.POSTED, (0,))


def test_a_state_remembers_what_was_fixed_on_its_way():
    state = BLANK.with_fixed(fixed(-1))

    assert (state.used, state.shown) == ({"a": TODAY - 1}, {"大衣": TODAY - 1})
    assert state.views[0].last is Hand.POSTED
    assert state.last_code == KINDS.index(Kind.HONOUR)
    assert BLANK.last_code == -1


@pytest.mark.parametrize(("day", "counted"), [(-27, 1), (-28, 0)])
def test_the_mix_counts_four_weeks(day, counted):
    assert sum(BLANK.with_fixed(fixed(day)).counts(TODAY)) == counted


def test_a_slot_left_empty_changes_nothing_but_the_worth():
    slot = Slot(at(MONDAY), TODAY * 86_400, TODAY, 1.0, is_mourning=False)
    after = BLANK.with_fixed(fixed(-1)).with_choice(slot, None, -3.0)

    assert (after.worth, after.chosen, after.used) == (-3.0, (None,), {"a": TODAY - 1})


@given(st.lists(st.sampled_from(Kind), max_size=30))
def test_costs_in_steps_are_the_costs_in_words(kinds):
    class Post:
        def __init__(self, kind):
            self.kind, self.dimension = kind, _dimension(kind)

    counts = [kinds.count(kind) for kind in KINDS] + [0, 0, 0]
    none, one_more = MixCosts(Aims(), Mix()).of(counts)
    posts = [Post(kind) for kind in kinds]

    assert none == pytest.approx(off_the_mix(posts, Aims(), Mix()))
    for code, kind in enumerate(KINDS):
        assert one_more[code] == pytest.approx(off_the_mix([*posts, Post(kind)], Aims(), Mix()))


def _dimension(kind):
    return list(Dimension)[(KINDS.index(kind) > 1) + (KINDS.index(kind) > 4)]

import pytest

from persona.materials import EVERYBODY, Audience
from persona.planned.views import FEW_MARKS, is_seen, views_of

MOTHERS, STUDENTS = Audience(frozenset({"宝妈"})), Audience(frozenset({"学生"}))
BOTH = Audience(frozenset({"宝妈", "学生"}))


def test_without_audiences_everybody_sees_the_account():
    assert views_of([EVERYBODY, EVERYBODY]) == (None,)


def test_each_audience_has_its_view_in_any_order():
    assert views_of([STUDENTS, EVERYBODY, MOTHERS]) == views_of([MOTHERS, STUDENTS])
    assert set(views_of([MOTHERS, STUDENTS])) == {None, EVERYBODY, MOTHERS, STUDENTS, BOTH}


def test_who_has_one_tag_of_an_audience_is_a_viewer_of_her_own():
    pregnant = Audience(frozenset({"孕期", "宝妈"}))
    regular = Audience(frozenset({"老客", "宝妈"}))

    assert Audience(frozenset({"老客"})) in views_of([pregnant, regular])


def test_two_viewers_who_see_the_same_are_one():
    assert len(views_of([BOTH])) == len((None, EVERYBODY, BOTH))


@pytest.mark.parametrize(("tags", "views"), [(FEW_MARKS, 6 + 15), (FEW_MARKS + 1, 7)])
def test_two_tags_are_a_viewer_where_there_are_few(tags, views):
    audiences = [Audience(frozenset({f"标签{number}"})) for number in range(tags)]

    assert len(views_of(audiences)) == 2 + views


@pytest.mark.parametrize(
    ("audience", "view", "seen"),
    [
        (MOTHERS, None, True),
        (MOTHERS, EVERYBODY, False),
        (MOTHERS, MOTHERS, True),
        (MOTHERS, BOTH, True),
        (MOTHERS, STUDENTS, False),
        (EVERYBODY, STUDENTS, True),
        (Audience(layers=frozenset({"due"})), MOTHERS, False),
    ],
)
def test_who_sees_what(audience, view, seen):
    assert is_seen(audience, view) is seen

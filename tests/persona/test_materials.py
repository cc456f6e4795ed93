from datetime import date, timedelta

import pytest

from persona.errors import MaterialError
from persona.materials import Dimension, Kind, parse_materials
from tests.persona.builders import material

FIRST, LAST = date(2026, 6, 16), date(2026, 6, 18)


def parse(*lines, kind="work"):
    head = ["[[material]]", 'key = "a"', f'kind = "{kind}"', 'text = "今天打包"']
    return parse_materials("\n".join([*head, *lines]), "materials.toml")


def test_a_material_is_read():
    (read,) = parse('products = ["大衣"]', 'pictures = ["1.jpg"]', "is_evergreen = false")

    assert (read.kind, read.dimension) == (Kind.WORK, Dimension.LIVING)
    assert (read.products, read.pictures, read.is_evergreen) == (("大衣",), ("1.jpg",), False)


def test_every_kind_belongs_to_a_dimension():
    dimensions = [material("a", kind).dimension for kind in Kind]

    assert [dimensions.count(each) for each in Dimension] == [2, 3, 4]


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (FIRST - timedelta(days=1), False),
        (FIRST, True),
        (LAST, True),
        (LAST + timedelta(days=1), False),
    ],
)
def test_an_event_holds_from_its_first_to_its_last_day(day, holds):
    event = material("618", Kind.LIMITED_EVENT, valid_from=FIRST, valid_until=LAST)

    assert event.holds_on(day) is holds


@pytest.mark.parametrize(("day", "holds"), [(17, False), (18, True), (19, False)])
def test_a_members_day_holds_on_its_days_of_the_month(day, holds):
    event = material("members", Kind.LIMITED_EVENT, month_days=(18,))

    assert event.holds_on(date(2026, 11, day)) is holds


def test_nine_pictures_are_enough():
    nine = ", ".join(f'"{turn}.jpg"' for turn in range(9))
    (read,) = parse(f"pictures = [{nine}]")
    assert len(read.pictures) == 9

    with pytest.raises(MaterialError, match=r"material a: 10 pictures; at most 9"):
        parse(f'pictures = [{nine}, "9.jpg"]')


@pytest.mark.parametrize(
    ("lines", "kind", "complaint"),
    [
        ([], "gossip", "one of interaction, knowledge"),
        ([], "limited_event", "needs valid_until or month_days"),
        (['mood = "好"'], "work", "unknown key 'mood'"),
        (["valid_from = 2026-06-18", "valid_until = 2026-06-17"], "work", "not before 2026-06-18"),
    ],
)
def test_a_wrong_material_is_refused_with_its_place(lines, kind, complaint):
    with pytest.raises(MaterialError, match=complaint) as refused:
        parse(*lines, kind=kind)

    assert "materials.toml: material a" in str(refused.value)


def test_an_unknown_variable_is_refused():
    with pytest.raises(MaterialError, match="昵称"):
        parse_materials('[[material]]\nkey="a"\nkind="work"\ntext="{昵称}好"', "m.toml")


def test_a_key_given_twice_is_refused():
    one = '[[material]]\nkey="a"\nkind="work"\ntext="x"\n'

    with pytest.raises(MaterialError, match="'a' is given twice"):
        parse_materials(one + one, "m.toml")

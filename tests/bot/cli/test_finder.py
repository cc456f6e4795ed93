import pytest
import typer

from bot.cli.finder import make_finder
from bot.cli.text_rows import Row


def concerns_of(found):
    return [[finding.concern for finding in findings] for findings in found]


def test_rows_of_one_category_are_searched_in_its_words():
    step = [Row(0, ("味道很好",)), Row(1, ("",)), Row(2, ("味道很好",))]

    assert concerns_of(make_finder(None, None, category="水果").find(step)) == [
        ["口味"],
        [],
        ["口味"],
    ]
    assert concerns_of(make_finder(None, None).find(step)) == [["气味"], [], ["气味"]]


def test_each_row_may_name_its_own_category():
    step = [Row(0, ("味道很好", "水果")), Row(1, ("味道很好", " ")), Row(2, ("味道很好", "水果 "))]

    found = make_finder(None, None, category_column="类目").find(step)

    assert concerns_of(found) == [["口味"], ["气味"], ["口味"]]


def test_a_second_cell_is_no_category_unless_it_is_said_to_be():
    step = [Row(0, ("味道很好", "水果"))]

    assert concerns_of(make_finder(None, None).find(step)) == [["气味"]]


def test_one_category_for_all_or_one_a_row():
    with pytest.raises(typer.BadParameter, match="not both"):
        make_finder(None, None, category="3C", category_column="类目")

from hypothesis import given
from hypothesis import strategies as st

from tagging.pairs import Pair
from tests.bench.accuracy import measure
from tests.bench.figures import Effort
from tests.bench.labelled import PARTS, cut, kinship, make_shelf

PAIRS = [
    Pair("怎么退货", "如何退货", is_same=True),
    Pair("如何退货", "几号发货", is_same=False),
    Pair("能开发票吗", "有没有发票", is_same=True),
]


def test_without_the_data_it_is_said_that_nothing_is_measured(monkeypatch, capsys):
    monkeypatch.delenv("ZHANGGUI_REAL_DATA", raising=False)

    assert measure(Effort()) == []
    assert "ZHANGGUI_REAL_DATA is not set" in capsys.readouterr().out


@given(st.lists(st.integers(0, 9), max_size=40))
def test_every_row_is_asked_once_and_never_learned_beside_its_group(groups):
    rows = list(enumerate(groups))
    asked_rows = []
    for learned, asked in cut(rows, lambda row: row[1]):
        asked_rows += asked
        assert sorted(learned + asked) == rows
        assert {group for _, group in learned}.isdisjoint(group for _, group in asked)
    assert sorted(asked_rows) == rows


def test_only_the_first_parts_may_be_asked():
    assert len(list(cut(range(9), lambda row: row, 1))) == 1
    assert len(list(cut(range(9), lambda row: row))) == PARTS


def test_questions_that_pairs_connect_are_kin_of_the_same_meaning_or_not():
    head, same = kinship(PAIRS), kinship(PAIRS, same_only=True)

    assert head("怎么退货") == head("几号发货") != head("能开发票吗")
    assert same("怎么退货") == same("如何退货") != same("几号发货")


def test_an_entry_is_stored_in_one_phrasing_and_asked_for_in_another():
    shelf = make_shelf(PAIRS, 9)

    assert len(shelf.entries) == 3
    stored = {entry.id: entry.question for entry in shelf.entries}
    meanings = {frozenset((question, stored[id_])) for question, id_ in shelf.asked}
    assert meanings == {
        frozenset(("怎么退货", "如何退货")),
        frozenset(("能开发票吗", "有没有发票")),
    }
    assert len(make_shelf(PAIRS, 2).entries) == 2

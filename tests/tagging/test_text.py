import builtins
import logging
import tempfile
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging import text as engine_room
from tagging.errors import TaggingError
from tagging.text import (
    LONGEST_CLAUSE,
    Engine,
    EveryMatcher,
    Matcher,
    Page,
    clause_spans,
    cut,
    fold,
    word_edges,
)

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)


@given(ANY_TEXT)
def test_every_clause_stands_where_it_says(written):
    found = list(clause_spans(fold(written)))

    assert all(0 <= start < end <= len(written) for start, end in found)
    assert all(end <= start for (_, end), (start, _) in pairwise(found))
    assert all(end - start <= LONGEST_CLAUSE for start, end in found)


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("料子软，洗了不掉色。", ["料子软", "洗了不掉色"]),
        ("料子软 袖口有点紧", ["料子软", "袖口有点紧"]),
        ("样子还行但是袖口开线", ["样子还行", "但是袖口开线"]),
        ("样子还行就是有点贵", ["样子还行", "就是有点贵"]),
        ("用了不过敏", ["用了不过敏"]),
        ("不但便宜", ["不但便宜"]),
        ("没有色差、异味", ["没有色差、异味"]),
        ("买了2.5斤", ["买了2.5斤"]),
        ("好\n快", ["好", "快"]),
        ("。。。", []),
    ],
)
def test_a_clause_ends_at_a_break_and_before_a_contrast(written, parts):
    assert [written[start:end] for start, end in clause_spans(written)] == parts


@pytest.mark.parametrize("length", [LONGEST_CLAUSE, LONGEST_CLAUSE + 1])
def test_a_run_without_breaks_is_cut_at_the_longest_clause(length):
    assert len(list(clause_spans("长" * length))) == (1 if length == LONGEST_CLAUSE else 2)


def walked(written):
    """Walk through the clauses of a page one after the other."""
    page = Page(written)
    found, end = [], 0
    while True:
        start, end = page.clause_from(end, end, len(written))
        if start == end:
            return found
        found.append((start, end))


LONG_TEXT = st.lists(
    st.one_of(st.sampled_from(["但", "不过", "，", "3.5", " 。", "长" * 70, "质量"]), ANY_TEXT),
    max_size=8,
).map("".join)


@given(LONG_TEXT)
def test_a_page_walked_through_has_the_clauses_of_its_text(written):
    assert walked(written) == list(clause_spans(fold(written)))


@given(LONG_TEXT, st.integers(0, 400))
def test_a_page_opened_anywhere_gives_the_clause_of_that_place(written, at):
    spans = list(clause_spans(fold(written)))
    expected = next((span for span in spans if span[1] > at), None)

    start, end = Page(written).clause_from(min(at, len(written)), 0, len(written))

    assert (start, end) == expected if expected else start == end


@pytest.mark.parametrize("engine", list(Engine))
def test_every_engine_tells_where_its_words_stand(engine):
    written = "这条裤子腰围偏小吗"

    words = cut(written, engine)

    assert "".join(word.text for word in words) == written
    assert all(written[word.start : word.end] == word.text for word in words)
    assert "裤子" in [word.text for word in words]


@pytest.mark.parametrize("engine", list(Engine))
def test_words_meet_at_their_edges(engine):
    assert word_edges("大小刚好", engine) == {0, 2, 4}


@pytest.fixture
def no_rjieba(monkeypatch):
    really_import = builtins.__import__

    def import_all_but_rjieba(name, *args, **kwargs):
        if name == "rjieba":
            raise ImportError(name)
        return really_import(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", import_all_but_rjieba)
    engine_room._cutter_of.cache_clear()
    yield
    engine_room._cutter_of.cache_clear()


@pytest.mark.usefixtures("no_rjieba")
def test_without_rjieba_jieba_cuts():
    assert [word.text for word in cut("尺码偏小")] == ["尺码", "偏小"]


@pytest.mark.usefixtures("no_rjieba")
def test_rjieba_asked_for_by_name_must_be_there():
    with pytest.raises(TaggingError, match="rjieba is not installed"):
        cut("尺码偏小", Engine.RJIEBA)


@pytest.mark.usefixtures("no_rjieba")
def test_jieba_leaves_nothing_in_a_shared_folder(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    with caplog.at_level(logging.DEBUG):
        cut("尺码偏小")

    assert list(tmp_path.iterdir()) == []
    assert not caplog.records


def test_the_longest_term_wins_at_its_place():
    matcher = Matcher(["色差", "没有色差", "差"])

    assert [
        (matcher.terms[index], start, end)
        for index, start, end in matcher.spans("真的没有色差，不差")
    ] == [("没有色差", 2, 6), ("差", 8, 9)]


def test_places_count_characters_not_bytes():
    assert Matcher(["吉"]).spans("𠮷😀吉") == [(0, 2, 3)]


def test_every_term_is_found_also_inside_and_across_another():
    terms = ["差", "差了", "了解"]

    assert [terms[index] for index, _, _ in EveryMatcher(terms).spans("差了解")] == [
        "差了",
        "差",
        "了解",
    ]

from pathlib import Path

import numpy as np
import pytest

from bot.bulk import order_engine
from bot.bulk.order_engine import case_of, literal, open_engine
from bot.errors import NotReady
from tagging.holdout import slot_of

ENGINES = ["duckdb", "sqlite"]


@pytest.fixture(params=ENGINES)
def engine(request):
    with open_engine(request.param) as opened:
        yield opened


ODD_TEXTS = ["", "\\N", 'a "b", c', "两\n行", "it's", " x "]


def test_rows_come_back_as_they_were_filled_in(engine):
    engine.run("CREATE TABLE t (number BIGINT, text TEXT)")
    rows = [(place, text) for place, text in enumerate(ODD_TEXTS)] + [(None, "x")]

    engine.fill("t", rows)
    engine.fill("t", [])

    assert sorted(engine.rows("SELECT * FROM t"), key=repr) == sorted(rows, key=repr)


def test_nothing_is_told_from_an_empty_text(engine):
    engine.run("CREATE TABLE t (text TEXT)")

    engine.fill("t", [("",), (None,)])

    assert list(engine.rows("SELECT COUNT(*), COUNT(text) FROM t")) == [(2, 1)]


def test_arrays_go_in_and_out_and_nan_is_nothing(engine):
    engine.run("CREATE TABLE t (place BIGINT, chance DOUBLE PRECISION)")

    engine.fill_columns("t", {"place": np.arange(3), "chance": np.array([0.5, np.nan, 0.25])})
    engine.rest()

    found = engine.columns("SELECT * FROM t ORDER BY place")
    assert found["place"].tolist() == [0, 1, 2]
    assert list(engine.rows("SELECT COUNT(chance) FROM t")) == [(2,)]
    assert np.isnan(found["chance"]).tolist() == [False, True, False]


def test_no_rows_are_empty_columns(engine):
    found = engine.columns("SELECT 1 AS a, 'x' AS b WHERE false")

    assert {name: len(values) for name, values in found.items()} == {"a": 0, "b": 0}


def test_an_ordinal_day_is_spelled_as_a_date(engine):
    spelled = f"SELECT CAST({engine.date_of('739942')} AS VARCHAR)"

    assert list(engine.rows(spelled)) == [("2026-11-22",)]


@pytest.mark.parametrize("customer", ["小周", "c-1", ""])
def test_a_slot_is_the_one_of_the_holdout(engine, customer):
    slot = f"SELECT {engine.slot('holdout:2026Q4', literal(customer))}"

    assert list(engine.rows(slot)) == [(slot_of("holdout:2026Q4", customer),)]


def test_words_are_looked_up_and_others_are_nothing(engine):
    known, unknown = case_of("'it''s'", {"it's": 1, "x": 2}), case_of("'y'", {"x": 2})

    assert list(engine.rows(f"SELECT {known}, {unknown}")) == [(1, None)]


@pytest.mark.parametrize("name", ENGINES)
def test_what_an_engine_wrote_vanishes_with_it(tmp_path, monkeypatch, name):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)

    with open_engine(name) as engine:
        engine.run("CREATE TABLE t AS SELECT 1 AS a")
        assert list(tmp_path.iterdir())

    assert not list(tmp_path.iterdir())


def test_without_duckdb_sqlite_does_the_work(monkeypatch):
    monkeypatch.setattr(order_engine, "find_spec", lambda _: None)

    with open_engine() as engine:
        assert engine.name == "sqlite"


def test_a_temporary_folder_that_is_missing_is_one_sentence(monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(Path("/proc/nowhere")))

    with (
        pytest.raises(NotReady, match="there is no temporary folder for the orders"),
        open_engine(),
    ):
        pass


def test_a_full_disk_is_one_sentence(engine):
    fault = engine.faults[0]

    with (
        pytest.raises(NotReady, match=r"cannot take the orders: no room$"),
        open_engine(engine.name),
    ):
        raise fault("no room\nand more")

"""The sentences by which the advertising-law check is measured."""

import csv
import re
import unicodedata
from pathlib import Path

import pytest
from rapidfuzz import fuzz, process

COPY = Path(__file__).parent / "copy"
TABLE = Path(__file__).parents[2] / "persona" / "data" / "adlaw.csv"
CLASSES = {"普通食品", "化妆品", "保健食品", "医疗器械", "服装", "3C", "母婴", "通用"}


def rows(name):
    with (COPY / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


LAWFUL, VIOLATING = rows("lawful.csv"), rows("violating.csv")
KINDS = {kind: [row for row in VIOLATING if row["kind"] == kind] for kind in ("word", "no_word")}
SETS = {"lawful": LAWFUL, **KINDS}


def bare(text):
    return re.sub(r"[\W_]", "", text).lower()


def folded(text):
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower()


def words_of(*levels):
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    cells = csv.DictReader(line for line in lines if not line.startswith("#"))
    return {
        folded(word) for row in cells if row["level"] in levels for word in row["words"].split()
    }


def test_there_are_enough_sentences_to_measure_a_figure_of_one_percent():
    assert len(LAWFUL) >= 360
    assert len(KINDS["word"]) >= 220
    assert len(KINDS["no_word"]) >= 110
    assert len(VIOLATING) == len(KINDS["word"]) + len(KINDS["no_word"])


@pytest.mark.parametrize("name", SETS)
def test_half_of_the_sentences_are_held_back(name):
    splits = [row["split"] for row in SETS[name]]
    assert set(splits) == {"dev", "held"}
    assert abs(splits.count("dev") - splits.count("held")) <= 1


@pytest.mark.parametrize("name", SETS)
def test_every_class_of_goods_has_its_sentences(name):
    assert {row["class"] for row in SETS[name]} == CLASSES


def test_every_sentence_has_an_id_of_its_own_and_a_text():
    everything = LAWFUL + VIOLATING
    assert len({row["id"] for row in everything}) == len(everything)
    assert all(bare(row["text"]) for row in everything)


def test_a_lawful_sentence_says_why_and_a_violating_one_what_it_breaks():
    assert all(row["note"] for row in LAWFUL)
    assert all(row["category"] for row in VIOLATING)


def test_the_kinds_of_violation_differ_in_whether_they_hold_a_word_of_the_table():
    strong, every = words_of("block", "warn"), words_of("block", "warn", "hint")
    assert strong
    assert all(any(word in folded(row["text"]) for word in strong) for row in KINDS["word"])
    assert not any(word in folded(row["text"]) for row in KINDS["no_word"] for word in every)


def test_no_two_sentences_are_nearly_the_same():
    texts = [bare(row["text"]) for row in LAWFUL + VIOLATING]
    near = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=80) > 80
    assert int(near.sum()) == len(texts)  # each is like itself alone

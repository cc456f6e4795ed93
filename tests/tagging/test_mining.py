import csv
import gzip
import json
from itertools import repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.packaged import packaged_concerns, packaged_lexicon
from tagging.changes import LexiconChange
from tagging.concerns import find_concerns
from tagging.lexicon import parse_lexicon
from tagging.mining import Candidate, changes_of, discover

CLOTHES = packaged_lexicon("女装")
REVIEWS = [
    *("帽檐很宽，下次再来", "帽檐太窄了，失望", "帽檐有点窄", "帽檐挺宽的"),
    *("面料很软，老婆很喜欢", "面料非常软", "水壶收到了，这款水壶不错", "买了两个水壶"),
    *("水壶好看，老婆喜欢", "朋友推荐的，朋友很满意"),
]


def labelled_rows(stem, folder):
    path = folder / "text" / f"reviews_{stem}_aspects.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def terms_of(texts, **options):
    return [one.term for one in discover(texts, CLOTHES, **options)]


def test_the_part_that_is_judged_comes_first_and_people_never():
    terms = terms_of(REVIEWS)

    assert terms[0] == "帽檐"
    assert not {"老婆", "朋友"} & set(terms)


def test_what_was_sold_stands_behind_its_parts():
    texts = [*REVIEWS, *repeat("这款水壶收到了", 10), *repeat("水壶很好", 3)]

    terms = terms_of(texts)

    assert terms.index("帽檐") < terms.index("水壶")


def test_a_candidate_shows_what_is_said_where_and_how_often():
    handle = discover(REVIEWS, CLOTHES)[0]

    assert (handle.term, handle.count, handle.concern) == ("帽檐", 4, "")
    assert handle.opinions == ("宽", "窄")
    assert handle.examples == ("帽檐很宽", "帽檐太窄了", "帽檐有点窄")


def test_a_listed_term_stays_and_names_its_concern():
    listed = {one.term: one.concern for one in discover(REVIEWS, CLOTHES)}

    assert listed["面料"] in CLOTHES.concerns


def test_clauses_that_the_lexicon_covers_can_be_left_out():
    assert "面料" not in terms_of(REVIEWS, unlisted_only=True)
    assert "帽檐" in terms_of(REVIEWS, unlisted_only=True)


def test_half_a_name_gives_way_to_the_whole():
    found = {one.term: one for one in discover(repeat("防风能力很强", 5), CLOTHES)}

    assert "能力" not in found
    assert found["防风能力"].is_new_word


def test_a_word_that_no_dictionary_knows_is_a_candidate_like_any_other():
    texts = [*repeat("颜值很高", 5), *repeat("客服很耐心", 500)]

    found = {one.term: one for one in discover(texts, CLOTHES)}

    assert found["颜值"].is_new_word
    assert not found["客服"].is_new_word


def test_longer_names_stand_under_the_word_they_end_in():
    texts = [*repeat("质感很好", 5), *repeat("金属质感很好", 5)]

    assert discover(texts, CLOTHES)[0].variants == ("金属质感",)


def test_complaints_are_counted_among_the_clauses_that_judge():
    texts = [*repeat("帽檐很差", 3), "帽檐很好"]

    assert discover(texts, CLOTHES)[0].complaint_share == pytest.approx(0.75)
    assert Candidate("帽檐", 1, (), ()).complaint_share == 0


def test_an_opinion_takes_its_colour_from_the_company_it_keeps():
    texts = [
        *repeat("帽檐太窄，质量太差，失望", 8),
        *repeat("帽檐宽，满意，不错", 8),
    ]

    handle = discover(texts, CLOTHES)[0]

    assert (handle.good, handle.bad) == (("宽",), ("窄",))


def test_an_accepted_candidate_is_found_from_then_on():
    candidate = Candidate(
        *("帽檐", 9, ("窄", "宽"), ()),
        variants=("帽沿", "宽帽檐"),
        good=("宽",),
        bad=("窄",),
    )

    changes = changes_of(candidate, "帽檐做工", "女装")

    assert changes == (
        LexiconChange("帽檐做工", "nouns", "帽檐", is_addition=True, category="女装"),
        LexiconChange("帽檐做工", "nouns", "帽沿", is_addition=True, category="女装"),
        LexiconChange("帽檐做工", "good", "宽", is_addition=True, category="女装"),
        LexiconChange("帽檐做工", "bad", "窄", is_addition=True, category="女装"),
    )
    lexicon = parse_lexicon(packaged_concerns(), category="女装", changes=changes)
    found = find_concerns("金属帽檐太窄了", lexicon)
    assert [(one.concern, one.stance) for one in found] == [("帽檐做工", "complains")]


@pytest.mark.parametrize(("stem", "category"), [("makeup", "化妆品"), ("laptop", "3C")])
def test_what_people_labelled_is_discovered_first(stem, category, real_data):
    rows = labelled_rows(stem, real_data)
    aspects = {aspect for row in rows for aspect, *_ in json.loads(row["labels"])}

    found = discover((row["text"] for row in rows), packaged_lexicon(category), most=50)

    assert sum(one.term in aspects for one in found) / 50 >= 0.85


@given(st.lists(st.text(st.sampled_from("帽檐很窄好不面料软，。a"), max_size=20), max_size=12))
def test_the_order_of_the_texts_changes_no_count(texts):
    def counts(some):
        return {one.term: (one.count, one.clauses) for one in discover(some, CLOTHES)}

    assert counts(texts) == counts(texts[::-1])


def test_texts_without_a_word_hold_nothing():
    assert discover(["", "。。。", "aaa", "\n"], CLOTHES) == []


def test_a_pasted_document_is_read_like_many_short_texts():
    assert terms_of(["帽檐很窄，" * 2_000])[0] == "帽檐"

import numpy as np
import pytest

from tagging.moved.features import Amount, Cells, Choice, learn_encoding
from tests.tagging.moved.campaigns import cells_of


def test_numbers_are_read_with_gaps_and_words_are_none():
    assert cells_of(["1", "2.5", ""]).numbers == pytest.approx([1, 2.5, np.nan], nan_ok=True)
    assert cells_of(["1", "上海"]).numbers is None
    assert cells_of(["", ""]).numbers is None
    assert cells_of(["1", "inf"]).numbers is None
    assert cells_of([]).numbers is None
    assert cells_of(["1", "1e200"]).numbers is None


def test_some_rows_keep_only_the_words_that_stand_in_them():
    some = cells_of(["1", "上海", "2"]).of(np.array([True, False, True]))

    assert (list(some.words), some.word(1)) == (["1", "2"], "2")
    assert some.numbers == pytest.approx([1, 2])


def test_money_is_taken_by_its_logarithm_and_may_bend():
    spent = np.random.default_rng(1).lognormal(5, 1, 500)

    (part,) = learn_encoding({"spent": cells_of(spent)}).parts

    assert isinstance(part, Amount)
    assert part.is_skewed
    assert part.bend is not None


def test_months_stay_as_they_are_and_a_claim_does_not_bend():
    months = np.arange(600) % 12
    parts = learn_encoding({"months": cells_of(months), "is_new": cells_of(months % 2)}).parts

    assert [(part.is_skewed, part.bend is None) for part in parts] == [
        (False, False),
        (False, True),
    ]


def test_numbers_are_standardised_and_a_gap_is_the_usual():
    columns = {"age": cells_of([*range(20, 60), *range(20, 60), ""])}

    rows = learn_encoding(columns).encode(columns)

    assert rows[:80, 0].mean() == pytest.approx(0, abs=1e-9)
    assert rows[:80, 0].std() == pytest.approx(1)
    assert rows[80, 0] == 0


def test_words_become_claims_and_one_never_seen_is_none_of_them():
    encoding = learn_encoding({"city": cells_of(["上海"] * 60 + ["杭州"] * 40 + ["成都"])})

    rows = encoding.encode({"city": cells_of(["上海", "杭州", "拉萨"])})

    (part,) = encoding.parts
    assert isinstance(part, Choice)
    assert set(part.shares) == {"上海", "杭州"}
    assert (rows[0] > 0).tolist() == [True, False]
    assert (rows[1] > 0).tolist() == [False, True]
    assert rows[2].tolist() == [0, 0]


def test_a_word_where_numbers_stood_is_usual():
    encoding = learn_encoding({"age": cells_of([*range(20, 80), 20])})

    assert encoding.encode({"age": Cells(["不详"], np.zeros(1, np.int32))})[0, 0] == 0


def test_nobody_is_farther_out_than_what_was_seen():
    encoding = learn_encoding({"age": cells_of([*range(20, 80), 20])})

    far, farther = encoding.encode({"age": cells_of([900, 9_000])})

    assert far.tolist() == farther.tolist()


def test_numbers_too_near_to_be_told_apart_say_nothing():
    tiny = cells_of([1e-300, 2e-300, 3e-300, 4e-300, 5e-300, 6e-300] * 20)

    assert learn_encoding({"tiny": tiny}).idle == ("tiny",)


def test_what_says_nothing_new_is_left_out():
    spent = np.arange(100, 400) / 2
    columns = {
        "spent": cells_of(spent),
        "band": cells_of(["少" if each < 125 else "多" for each in spent]),
        "city": cells_of(["上海", "杭州"] * 150),
        "name": cells_of(f"客户{each}" for each in spent),
        "number": cells_of(range(300)),
        "shop": cells_of(["旗舰店"] * 300),
        "year": cells_of(["2026"] * 300),
    }

    encoding = learn_encoding(columns)

    assert encoding.names == ["spent", "city"]
    assert encoding.idle == ("band", "name", "number", "shop", "year")

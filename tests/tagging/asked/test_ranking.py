from dataclasses import replace

import numpy as np

from tagging.asked.ranking import COLUMNS, DEFAULT_RANKER, Ranker, columns_of, fit_choice
from tagging.asked.similarity import Rarity, phrases_of
from tagging.packing import pack, unpack


def test_chances_leave_room_for_none_of_them():
    chances = DEFAULT_RANKER.chances(np.zeros((3, len(COLUMNS))))

    assert (chances < 0.01).all()
    assert len(set(chances.tolist())) == 1


def test_a_closer_phrasing_has_the_better_chance():
    stored = phrases_of(["怎么退货", "怎么发货"])
    asked = phrases_of(["如何退货"] * 2)

    columns = columns_of(asked, stored, np.array([0.8, 0.4]), Rarity.of(stored), None)

    right, wrong = DEFAULT_RANKER.chances(columns)
    assert right > wrong


def test_a_ranker_survives_its_file():
    ranker = replace(DEFAULT_RANKER, hints=np.arange(4.0), answer_from=0.7)

    again = Ranker.unpacked(unpack(pack("x", 1, ranker.values(), ranker.arrays()), "x", 1))

    assert np.array_equal(again.weights, ranker.weights)
    assert np.array_equal(again.hints, ranker.hints)
    assert (again.none, again.answer_from) == (ranker.none, 0.7)


def test_choices_teach_what_people_look_at_and_when_they_choose_none():
    lists = np.zeros((300, 4, len(COLUMNS)))
    lists[:, :, :2] = np.random.default_rng(0).random((300, 4, 2))
    best = lists[:, :, 0].argmax(axis=1)
    chosen = np.zeros((300, 4))
    chosen[np.arange(300), best] = lists[np.arange(300), best, 0] > 0.7

    weights, none = fit_choice(lists, chosen, DEFAULT_RANKER)

    assert weights[0] > 5 * abs(weights[1])
    assert weights[0] * 0.9 > none > weights[0] * 0.5

"""A campaign that is drawn, with customers of two kinds, so that tests know who is moved."""

import numpy as np

from tagging.moved.features import Cells


def cells_of(values):
    words = sorted({str(value) for value in values})
    places = {word: place for place, word in enumerate(words)}
    return Cells(words, np.array([places[str(value)] for value in values], np.int32))


def campaign(*, moved=0.2, alike=0.0, count=6_000, seed=7, treated_share=0.5):
    """Draw a campaign that moves who likes mystery boxes, and everybody by `alike`."""
    chance = np.random.default_rng(seed)
    likes = chance.random(count) < 0.5
    city = chance.choice(["上海", "杭州", "成都"], count)
    spent = chance.lognormal(5, 1, count).round(2)
    treated = chance.random(count) < treated_share
    rate = 0.1 + 0.1 * (spent > 150) + treated * (moved * likes + alike)
    answered = chance.random(count) < rate
    columns = {
        "likes": cells_of(likes.astype(int)),
        "city": cells_of(city),
        "spent": cells_of(spent),
    }
    return columns, treated, answered, likes

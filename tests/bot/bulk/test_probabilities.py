from datetime import date, timedelta

import numpy as np
import pytest

from bot.bulk.order_book import open_orders
from bot.bulk.probabilities import foresee
from bot.bulk.standings import place_people
from tagging.bought.natural_rates import natural_rates
from tagging.layering import LayerRules
from tagging.repurchase import Histories, teach

TODAY = date(2026, 1, 1)
RULES = LayerRules()


def bought():
    """Some who buy every other week, some now and then, and many who stayed away."""
    chance = np.random.default_rng(7)
    for customer in range(300):
        day, pace = TODAY - timedelta(int(chance.integers(200, 500))), (14, 60, 400)[customer % 3]
        while day < TODAY:
            yield f"c{customer:03}", day, int(chance.integers(100, 9000))
            day += timedelta(1 + int(chance.exponential(pace)))


@pytest.mark.parametrize("engine", ["duckdb", "sqlite"])
def test_everybody_s_chance_is_the_one_that_the_core_foresees(tmp_path, engine):
    orders = sorted(bought())
    path = tmp_path / "orders.csv"
    rows = "".join(f"{name},{day},{fen / 100}\n" for name, day, fen in orders)
    path.write_text("customer,time,amount\n" + rows, encoding="utf-8")

    with open_orders(path, {}, engine=engine) as book:
        book.run("INSERT INTO roster VALUES ('zz')")
        place_people(book, RULES, TODAY)
        foreseen = foresee(book, RULES, TODAY)
        found = list(
            book.rows(
                "SELECT probability_30, probability_90 FROM standings "
                "LEFT JOIN probabilities USING (place) ORDER BY place"
            )
        )

    days = np.array([day.toordinal() for _, day, _ in orders], np.int32)
    names, starts = np.unique([name for name, _, _ in orders], return_index=True)
    histories = Histories(
        days, np.array([fen for *_, fen in orders]), np.append(starts, len(orders))
    )
    today = TODAY.toordinal()
    taught = teach(histories, today, rules=RULES)
    chances = taught.probabilities(histories, today)
    assert len(found) == len(names) + 1
    assert found[-1] == (None, None)
    assert found[0][0] > found[2][0]
    for place, horizon in enumerate((30, 90)):
        known = [row[place] for row in found[:-1]]
        assert known == pytest.approx(chances[horizon].tolist(), abs=2e-6)
    assert foreseen.method == taught.method
    looks = [today - 30 - 30 * back for back in range(6)]
    assert foreseen.natural[30] == natural_rates(histories, looks, 30, RULES)


def test_too_little_is_said_to_be_too_little(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text("customer,time\n小周,2025-12-01\n", encoding="utf-8")

    with open_orders(path, {}) as book:
        place_people(book, RULES, TODAY)
        foreseen = foresee(book, RULES, TODAY)
        chances = list(book.rows("SELECT probability_30 FROM probabilities"))

    assert foreseen.method == "none"
    assert chances == [(None,)]

from datetime import date

import pytest

from bot.bulk import probabilities
from bot.bulk.event_cohorts import Event, cohorts_of
from bot.bulk.order_book import open_orders
from bot.bulk.probabilities import foresee
from bot.bulk.standings import place_people
from tagging.counts import Share
from tagging.layering import LayerRules

TODAY = date(2026, 2, 1)
EVENT = Event("双12", date(2025, 12, 11), date(2025, 12, 12))
BOUGHT = {
    "新来又来": ["2025-12-12", "2026-01-11"],
    "新来太晚": ["2025-12-11", "2026-01-12"],
    "老客又来": ["2025-11-11", "2025-12-11", "2025-12-13"],
    "老客没来": ["2025-11-11", "2025-12-10"],
    "节后才来": ["2025-12-13"],
    "节内两次": ["2025-12-11", "2025-12-12"],
}


@pytest.fixture(params=["duckdb", "sqlite"])
def book(request, tmp_path, monkeypatch):
    monkeypatch.setattr(probabilities, "AT_ONCE", 2)
    path = tmp_path / "orders.csv"
    rows = "".join(f"{name},{day},9\n" for name, days in BOUGHT.items() for day in days)
    path.write_text("customer,time,amount\n" + rows, encoding="utf-8")
    with open_orders(path, {}, engine=request.param) as opened:
        opened.run("INSERT INTO roster VALUES ('没买过')")
        place_people(opened, LayerRules(), TODAY)
        foresee(opened, LayerRules(), TODAY)
        yield opened


def test_the_new_and_the_returning_of_an_event_are_counted_apart_over_all_parts(book):
    [cohort] = cohorts_of(book, [EVENT], TODAY)

    assert (cohort.new, cohort.returning) == (3, 1)
    assert cohort.came_back == {30: (Share(1, 3), Share(1, 1))}


@pytest.mark.parametrize(
    ("today", "over"),
    [(date(2026, 1, 11), []), (date(2026, 1, 12), [30]), (date(2026, 3, 13), [30, 90])],
)
def test_who_came_back_is_told_when_the_days_after_are_over(book, today, over):
    [cohort] = cohorts_of(book, [EVENT], today)

    assert list(cohort.came_back) == over


def test_an_event_to_which_nobody_came_is_told_too(book):
    early = Event("春节", date(2024, 2, 1), date(2024, 2, 9))

    [nobody, some] = cohorts_of(book, [early, EVENT], TODAY)

    assert (nobody.new, nobody.returning, nobody.came_back[90]) == (0, 0, (Share(0, 0),) * 2)
    assert some.new == 3
    assert cohorts_of(book, [], TODAY) == []

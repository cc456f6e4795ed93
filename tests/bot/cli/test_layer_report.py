from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from bot.bulk.event_cohorts import Cohort, Event
from bot.bulk.order_sums import Account
from bot.bulk.probabilities import Foreseen
from bot.cli.layer_report import Movements, Report, json_of, lines_of
from tagging.bought.movements import Ratio
from tagging.bought.natural_rates import NaturalRate
from tagging.counts import Share
from tagging.layering import Layer, Tier
from tagging.offered.worth import Rates
from tagging.reasons import Because, Reason

DAY = date(2026, 3, 1)
RATE = NaturalRate(
    tier=Tier.ACTIVE,
    from_days=1,
    until_days=30,
    is_recent=True,
    once=Share(1, 4),
    again=Share(3, 4),
)
REPORT = Report(
    as_of=DAY,
    engine="duckdb",
    account=Account(
        used=8,
        left_out=Counter({"price 0": 1}),
        rejected=Counter({"补上客户后重新导入": 2}),
        bad_rows=(),
        bare_refunds=0,
        seen_from=DAY,
        first_day=DAY,
        last_day=DAY,
    ),
    layers=Counter(recent_buyer=3, lost=1),
    tiers=Counter(active=3, lost=1),
    cycle_days=44.95,
    foreseen=Foreseen(
        "none",
        Because(Reason.NO_PAID_ORDER),
        {30: (RATE,), 90: (replace(RATE, once=Share(0, 0)),)},
    ),
)


def test_rows_and_customers_are_accounted_for():
    lines = list(lines_of(REPORT))

    assert lines[0] == "rows 11 = used 8 + left out 1 (1 price 0) + rejected 2"
    assert lines[1] == "customers 4 on 2026-03-01"
    assert "  recent_buyer            3" in lines
    assert "  active          1-30  50.0% of       8   75.0% of       4" in lines
    assert "usual cycle 45.0 days" in lines
    assert lines[-1] == "probabilities by none: no paid order yet"


def test_the_document_holds_every_layer_and_tier():
    document = json_of(REPORT)

    assert sum(document["layers"].values()) == document["customers"] == 4
    assert document["tiers"] == {"active": 3, "silent": 0, "sleeping": 0, "lost": 1}
    assert document["rows"] == document["used"] + 1 + 2
    assert document["natural_rates"]["within_30"][0]["all"] == {"bought": 4, "of": 8, "rate": 0.5}
    assert "movements" not in document


def test_movements_are_told_without_those_who_stayed():
    layers = Counter({("due", "lost"): 2, (None, "due"): 1, ("due", "due"): 5})
    moved = replace(REPORT, movements=Movements(since=DAY, layers=layers, lost=Ratio(2, 8)))

    lines = list(lines_of(moved))

    assert lines[-3:] == [
        "  nobody yet       -> due                     1",
        "  due              -> lost                    2",
        "lost 2 of 8 who were active (25.0%)",
    ]
    assert json_of(moved)["movements"]["lost_rate"] == 0.25
    assert len(json_of(moved)["movements"]["layers"]) == 3


@pytest.mark.parametrize(("orders", "notes"), [(9_999, 0), (10_000, 1)])
def test_somebody_with_more_orders_than_a_person_has_is_noted(orders, notes):
    assert len(replace(REPORT, most_orders=("散客", orders)).warnings) == notes


def test_refunds_that_name_no_order_are_noted():
    (note,) = replace(REPORT, account=replace(REPORT.account, bare_refunds=2)).warnings

    assert note.startswith("2 refunds name no order")


def test_an_event_is_told_with_those_who_came_back():
    days = (date(2025, 12, 12), date(2025, 12, 14))
    cohort = Cohort(Event("双12", *days), 4, 2, {30: (Share(1, 4), Share(2, 2))})
    told = replace(REPORT, events=[cohort])

    assert list(lines_of(told))[-2:] == [
        "双12 (2025-12-12 to 2025-12-14): 4 new, 2 returning",
        "  back within 30 days: 1 of 4 new, 2 of 2 returning",
    ]
    assert json_of(told)["events"] == [
        {
            "name": "双12",
            "from": days[0],
            "until": days[1],
            "new": 4,
            "returning": 2,
            "came_back": [{"within_days": 30, "new": [1, 4], "returning": [2, 2]}],
        }
    ]
    assert "events" not in json_of(REPORT)


def test_stages_and_measured_rates_are_told_where_they_were_asked_for():
    measured = {Layer.DUE: Rates(Share(10, 100), Share(180, 900))}
    told = replace(REPORT, stages=Counter({1: 3, -1: 2}), rates=measured)

    assert list(lines_of(told))[-4:] == [
        "stage known of 5 customers",
        "  half-year  -1        2",
        "  half-year   1        3",
        "rates measured for due",
    ]
    document = json_of(told)
    assert list(document["stages"].items()) == [(-1, 2), (1, 3)]
    assert document["rates"] == {"due": {"natural": [10, 100], "stimulated": [180, 900]}}
    assert list(lines_of(replace(REPORT, rates={})))[-1].startswith("rates measured for no layer")
    assert not {"stages", "rates"} & json_of(REPORT).keys()

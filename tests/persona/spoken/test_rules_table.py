from datetime import time, timedelta

from persona.spoken.manner_rules import Cap, CapPeriod, MannerRules
from persona.spoken.rules_table import rules_table
from persona.spoken.touches import TOUCHES, LatePolicy, Purpose, Rule, TouchKind

CAP = Cap(
    kinds=frozenset({TouchKind.GROUP_SEND}),
    limit=3,
    period=CapPeriod.DAY,
    source="the platform's page",
    checked="2026-11",
)


def table(**told):
    return {row.kind: row for row in rules_table(MannerRules(caps=(CAP,), **told))}


def test_every_kind_of_touch_stands_in_the_table_with_the_rules_that_hold():
    rows = table()

    assert set(rows) == set(TouchKind)
    assert all(set(row.rules) == TOUCHES[kind].rules for kind, row in rows.items())
    assert rows[TouchKind.CARE].purpose is Purpose.SERVICE


def test_the_numbers_are_those_in_force():
    row = table(per_week=5, gap_hours=7, refund_days=3, quiet_until_day_off=time(10))[
        TouchKind.DISCOUNT
    ]

    assert row.rules[Rule.BUDGET] == {"per_day": 1, "per_week": 5, "per_month": 6}
    assert row.rules[Rule.GAP] == {"hours": 7}
    assert row.rules[Rule.REFUND] == {"days": 3}
    assert row.rules[Rule.QUIET_HOURS] == {
        "from": "21:30",
        "until": "08:30",
        "until_day_off": "10:00",
    }


def test_a_platforms_cap_stands_with_its_kinds():
    rows = table()

    assert rows[TouchKind.GROUP_SEND].caps == (CAP,)
    assert rows[TouchKind.NEWS].caps == ()


def test_the_table_says_what_becomes_of_what_is_late():
    rows = table(late={TouchKind.BROADCAST: LatePolicy.ASK})

    assert rows[TouchKind.BROADCAST].late is LatePolicy.ASK
    assert (rows[TouchKind.POST].late, rows[TouchKind.POST].grace) == (
        LatePolicy.SKIP,
        timedelta(hours=1),
    )

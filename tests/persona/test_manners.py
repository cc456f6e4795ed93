from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona.errors import PersonaError
from persona.manners import (
    TOUCHES,
    Cap,
    CapPeriod,
    Decision,
    History,
    LatePolicy,
    MannerRules,
    Message,
    Purpose,
    Rule,
    Touch,
    TouchKind,
    digest_of,
    is_too_late,
    may_speak,
)
from persona.occasions import is_day_off
from persona.reasons import Reason
from persona.slots import is_quiet
from tests.persona.builders import MONDAY, at

RULES = MannerRules()
BEIJING = ZoneInfo("Asia/Shanghai")
ANSWER, CARE, NEWS = TouchKind.ANSWER, TouchKind.CARE, TouchKind.NEWS
BROADCAST, DISCOUNT, POST = TouchKind.BROADCAST, TouchKind.DISCOUNT, TouchKind.POST
TO_ONE = (NEWS, BROADCAST, DISCOUNT)
WORDS = "新到的羊毛大衣，想试的姐妹回复我。"


def beijing(day=MONDAY, hour=12, minute=0):
    return at(day, hour, minute).replace(tzinfo=BEIJING).astimezone(UTC)


NOON = beijing()


def ago(kind=BROADCAST, text="", **distance):
    return Touch(kind, NOON - timedelta(**distance), digest_of(text))


def ask(kind=BROADCAST, now=NOON, *, rules=RULES, text=WORDS, due_at=None, **told):
    message = Message(
        kind=kind, text=text, due_at=due_at, is_discount=told.pop("is_discount", False)
    )
    return may_speak(message, History(**told), now, rules)


@pytest.mark.parametrize(
    ("hour", "minute", "retry_at"),
    [
        (21, 29, None),
        (21, 30, beijing(MONDAY + timedelta(days=1), 8, 30)),
        (23, 59, beijing(MONDAY + timedelta(days=1), 8, 30)),
        (0, 0, beijing(MONDAY, 8, 30)),
        (8, 29, beijing(MONDAY, 8, 30)),
        (8, 30, None),
    ],
)
@pytest.mark.parametrize("kind", sorted(set(TouchKind) - {ANSWER, TouchKind.GROUP_GREETING}))
def test_at_night_only_answers_and_greetings_are_given(kind, hour, minute, retry_at):
    now = beijing(MONDAY, hour, minute)
    verdict = ask(kind, now)

    assert verdict.decision is (Decision.WAIT if retry_at else Decision.SEND)
    assert verdict.retry_at == retry_at
    assert not retry_at or verdict.because.code is Reason.QUIET_HOURS
    assert ask(ANSWER, now).because.code is Reason.OWN_QUESTION
    assert ask(TouchKind.GROUP_GREETING, now).because.code is Reason.JUST_JOINED


@pytest.mark.parametrize(
    ("refused", "care", "marketing"),
    [
        ({Purpose.MARKETING}, Decision.SEND, Decision.DROP),
        ({Purpose.SERVICE}, Decision.DROP, Decision.SEND),
        ({Purpose.MARKETING, Purpose.SERVICE}, Decision.DROP, Decision.DROP),
    ],
)
def test_each_purpose_is_refused_for_itself_and_answers_are_always_given(refused, care, marketing):
    opted_out = frozenset(refused)

    assert ask(ANSWER, opted_out=opted_out).decision is Decision.SEND
    assert ask(CARE, opted_out=opted_out).decision is care
    for kind in TO_ONE:
        verdict = ask(kind, opted_out=opted_out)
        assert verdict.decision is marketing
        assert verdict.retry_at is None
        assert marketing is Decision.SEND or verdict.because.code is Reason.OPTED_OUT


def test_who_left_us_is_written_to_no_more():
    assert ask(CARE, is_following=False).because.code is Reason.NOT_FOLLOWED
    assert ask(ANSWER, is_following=False).decision is Decision.SEND


@pytest.mark.parametrize("kind", TO_ONE)
def test_a_minor_is_served_and_never_marketed_to(kind):
    verdict = ask(kind, is_minor=True)

    assert (verdict.decision, verdict.because.code) == (Decision.DROP, Reason.MINOR)
    assert ask(CARE, is_minor=True).decision is Decision.SEND


@pytest.mark.parametrize("budget", ["per_day", "per_week", "per_month"])
def test_without_a_budget_there_is_no_marketing_at_all(budget):
    rules = MannerRules(**{budget: 0})

    assert ask(rules=rules).because.code is Reason.NO_MARKETING
    assert ask(CARE, rules=rules).decision is Decision.SEND


@pytest.mark.parametrize(
    "text", [WORDS, "新到的羊毛大衣 想试的姐妹，回复我～", "新到的羊毛大衣想试的姐妹回复我🌿"]
)
@pytest.mark.parametrize(("minutes", "is_again"), [(1, True), (0, False)])
def test_the_same_words_reach_a_customer_once_in_thirty_days(text, minutes, is_again):
    before = ago(TouchKind.ANSWER, text, days=30, minutes=-minutes)
    verdict = ask(touches=[before])

    assert verdict.decision is (Decision.DROP if is_again else Decision.SEND)
    assert not is_again or verdict.because.code is Reason.SAME_TEXT


def test_service_may_say_the_same_again_and_so_may_whoever_allows_it():
    before = [ago(ANSWER, WORDS, hours=30)]

    assert ask(CARE, touches=before).decision is Decision.SEND
    assert ask(touches=before, rules=MannerRules(same_text_days=0)).decision is Decision.SEND
    assert ask(touches=before, text="").decision is Decision.SEND


def test_an_open_complaint_waits_and_is_asked_about_again_at_a_fit_hour():
    verdict = ask(has_open_complaint=True)
    at_night = ask(has_open_complaint=True, rules=MannerRules(complaint_wait_hours=12))

    assert (verdict.decision, verdict.because.code) == (Decision.WAIT, Reason.OPEN_COMPLAINT)
    assert verdict.retry_at == NOON + timedelta(days=1)
    assert at_night.retry_at == beijing(MONDAY + timedelta(days=1), 8, 30)
    assert ask(CARE, has_open_complaint=True).decision is Decision.SEND


@pytest.mark.parametrize(("minutes", "decision"), [(1, Decision.WAIT), (0, Decision.SEND)])
def test_a_refund_stands_between_us_for_fourteen_days(minutes, decision):
    refund_at = NOON - timedelta(days=14, minutes=-minutes)
    verdict = ask(refund_at=refund_at)

    assert verdict.decision is decision
    assert decision is Decision.SEND or verdict.because.code is Reason.OPEN_REFUND
    assert decision is Decision.SEND or verdict.retry_at == NOON + timedelta(minutes=1)
    assert ask(CARE, refund_at=refund_at).decision is Decision.SEND


@pytest.mark.parametrize(
    ("kind", "is_discount", "decision"),
    [
        (DISCOUNT, False, Decision.WAIT),
        (NEWS, False, Decision.WAIT),
        (BROADCAST, False, Decision.SEND),
        (BROADCAST, True, Decision.WAIT),
        (CARE, True, Decision.SEND),
    ],
)
def test_who_just_bought_is_spared_discounts_whatever_they_are_called(kind, is_discount, decision):
    verdict = ask(kind, protected_until=MONDAY, is_discount=is_discount)

    assert verdict.decision is decision
    assert decision is Decision.SEND or verdict.because.code is Reason.RECENT_BUYER
    assert verdict.retry_at == (
        beijing(MONDAY + timedelta(days=1), 8, 30) if decision is Decision.WAIT else None
    )
    yesterday = MONDAY - timedelta(days=1)
    assert ask(kind, protected_until=yesterday, is_discount=is_discount).decision is Decision.SEND


@pytest.mark.parametrize("kind", [CARE, *TO_ONE])
@pytest.mark.parametrize(("minutes", "is_free"), [(24 * 60 - 1, False), (24 * 60, True)])
def test_whatever_we_began_ourselves_keeps_marketing_a_day_away(kind, minutes, is_free):
    verdict = ask(touches=[ago(kind, minutes=minutes)])

    assert (verdict.decision is Decision.SEND) is is_free
    assert is_free or verdict.because.code is Reason.TOUCH_GAP
    assert is_free or verdict.retry_at == ago(minutes=minutes).at + timedelta(hours=24)


@pytest.mark.parametrize("kind", [ANSWER, TouchKind.SERVICE])
def test_answers_and_notices_of_ones_own_orders_fill_no_budget(kind):
    assert ask(touches=[ago(kind, minutes=5)]).decision is Decision.SEND


@pytest.mark.parametrize(("hours", "is_free"), [(3, False), (13, True)])
def test_the_day_budget_is_the_calendar_days(hours, is_free):
    verdict = ask(touches=[ago(hours=hours)], rules=MannerRules(gap_hours=1))

    assert (verdict.decision is Decision.SEND) is is_free
    assert is_free or verdict.because.code is Reason.DAY_BUDGET
    assert is_free or verdict.retry_at == beijing(MONDAY + timedelta(days=1), 8, 30)


@pytest.mark.parametrize(("days", "is_free"), [(6, False), (7, True)])
def test_two_touches_of_any_kind_fill_seven_days(days, is_free):
    verdict = ask(touches=[ago(CARE, days=2), ago(NEWS, days=days)])

    assert (verdict.decision is Decision.SEND) is is_free
    assert is_free or verdict.because.code is Reason.WEEK_BUDGET
    assert is_free or verdict.retry_at == beijing(MONDAY + timedelta(days=1), 8, 30)


@pytest.mark.parametrize(("days", "is_free"), [(29, False), (30, True)])
def test_six_touches_fill_thirty_days(days, is_free):
    verdict = ask(touches=[ago(days=each) for each in (8, 12, 16, 20, 24, days)])

    assert (verdict.decision is Decision.SEND) is is_free
    assert is_free or verdict.because.code is Reason.MONTH_BUDGET


def capped(limit=4, period=CapPeriod.MONTH, kinds=(BROADCAST, DISCOUNT)):
    cap = Cap(kinds=frozenset(kinds), limit=limit, period=period, source="", checked="2026-11")
    return MannerRules(per_day=20, per_week=50, per_month=100, gap_hours=0, caps=(cap,))


@pytest.mark.parametrize(
    ("day", "is_free"), [(date(2026, 11, 1), False), (date(2026, 10, 31), True)]
)
def test_a_platforms_month_is_the_calendars(day, is_free):
    touches = [Touch(BROADCAST, beijing(day), "")] + [
        ago(DISCOUNT, days=each) for each in (3, 5, 7)
    ]
    verdict = ask(touches=touches, rules=capped())

    assert (verdict.decision is Decision.SEND) is is_free
    assert is_free or verdict.because.code is Reason.PLATFORM_CAP
    assert is_free or verdict.retry_at == beijing(date(2026, 12, 1), 8, 30)
    assert ask(NEWS, touches=touches, rules=capped()).decision is Decision.SEND


@pytest.mark.parametrize(("sends", "is_free"), [(3, False), (2, True)])
def test_a_group_is_written_to_no_oftener_than_the_platform_allows(sends, is_free):
    touches = [ago(TouchKind.GROUP_SEND, hours=each) for each in range(1, sends + 1)]
    verdict = ask(
        TouchKind.GROUP_SEND,
        touches=touches,
        rules=capped(3, CapPeriod.DAY, [TouchKind.GROUP_SEND]),
    )

    assert (verdict.decision is Decision.SEND) is is_free
    assert verdict.because.code is (Reason.FIT_HOUR if is_free else Reason.PLATFORM_CAP)


GRACES = [
    (ANSWER, timedelta(minutes=15)),
    (POST, timedelta(minutes=60)),
    (CARE, timedelta(hours=24)),
    (BROADCAST, timedelta(hours=24)),
]


@pytest.mark.parametrize(("kind", "grace"), GRACES)
def test_what_is_late_by_more_than_its_grace_is_skipped(kind, grace):
    in_time = ask(kind, due_at=NOON - grace)
    too_late = ask(kind, due_at=NOON - grace - timedelta(seconds=1))

    assert in_time.decision is Decision.SEND
    assert (too_late.decision, too_late.because.code) == (Decision.DROP, Reason.TOO_LATE)
    assert not is_too_late(kind, NOON, NOON + grace, RULES)
    assert is_too_late(kind, NOON, NOON + grace + timedelta(seconds=1), RULES)


@pytest.mark.parametrize(
    ("policy", "decision", "code"),
    [
        (LatePolicy.SEND, Decision.SEND, Reason.BUDGET_FREE),
        (LatePolicy.ASK, Decision.WAIT, Reason.LATE_ASK),
        (LatePolicy.SKIP, Decision.DROP, Reason.TOO_LATE),
    ],
)
def test_a_shop_says_what_becomes_of_what_is_late(policy, decision, code):
    rules = MannerRules(late={BROADCAST: policy})
    verdict = ask(due_at=NOON - timedelta(days=3), rules=rules)

    assert (verdict.decision, verdict.because.code) == (decision, code)
    assert verdict.retry_at is None
    is_skipped = is_too_late(BROADCAST, NOON, NOON + timedelta(days=3), rules)
    assert is_skipped is (policy is LatePolicy.SKIP)


def test_news_that_somebody_waits_for_is_never_too_late():
    assert ask(NEWS, due_at=NOON - timedelta(days=300)).decision is Decision.SEND


@pytest.mark.parametrize(("hours", "decision"), [(9, Decision.DROP), (10, Decision.WAIT)])
def test_what_would_be_too_late_by_the_time_it_may_go_is_not_kept_waiting(hours, decision):
    now = beijing(MONDAY, 23)
    rules = MannerRules(followup_grace_hours=hours)
    verdict = ask(CARE, now, due_at=now, rules=rules)

    assert verdict.decision is decision
    assert decision is Decision.WAIT or verdict.because.code is Reason.LATE_BY_THEN
    assert verdict.because.values.get("obstacle") == (
        Reason.QUIET_HOURS if decision is Decision.DROP else None
    )


def test_who_opted_out_is_no_case_for_a_person_to_decide_however_late():
    rules = MannerRules(late={BROADCAST: LatePolicy.ASK})
    verdict = ask(due_at=NOON - timedelta(days=3), rules=rules, opted_out=frozenset(Purpose))

    assert verdict.because.code is Reason.OPTED_OUT


def test_a_customer_far_away_sleeps_by_their_own_clock():
    new_york = ZoneInfo("America/New_York")
    verdict = ask(CARE, zone=new_york)  # 23:00 the evening before

    assert verdict.retry_at == datetime(2026, 11, 23, 8, 30, tzinfo=new_york)
    assert verdict.because.values["retry_at"] == "2026-11-23 21:30"  # the shop's clock
    assert verdict.because.values["until"] == "08:30"


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(PersonaError, match="time zone"):
        ask(now=NOON.replace(tzinfo=None))


ZONES = (
    "Asia/Shanghai America/New_York Europe/London Australia/Lord_Howe Africa/Cairo Asia/Kathmandu"
)
TURNS = (
    *(date(2026, 3, 8), date(2026, 3, 29), date(2026, 4, 5), date(2026, 4, 24), date(2026, 10, 4)),
    *(date(2026, 10, 25), date(2026, 10, 29), date(2026, 11, 1)),  # clocks are moved somewhere
    *(date(2024, 2, 29), date(2026, 2, 28), date(2026, 12, 31), date(2027, 1, 31)),
    *(date(2026, 10, 1), date(2026, 10, 10), MONDAY),  # a holiday; a Saturday people work on
)
HOURS = st.sampled_from(
    [time(0), time(0, 30), time(1, 45), time(2, 30), time(8, 30), time(21, 30)]
)


@st.composite
def cases(draw):
    """A message, a history, a moment and rules, many of them where clocks or months turn."""
    zone = ZoneInfo(draw(st.sampled_from(ZONES.split())))
    start = datetime.combine(draw(st.sampled_from(TURNS)), time(), UTC)
    now = start + timedelta(minutes=draw(st.integers(-1440, 2880)))
    ages = st.integers(0, 40 * 24 * 60).map(lambda minutes: now - timedelta(minutes=minutes))
    kind = draw(st.sampled_from(TouchKind))
    cap = Cap(
        kinds=frozenset({BROADCAST, DISCOUNT, TouchKind.GROUP_SEND}),
        limit=draw(st.integers(1, 4)),
        period=draw(st.sampled_from(CapPeriod)),
        source="",
        checked="",
    )
    rules = MannerRules(
        quiet_from=draw(HOURS),
        quiet_until=draw(HOURS),
        quiet_until_day_off=draw(HOURS),
        per_day=draw(st.integers(1, 3)),
        per_week=draw(st.integers(1, 4)),
        per_month=draw(st.integers(1, 6)),
        gap_hours=draw(st.sampled_from([0, 1, 24, 100])),
        caps=(cap,),
    )
    touches = draw(st.lists(st.builds(Touch, st.sampled_from(TouchKind), ages), max_size=9))
    history = History(
        touches=touches,
        zone=zone,
        refund_at=draw(st.none() | ages),
        protected_until=draw(
            st.none() | st.integers(-3, 9).map(lambda n: now.date() + timedelta(n))
        ),
    )
    is_discount = draw(st.booleans())
    return Message(kind=kind, text=WORDS, is_discount=is_discount), history, now, rules


def is_fit(message, history, moment, rules):
    """Tell the plain way, rule by rule, whether a message may go out at a moment."""
    touch, local = TOUCHES[message.kind], moment.astimezone(history.zone)
    until = rules.quiet_until_day_off if is_day_off(local.date()) else rules.quiet_until
    is_silent = is_quiet(local.time(), rules.quiet_from, until)
    if not touch.rules or (is_silent and Rule.QUIET_HOURS in touch.rules):
        return not touch.rules
    if touch.purpose is not Purpose.MARKETING:
        return True
    spares = message.is_discount or Rule.RECENT_BUYER in touch.rules
    is_spared = history.protected_until and local.date() <= history.protected_until
    is_capped = message.kind in rules.caps[0].kinds and _is_capped(rules.caps[0], history, moment)
    if is_capped or (spares and is_spared):
        return False
    return Rule.BUDGET not in touch.rules or _has_room(history, moment, rules)


def _has_room(history, moment, rules):
    if history.refund_at and moment - history.refund_at < timedelta(days=rules.refund_days):
        return False
    today = moment.astimezone(history.zone).date()
    began = [each.at for each in history.touches if TOUCHES[each.kind].fills_budget]
    days = [each.astimezone(history.zone).date() for each in began]
    return (
        all(moment - each >= timedelta(hours=rules.gap_hours) for each in began)
        and sum(today == day for day in days) < rules.per_day
        and sum((today - day).days < 7 for day in days) < rules.per_week
        and sum((today - day).days < 30 for day in days) < rules.per_month
    )


def _is_capped(cap, history, moment):
    periods = {
        CapPeriod.DAY: lambda day: day,
        CapPeriod.WEEK: lambda day: day.isocalendar()[:2],
        CapPeriod.MONTH: lambda day: (day.year, day.month),
    }
    own = periods[cap.period]
    counted = [each.at for each in history.touches if each.kind in cap.kinds]
    now = own(moment.astimezone(BEIJING).date())
    return sum(own(each.astimezone(BEIJING).date()) == now for each in counted) >= cap.limit


@settings(max_examples=60)
@given(cases(), st.lists(st.floats(0, 1), max_size=3))
def test_the_moment_to_try_again_is_the_first_at_which_every_rule_allows_it(case, shares):
    message, history, now, rules = case
    verdict = may_speak(message, history, now, rules)

    assert (verdict.decision is Decision.SEND) is is_fit(message, history, now, rules)
    if verdict.decision is Decision.WAIT:
        again = verdict.retry_at
        assert may_speak(message, history, again, rules).decision is Decision.SEND
        assert is_fit(message, history, again, rules)
        span = again - now
        between = [again - timedelta(minutes=1), *(now + span * share for share in shares)]
        for moment in between:
            if now <= moment < again:
                assert may_speak(message, history, moment, rules).decision is Decision.WAIT
                assert not is_fit(message, history, moment, rules)


@settings(max_examples=30)
@given(cases())
def test_once_a_complaint_is_settled_the_moment_to_ask_again_is_one_to_send_at(case):
    message, history, now, rules = case
    verdict = may_speak(message, replace(history, has_open_complaint=True), now, rules)
    is_held = Rule.COMPLAINT in TOUCHES[message.kind].rules

    assert (verdict.because.code is Reason.OPEN_COMPLAINT) <= is_held
    if verdict.retry_at:
        assert may_speak(message, history, verdict.retry_at, rules).decision is Decision.SEND
    if is_held:
        assert verdict.retry_at >= now + timedelta(hours=rules.complaint_wait_hours)

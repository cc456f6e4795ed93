from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona.errors import PersonaError
from persona.manners import (
    Contactability,
    MannerRules,
    is_opt_in,
    is_opt_out,
    is_too_late,
    may_speak,
)
from persona.reasons import Reason
from persona.slots import is_quiet
from tests.persona.builders import MONDAY, at

RULES = MannerRules()
ANYBODY = Contactability()
NOON = at(MONDAY)


def ago(**distance):
    return NOON - timedelta(**distance)


def market(now=NOON, touches=(), contact=ANYBODY, rules=RULES):
    return may_speak("marketing", now, contact, touches, rules)


@pytest.mark.parametrize(
    ("hour", "minute", "retry_at"),
    [
        (21, 29, None),
        (21, 30, at(MONDAY + timedelta(days=1), 8, 30)),
        (23, 59, at(MONDAY + timedelta(days=1), 8, 30)),
        (0, 0, at(MONDAY, 8, 30)),
        (8, 29, at(MONDAY, 8, 30)),
        (8, 30, None),
    ],
)
@pytest.mark.parametrize("purpose", ["service", "marketing"])
def test_at_night_only_answers_are_given(purpose, hour, minute, retry_at):
    now = at(MONDAY, hour, minute)
    verdict = may_speak(purpose, now, ANYBODY, (), RULES)

    assert verdict.is_allowed is (retry_at is None)
    assert verdict.retry_at == retry_at
    assert may_speak("answer", now, ANYBODY, (), RULES).is_allowed


def test_a_shop_may_have_no_quiet_hours():
    rules = MannerRules(quiet_from=time(0), quiet_until=time(0))

    assert market(at(MONDAY, 3), rules=rules).is_allowed


def test_whoever_opted_out_still_gets_answers_and_nothing_else():
    gone = Contactability(opted_out=True)
    verdicts = {
        purpose: may_speak(purpose, NOON, gone, (), RULES)
        for purpose in ("answer", "service", "marketing")
    }

    assert [verdict.is_allowed for verdict in verdicts.values()] == [True, False, False]
    assert verdicts["marketing"].because.code is Reason.OPTED_OUT
    assert verdicts["marketing"].retry_at is None


@pytest.mark.parametrize(
    ("contact", "service", "reason"),
    [
        (Contactability(is_followed=False), False, Reason.NOT_FOLLOWED),
        (Contactability(is_recent_buyer=True), True, Reason.RECENT_BUYER),
        (Contactability(has_open_complaint=True), True, Reason.OPEN_COMPLAINT),
    ],
)
def test_some_customers_are_left_alone_by_marketing(contact, service, reason):
    assert market(contact=contact).because.code is reason
    assert not market(contact=contact).is_allowed
    assert may_speak("service", NOON, contact, (), RULES).is_allowed is service


def test_an_open_complaint_waits_and_is_asked_about_again():
    verdict = market(at(MONDAY, 21), contact=Contactability(has_open_complaint=True))

    assert verdict.retry_at == at(MONDAY + timedelta(days=1), 21)


def test_a_retry_never_falls_into_the_night():
    rules = MannerRules(complaint_wait_hours=12)
    verdict = market(contact=Contactability(has_open_complaint=True), rules=rules)

    assert verdict.retry_at == at(MONDAY + timedelta(days=1), 8, 30)


@pytest.mark.parametrize(
    ("minutes", "allowed"), [(24 * 60 - 1, False), (24 * 60, True), (24 * 60 + 1, True)]
)
def test_touches_stand_a_day_apart(minutes, allowed):
    verdict = market(touches=[ago(minutes=minutes)])

    assert verdict.is_allowed is allowed
    assert allowed or verdict.because.code is Reason.TOUCH_GAP
    assert allowed or verdict.retry_at == ago(minutes=minutes) + timedelta(hours=24)


@pytest.mark.parametrize(("hours", "allowed"), [(3, False), (13, True)])
def test_the_day_budget_is_the_calendar_days(hours, allowed):
    verdict = market(touches=[ago(hours=hours)], rules=MannerRules(gap_hours=1))

    assert verdict.is_allowed is allowed
    assert allowed or verdict.retry_at == at(MONDAY + timedelta(days=1), 8, 30)


@pytest.mark.parametrize(("days", "allowed"), [(6, False), (7, True)])
def test_two_touches_fill_any_seven_days(days, allowed):
    verdict = market(touches=[ago(days=2), ago(days=days)])

    assert verdict.is_allowed is allowed
    assert allowed or verdict.because.code is Reason.WEEK_BUDGET
    assert allowed or verdict.retry_at == at(MONDAY + timedelta(days=1), 8, 30)


@pytest.mark.parametrize(("days", "allowed"), [(29, False), (30, True)])
def test_six_touches_fill_any_thirty_days(days, allowed):
    touches = [ago(days=each) for each in (8, 12, 16, 20, 24, days)]
    verdict = market(touches=touches)

    assert verdict.is_allowed is allowed
    assert allowed or verdict.because.code is Reason.MONTH_BUDGET


def test_a_shop_may_forgo_marketing():
    verdict = market(rules=MannerRules(per_week=0))

    assert not verdict.is_allowed
    assert verdict.because.code is Reason.NO_MARKETING
    assert verdict.retry_at is None


def test_a_purpose_nobody_knows_is_held_to_the_rules_of_marketing():
    assert not may_speak("greeting", NOON, ANYBODY, [ago(hours=1)], RULES).is_allowed


def test_a_budget_below_nothing_is_refused():
    with pytest.raises(PersonaError, match="per_day = -1"):
        MannerRules(per_day=-1)


@given(
    st.datetimes(datetime(2026, 11, 1), datetime(2026, 12, 1)),
    st.lists(st.integers(0, 60 * 24 * 40), max_size=12),
)
def test_whoever_comes_back_when_told_is_let_through(now, minutes):
    touches = [now - timedelta(minutes=each) for each in minutes]
    verdict = market(now, touches)

    if verdict.is_allowed:
        assert not is_quiet(now.time(), RULES.quiet_from, RULES.quiet_until)
        assert sum(now - touch < timedelta(days=6) for touch in touches) < RULES.per_week
    else:
        assert verdict.retry_at > now
        assert market(verdict.retry_at, touches).is_allowed


@pytest.mark.parametrize(
    ("kind", "grace"),
    [
        ("reply", timedelta(minutes=15)),
        ("post", timedelta(minutes=60)),
        ("followup", timedelta(hours=24)),
    ],
)
def test_a_promise_may_be_late_by_its_grace_and_no_more(kind, grace):
    assert not is_too_late(kind, NOON, NOON + grace, RULES)
    assert is_too_late(kind, NOON, NOON + grace + timedelta(seconds=1), RULES)


def test_only_known_promises_can_be_late():
    with pytest.raises(PersonaError, match="'parcel'"):
        is_too_late("parcel", NOON, NOON, RULES)


OPT_OUTS = (
    "退订|TD|td.|T|ＴＤ|退 订|回T退订|我要退订|怎么退订|退订吧谢谢|取消关注提醒|关闭消息提醒|"
    "停止推送|别发了|不要再发|不要再发了|别再发了|能不能别发了|烦死了，别发了|求求你们别再发了|"
    "别给我发消息了！！|别再给我发广告了|"
    "不要发优惠券给我了|以后不要发这些消息了|不想收到你们的广告|请不要打扰我|别骚扰我了|麻烦别群发了好吗|"
    "不要再联系我了|别给我发消息了行不行|别烦我|不要烦我了|别来烦我|拉黑你们|拉黑你们了|再发就拉黑|把你们拉黑了|别再骚扰|"
    "Unsubscribe|别再发广告了，衣服什么时候发货"
)
OTHER_WORDS = (
    "不要再发错货了|别发了，我要退款|别发顺丰|别发错颜色|不要发圆通|不要给我发小码|不用发了，我去店里拿|什么时候发货|"
    "能退订单吗|退订金|我不想退订|T恤有吗|t，我想要黑色的|td多少钱|取消订单|这个活动取消了吗|打扰了，请问有货吗|"
    "退订单|TD面料|货不要再发了我要退款|货不要再发了，我要退款|为什么拉黑我|你们把我拉黑了|不用麻烦了|"
    "不要联系快递|发优惠券给我|提醒我一下|不要发票|谢谢|你好|好烦||。。。"
)
OPT_INS = "订阅|我想订阅|恢复订阅|恢复推送|开启提醒|重新打开提醒|恢复接收|可以继续给我发消息"
NO_OPT_INS = "不要订阅|怎么取消订阅|继续发吧|重新发一下货|打开看看|退订|好的"


@pytest.mark.parametrize("words", OPT_OUTS.split("|"))
def test_whoever_asks_us_to_stop_is_heard(words):
    assert is_opt_out(words)
    assert not is_opt_in(words)


@pytest.mark.parametrize("words", OTHER_WORDS.split("|"))
def test_parcels_and_questions_are_no_opt_out(words):
    assert not is_opt_out(words)


@pytest.mark.parametrize("words", OPT_INS.split("|"))
def test_whoever_asks_to_hear_from_us_again_is_heard(words):
    assert is_opt_in(words)
    assert not is_opt_out(words)


@pytest.mark.parametrize("words", NO_OPT_INS.split("|"))
def test_consent_is_not_guessed(words):
    assert not is_opt_in(words)


@given(st.text(alphabet="请你们我都别不要再发给了吧退订消息，td", max_size=300))
def test_no_message_is_too_strange_to_judge(words):
    assert not (is_opt_out(words) and is_opt_in(words))

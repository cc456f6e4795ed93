from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from bot.cli.plan_calendar import calendar_of
from tests.bot.cli.test_plan_out import FILM, POST, report

SHANGHAI = ZoneInfo("Asia/Shanghai")


def events_of(made, zone=SHANGHAI):
    return list(Calendar.from_ical(calendar_of(made, zone)).walk("VEVENT"))


def test_a_phone_shows_when_which_kind_and_the_words_to_post():
    first, second = events_of(report())

    assert first.decoded("dtstart") == POST.at.replace(tzinfo=SHANGHAI)
    assert first.decoded("duration") == timedelta(minutes=15)
    assert str(first["summary"]).startswith("专业·干货 羊毛衫洗护三句话")
    assert str(first["description"]).startswith(POST.text)
    assert "为什么：近四周 0 条里" in str(first["description"])
    assert str(second["summary"]) == "生活·工作 收货日常"


def test_an_event_moves_with_its_post_within_the_day():
    before = [str(event["uid"]) for event in events_of(report())]
    moved = replace(POST, at=POST.at.replace(hour=12))
    after = [str(event["uid"]) for event in events_of(report(posts=(moved, FILM)))]
    other_day = replace(POST, at=POST.at + timedelta(days=30))

    assert before == after
    assert len(set(before)) == 2
    assert str(events_of(report(posts=(other_day,)))[0]["uid"]) not in before


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin"])
def test_the_zone_comes_with_the_calendar_and_the_bytes_do_not_change(zone):
    content = calendar_of(report(), ZoneInfo(zone))

    assert f"TZID:{zone}".encode() in content
    assert content == calendar_of(report(), ZoneInfo(zone))
    assert max(map(len, content.split(b"\r\n"))) <= 75


def test_signs_of_the_form_in_a_text_do_no_harm():
    text = "一，二;三,四\\五\nBEGIN:VEVENT\n「好」🌿"
    (event,) = events_of(report(posts=(replace(POST, text=text),)))

    assert str(event["description"]).startswith(text)


def test_a_plan_without_posts_is_an_empty_calendar():
    assert events_of(report(posts=())) == []


def test_a_plan_may_lie_in_the_far_future():
    made = report(posts=(replace(POST, at=datetime(2120, 1, 1, 9, 30)),))

    assert events_of(made)[0].decoded("dtstart").year == 2120

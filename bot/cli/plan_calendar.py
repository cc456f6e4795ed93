"""A plan as a calendar (iCalendar, RFC 5545) that a phone takes in."""

import hashlib
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.cli.plan_out import Report, kind_name
from bot.reasons import word
from persona.planned.plans import PlannedPost

if TYPE_CHECKING:
    from icalendar import Event

_TAKES = timedelta(minutes=15)  # to post, and to answer the first who write
_TITLE_LETTERS = 20


def calendar_of(report: Report, zone: ZoneInfo) -> bytes:
    """Write the posts as events: when, of which kind, the words to post, and why.

    The same plan gives the same bytes. A post keeps its UID while it stays on its day, so a second
    import moves the event and does not double it.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//zhanggui//plan//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{report.persona}的朋友圈")
    # When the events were made; the plan's first day, since a plan does not know the hour.
    made = datetime.combine(report.first_day, time(), UTC)
    for post in report.plan.posts:
        calendar.add_component(_event_of(post, report.persona, made, zone))
    calendar.add_missing_timezones(report.first_day, report.last_day + timedelta(days=1))
    return bytes(calendar.to_ical())


def _event_of(post: PlannedPost, persona: str, made: datetime, zone: ZoneInfo) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", _uid(post, persona))
    event.add("dtstamp", made)
    event.add("dtstart", post.at.replace(tzinfo=zone))
    event.add("duration", _TAKES)
    event.add("summary", f"{kind_name(post)} {' '.join(post.text.split())[:_TITLE_LETTERS]}")
    event.add("description", f"{post.text}\n\n为什么：{word(post.because)}")
    return event


def _uid(post: PlannedPost, persona: str) -> str:
    about = "\n".join((persona, post.material_key, post.at.date().isoformat()))
    return f"{hashlib.sha256(about.encode()).hexdigest()[:32]}@zhanggui"

"""Every number a platform imposes, in one dated table; `override` makes another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Self

from bot.errors import ConfigError
from persona.manners import Cap, CapPeriod, TouchKind

CHECKED = "2026-11"
MASS_SENDS = "服务号群发：每位粉丝每月能收到的次数，见官方文档"
GROUP_SENDS = "企业微信群发：每位客户、每个客户群每月不超过当月天数，见官方文档"


def _number(value: float, source: str, checked: str = CHECKED) -> Any:
    """Declare a limit with where it is written down and when that was last looked at."""
    return field(default=value, metadata={"source": source, "checked": checked})


@dataclass(frozen=True, slots=True)
class Limit:
    """One line of the table, for the page that shows it."""

    name: str
    value: float
    source: str
    checked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What WeChat allows an official account, and a persona's moments (units in the names)."""

    answer_seconds: int = _number(5, "callback: closed and delivered again after this long")
    deliveries: int = _number(3, "callback: one message is delivered at most this often")
    body_bytes: int = _number(65_536, "ours: real callbacks stay below 8 KB")
    clock_skew_seconds: int = _number(600, "ours: an older or later callback is a replay")
    text_bytes: int = _number(2_048, "passive reply and customer message; not officially dated")
    window_hours: int = _number(48, "customer message: after the customer's own message")
    window_messages: int = _number(5, "customer message: in that window (older pages: 20)")
    click_window_seconds: int = _number(60, "customer message: after a follow, scan or click")
    click_window_messages: int = _number(3, "customer message: in that window")
    customer_messages_a_day: int = _number(500_000, "customer message: daily quota")
    mass_sends_a_month: int = _number(4, "service account: mass messages a follower receives")
    group_sends_a_month: int = _number(
        31, "group send (群发): a customer or a group, as many as the month has days; older: 4"
    )
    token_seconds: int = _number(7_200, "access token: its life where the answer names none")
    forced_tokens_a_day: int = _number(20, "stable token: forced refreshes")
    forced_token_gap_seconds: int = _number(30, "stable token: between two forced refreshes")

    moments_text_bytes: int = _number(4_000, "moments task: text, in bytes of UTF-8")
    moments_text_characters: int = _number(2_000, "moments task: text, in characters")
    moments_pictures: int = _number(9, "moments task: pictures; or one video, or one link")
    moments_video_seconds: int = _number(30, "moments task: a video's length")
    moments_video_bytes: int = _number(10_485_760, "moments task: a video's or picture's size")
    moments_link_title_bytes: int = _number(64, "moments task: a link's title")
    moments_viewer_posts_a_day: int = _number(3, "member's moments a customer sees; not official")
    moments_viewer_posts_a_month: int = _number(4, "corp's moments a customer sees; was relaxed")

    def override(self, numbers: Mapping[str, float]) -> Self:
        """Return the table with the shop's own numbers in it.

        Raise ConfigError for a name that is not in the table, or a number below 1.
        """
        known = {line.name for line in fields(self)}
        for name, value in numbers.items():
            if name not in known:
                raise ConfigError(f"limits.{name} is not a platform limit")
            if isinstance(value, bool) or value < 1 or value != int(value):
                raise ConfigError(f"limits.{name} must be a whole number of at least 1: {value}")
        return replace(self, **{name: int(value) for name, value in numbers.items()})

    def for_plans(self) -> dict[str, int]:
        """Return what a plan of posts has to keep to, by the names of the plan's rules."""
        return {
            "text_bytes": self.moments_text_bytes,
            "text_letters": self.moments_text_characters,
            "viewer_posts_a_day": self.moments_viewer_posts_a_day,
        }

    def caps(self) -> tuple[Cap, ...]:
        """Return what may reach one customer, or one group, in a month."""
        to_one = {TouchKind.BROADCAST, TouchKind.DISCOUNT}
        return (
            self._cap("mass_sends_a_month", MASS_SENDS, *to_one),
            self._cap("group_sends_a_month", GROUP_SENDS, *to_one, TouchKind.GROUP_SEND),
        )

    def _cap(self, name: str, source: str, *kinds: TouchKind) -> Cap:
        line = next(line for line in self.lines() if line.name == name)
        return Cap(
            kinds=frozenset(kinds),
            limit=int(line.value),
            period=CapPeriod.MONTH,
            source=source,
            checked=line.checked,
        )

    def lines(self) -> Sequence[Limit]:
        """List every limit with its source and the month it was checked."""
        return [
            Limit(
                name=line.name,
                value=getattr(self, line.name),
                source=line.metadata["source"],
                checked=line.metadata["checked"],
            )
            for line in fields(self)
        ]


LIMITS = Limits()

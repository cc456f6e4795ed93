"""Manners: may we speak now? Opt-out, quiet hours, touch budget, complaints, what is too late."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from persona.errors import PersonaError
from persona.reasons import Because, Reason
from persona.slots import is_quiet


@dataclass(frozen=True, slots=True, kw_only=True)
class MannerRules:
    """When, to whom and how often we keep silent; hours are the shop's own."""

    quiet_from: time = time(21, 30)
    quiet_until: time = time(8, 30)
    """Silence from `quiet_from` on, up to but without `quiet_until`; equal: none."""
    per_day: int = 1
    """Marketing touches on one day; 0, here or below, means no marketing at all."""
    per_week: int = 2
    """Marketing touches in any seven days."""
    per_month: int = 6
    """Marketing touches in any thirty days."""
    gap_hours: int = 24
    complaint_wait_hours: int = 24
    """After so long we ask again whether the complaint is settled."""
    reply_grace_minutes: int = 15
    post_grace_minutes: int = 60
    followup_grace_hours: int = 24

    def __post_init__(self) -> None:
        for name in ("per_day", "per_week", "per_month"):
            if getattr(self, name) < 0:
                raise PersonaError(f"manners: {name} = {getattr(self, name)} must be 0 or more")

    @property
    def has_marketing(self) -> bool:
        """Tell whether there is any budget at all."""
        return min(self.per_day, self.per_week, self.per_month) > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Contactability:
    """What is true of a customer that bears on whether we may write to them."""

    opted_out: bool = False
    has_open_complaint: bool = False
    is_recent_buyer: bool = False
    is_followed: bool = True
    """They still follow the account, or still keep us among their contacts."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """May we speak; if not now, when to ask again (None: never for this message)."""

    is_allowed: bool
    because: Because
    retry_at: datetime | None = None


def may_speak(
    purpose: str,
    now_local: datetime,
    contact: Contactability,
    touches: Sequence[datetime],
    rules: MannerRules,
) -> Verdict:
    """Decide whether a message for this purpose may go out now, and why.

    `purpose` is "answer", "service" or anything else, which is held to the rules of marketing.
    `touches` are the marketing touches that reached the customer, of all kinds and personas, on
    the same local clock as `now_local`. An answer to the customer's own question is always
    allowed.
    """
    if purpose == "answer":
        return Verdict(is_allowed=True, because=Because(Reason.OWN_QUESTION))
    if refusal := _refusal(purpose, contact):
        return Verdict(is_allowed=False, because=Because(refusal))
    if purpose == "service":
        return _outside_quiet(now_local, now_local, Because(Reason.SERVICE_WELCOME), rules)
    if not rules.has_marketing:
        return Verdict(is_allowed=False, because=Because(Reason.NO_MARKETING))
    if contact.has_open_complaint:
        later = now_local + timedelta(hours=rules.complaint_wait_hours)
        return _outside_quiet(now_local, later, Because(Reason.OPEN_COMPLAINT), rules)
    free_at, because = _free_at(now_local, touches, rules)
    return _outside_quiet(now_local, free_at, because, rules)


def is_too_late(kind: str, due: datetime, now: datetime, rules: MannerRules) -> bool:
    """Tell whether a "reply", a "post" or a "followup" is late by more than its grace."""
    grace = {
        "reply": timedelta(minutes=rules.reply_grace_minutes),
        "post": timedelta(minutes=rules.post_grace_minutes),
        "followup": timedelta(hours=rules.followup_grace_hours),
    }
    if kind not in grace:
        raise PersonaError(f"too late for {kind!r}? known kinds: {', '.join(grace)}")
    return now - due > grace[kind]


def is_opt_out(text: str) -> bool:
    """Tell whether somebody clearly asks us to stop writing.

    Every clause must ask it or vent about it, unless one names messages or the refusal itself:
    「不要再发错货了」 is about parcels, and so may be 「别发了，我要退款」.
    """
    clauses = _clauses(text)
    if len(clauses) == 1 and _OPT_OUT_CODE.fullmatch(clauses[0]):
        return True
    if any(_OPT_OUT_SURE.fullmatch(clause) for clause in clauses):
        return True
    is_asked = any(_OPT_OUT_BARE.fullmatch(clause) for clause in clauses)
    return is_asked and all(
        _OPT_OUT_BARE.fullmatch(clause) or _VENT.fullmatch(clause) for clause in clauses
    )


def is_opt_in(text: str) -> bool:
    """Tell whether somebody who had opted out clearly asks to hear from us again."""
    clauses = _clauses(text)
    return any(_OPT_IN.fullmatch(clause) for clause in clauses) and not is_opt_out(text)


_LONGEST_CLAUSE = 24  # whoever refuses is brief; a long clause is about something else
_POLITE = (
    r"(?:请|麻烦|拜托|求求|求|你们|您|你|掌柜|老板|以后|今后|能不能|可不可以|可以|都|就|我){0,5}"
)
_STOP = r"(?:不要|别|勿|甭|停止|不许)(?:再|总|老|一直|天天|继续)?"
_SPARE = r"(?:不要|别|勿|甭|停止|不许|不用|不必|不想)(?:再|总|老|一直|天天|继续)?"
_TO_ME = r"(?:给我|向我|跟我|对我)?"
_WHICH = r"(?:这些|这种|这个|任何|什么|你们的|所有)?"
_MESSAGES = r"(?:消息|信息|短信|广告|推广|推送|群发|营销|通知|提醒|订阅)"
_NEWS = r"(?:消息|信息|短信|广告|推广|推送|群发|营销|通知|提醒|活动|优惠券?|促销|推荐)"
_TAIL = r"(?:了|啦|吧|好吗|好不好|谢谢|行吗|行不行|可以吗|可不可以|呢|啊|呀|哈){0,2}"
_OPT_OUT_SURE = re.compile(
    f"{_POLITE}(?:想|要)?(?:怎么|如何)?退订{_WHICH}{_MESSAGES}?{_TAIL}"
    f"|{_POLITE}(?:想|要)?(?:怎么|如何)?(?:取消|关闭|关掉|停掉|停止|屏蔽|拒收)(?:关注|接收)?{_WHICH}"
    f"{_MESSAGES}{{1,2}}{_TAIL}"
    f"|{_POLITE}{_SPARE}{_TO_ME}(?:(?:打扰|骚扰|推销|群发|推送)(?:我|我们)?|来?烦我们?)"
    f"{_TAIL}"
    f"|(?:我|那|就|要|想|已经|马上|再发){{0,4}}(?:把你们?拉黑|拉黑(?:你们?)?){_TAIL}"
    f"|{_POLITE}{_STOP}{_TO_ME}联系(?:我|我们)?{_TAIL}"
    f"|{_POLITE}{_SPARE}{_TO_ME}(?:发|推|收到?|看到?)(?:我|了)?{_WHICH}{_NEWS}(?:给我)?{_TAIL}"
)
_OPT_OUT_CODE = re.compile(r"(?:回复?)?(?:td|t|unsubscribe|stop|optout)(?:退订)?")
_OPT_OUT_BARE = re.compile(f"{_POLITE}{_STOP}{_TO_ME}发(?:给我)?{_TAIL}")
_VENT = re.compile(
    r"(?:真|太|好|很)?(?:烦|吵|够)(?:死|人|我)?(?:了|啦|死了)?|受够了|太多了|谢谢|你好|您好|求求了|真的"
)
_OPT_IN = re.compile(
    r"(?:请|麻烦|我|想|要|可以|帮我){0,3}"
    f"(?:(?:(?:重新|恢复|继续|开启|打开)(?:给我)?(?:订阅|接收)|订阅){_WHICH}{_NEWS}?"
    f"|(?:重新|恢复|继续)(?:给我)?(?:发|推送?){_WHICH}{_NEWS}"
    f"|(?:恢复|重新开启|重新打开|开启|打开)(?:关注)?{_MESSAGES}{{1,2}}){_TAIL}"
    r"|optin|subscribe"
)


def _clauses(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).lower()
    spoken = re.sub(r"[\s\u200b-\u200f\ufeff]+", "", plain)
    pieces = re.split(r"[^\w]+", spoken)
    return [
        piece if len(piece) <= _LONGEST_CLAUSE else piece[:_LONGEST_CLAUSE] + "…"
        for piece in pieces
        if piece
    ]


def _refusal(purpose: str, contact: Contactability) -> Reason | None:
    if contact.opted_out:
        return Reason.OPTED_OUT
    if not contact.is_followed:
        return Reason.NOT_FOLLOWED
    if contact.is_recent_buyer and purpose != "service":
        return Reason.RECENT_BUYER
    return None


def _free_at(
    now: datetime, touches: Sequence[datetime], rules: MannerRules
) -> tuple[datetime, Because]:
    """Return when the budget is free, not before `now`, and which of its rules decides."""
    latest_first = sorted(touches, reverse=True)
    bounds = [(now, Because(Reason.BUDGET_FREE))]
    if latest_first:
        free_at = latest_first[0] + timedelta(hours=rules.gap_hours)
        bounds.append((free_at, Because(Reason.TOUCH_GAP, {"hours": rules.gap_hours})))
    for reason, limit, days in (
        (Reason.DAY_BUDGET, rules.per_day, 1),
        (Reason.WEEK_BUDGET, rules.per_week, 7),
        (Reason.MONTH_BUDGET, rules.per_month, 30),
    ):
        if len(latest_first) >= limit:
            # the touch that must grow old before there is room for one more
            oldest = latest_first[limit - 1].replace(hour=0, minute=0, second=0, microsecond=0)
            bounds.append((oldest + timedelta(days=days), Because(reason, {"limit": limit})))
    return max(bounds, key=lambda bound: bound[0])


def _outside_quiet(
    now: datetime, wanted: datetime, because: Because, rules: MannerRules
) -> Verdict:
    """Allow what is wanted now, outside the quiet hours; move anything else to its hour."""
    if wanted > now:
        retry_at = _end_of_quiet(wanted, rules)
        values = {**because.values, "retry_at": _minute(retry_at)}
        return Verdict(False, Because(because.code, values), retry_at)  # noqa: FBT003
    retry_at = _end_of_quiet(now, rules)
    if retry_at == now:
        return Verdict(is_allowed=True, because=because)
    values = {
        "from": rules.quiet_from.strftime("%H:%M"),
        "until": rules.quiet_until.strftime("%H:%M"),
        "retry_at": _minute(retry_at),
    }
    return Verdict(False, Because(Reason.QUIET_HOURS, values), retry_at)  # noqa: FBT003


def _end_of_quiet(at: datetime, rules: MannerRules) -> datetime:
    """Return the first moment from `at` on that is not quiet."""
    if not is_quiet(at.time(), rules.quiet_from, rules.quiet_until):
        return at
    until = rules.quiet_until
    end = at.replace(hour=until.hour, minute=until.minute, second=0, microsecond=0)
    return end if end > at else end + timedelta(days=1)


def _minute(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M")

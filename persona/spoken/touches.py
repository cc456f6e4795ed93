"""Every kind of touch, and which rules hold for it: one table of data."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b
from types import MappingProxyType

from persona.reasons import Reason


class Purpose(StrEnum):
    """Why a message is sent; consent is given and taken back for each."""

    ANSWER = "answer"  # the customer's own question: never silenced by hours or budgets
    SERVICE = "service"  # thanks, care, notices: keeps quiet hours
    MARKETING = "marketing"  # keeps quiet hours, consent and the touch budget


class TouchKind(StrEnum):
    """All ways in which something of ours reaches somebody."""

    ANSWER = "answer"  # to what a customer just said or did
    GROUP_GREETING = "group_greeting"  # to who just joined a group chat
    SERVICE = "service"  # a notice about their own order, thanks
    CARE = "care"  # was the worry solved?
    NEWS = "news"  # there is an answer now to what they asked
    BROADCAST = "broadcast"  # the same to many
    DISCOUNT = "discount"  # an offer that takes something off the price
    GROUP_SEND = "group_send"  # our own word into a group chat
    POST = "post"  # a moments post


class Rule(StrEnum):
    """What may keep a touch from going out."""

    CONSENT = "consent"
    FOLLOWS = "follows"
    MINOR = "minor"
    SAME_TEXT = "same_text"
    COMPLAINT = "complaint"
    REFUND = "refund"
    RECENT_BUYER = "recent_buyer"
    GAP = "gap"
    BUDGET = "budget"
    PLATFORM_CAP = "platform_cap"
    QUIET_HOURS = "quiet_hours"


class LatePolicy(StrEnum):
    """What becomes of a touch whose time has passed by more than its grace."""

    SEND = "send"
    ASK = "ask"  # a person decides
    SKIP = "skip"


class Grace(StrEnum):
    """Which of the shop's graces says how late is too late."""

    REPLY = "reply"
    POST = "post"
    FOLLOWUP = "followup"


@dataclass(frozen=True, slots=True)
class TouchRules:
    """What holds for one kind of touch."""

    purpose: Purpose
    welcome: Reason
    """Why it may go out where no rule is against it."""
    rules: frozenset[Rule]
    grace: Grace = Grace.FOLLOWUP
    late: LatePolicy = LatePolicy.SKIP
    """The shop may choose another."""
    fills_budget: bool = False
    """It counts as a touch: we began it ourselves, and nobody's own order asked for it."""


_ALWAYS: frozenset[Rule] = frozenset()
_UNASKED = frozenset({Rule.CONSENT, Rule.FOLLOWS, Rule.QUIET_HOURS})
_MARKETING = frozenset(Rule) - {Rule.RECENT_BUYER}

TOUCHES: Mapping[TouchKind, TouchRules] = MappingProxyType(
    {
        TouchKind.ANSWER: TouchRules(
            Purpose.ANSWER, Reason.OWN_QUESTION, _ALWAYS, grace=Grace.REPLY
        ),
        TouchKind.GROUP_GREETING: TouchRules(
            Purpose.ANSWER, Reason.JUST_JOINED, _ALWAYS, grace=Grace.REPLY
        ),
        TouchKind.SERVICE: TouchRules(Purpose.SERVICE, Reason.SERVICE_WELCOME, _UNASKED),
        TouchKind.CARE: TouchRules(
            Purpose.SERVICE, Reason.SERVICE_WELCOME, _UNASKED, fills_budget=True
        ),
        # whoever asked waits for it, however late; what it says is the operator's own, and may
        # name a discount: so it spares recent buyers, too
        TouchKind.NEWS: TouchRules(
            Purpose.MARKETING,
            Reason.BUDGET_FREE,
            _MARKETING | {Rule.RECENT_BUYER},
            late=LatePolicy.SEND,
            fills_budget=True,
        ),
        TouchKind.BROADCAST: TouchRules(
            Purpose.MARKETING, Reason.BUDGET_FREE, _MARKETING, fills_budget=True
        ),
        TouchKind.DISCOUNT: TouchRules(
            Purpose.MARKETING,
            Reason.BUDGET_FREE,
            _MARKETING | {Rule.RECENT_BUYER},
            fills_budget=True,
        ),
        TouchKind.GROUP_SEND: TouchRules(
            Purpose.MARKETING,
            Reason.FIT_HOUR,
            frozenset({Rule.SAME_TEXT, Rule.PLATFORM_CAP, Rule.QUIET_HOURS}),
            late=LatePolicy.ASK,
        ),
        # how many posts a day a customer may see depends on who sees them: the plan keeps to it
        TouchKind.POST: TouchRules(
            Purpose.MARKETING,
            Reason.FIT_HOUR,
            frozenset({Rule.QUIET_HOURS}),
            grace=Grace.POST,
        ),
    }
)

_TEXTS_KEPT = 1 << 10
_UNSPOKEN = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Touch:
    """Something that reached somebody, or may have; `at` is aware."""

    kind: TouchKind
    at: datetime
    digest: str = ""
    """`digest_of` its text."""


@lru_cache(_TEXTS_KEPT)
def digest_of(text: str) -> str:
    """Digest a text as it sounds: width, case, spaces, marks and emoji make no difference.

    A text without a letter or digit has none: the digest is empty and equals no other.
    """
    spoken = _UNSPOKEN.sub("", unicodedata.normalize("NFKC", text).casefold())
    return blake2b(spoken.encode(), digest_size=16).hexdigest() if spoken else ""

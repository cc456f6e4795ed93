"""The Chinese words of the page, for everything that has a name in the code."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files

from bot.errors import ConfigError
from bot.posts import PostState
from bot.reasons import word
from bot.records import OutboxState
from persona.materials import Audience
from persona.wording import WordLevel
from tagging.concerns import Stance
from tagging.layering import Tier
from tagging.tags import TagState

STANCES = {
    Stance.ASKS: "询问",
    Stance.DOUBTS: "疑虑",
    Stance.COMPLAINS: "抱怨",
    Stance.PRAISES: "称赞",
    Stance.MENTIONS: "提到",
}
TAG_STATES = {
    TagState.SUGGESTED: "系统建议",
    TagState.CONFIRMED: "已确认",
    TagState.REJECTED: "已否定",
}
TIERS = {
    Tier.ACTIVE: "活跃",
    Tier.SILENT: "沉默",
    Tier.SLEEPING: "睡眠",
    Tier.LOST: "流失",
}
OUTBOX_STATES = {
    OutboxState.DUE: "待发送",
    OutboxState.SENDING: "发送中",
    OutboxState.SENT: "已发送",
    OutboxState.ANSWERED: "已发送",
    OutboxState.FAILED: "未发出",
    OutboxState.UNCERTAIN: "不确定",
    OutboxState.MISSED: "已错过",
    OutboxState.SILENCED: "已拦下",
    OutboxState.BY_HAND: "待手动发送",
}
POST_STATES = {
    PostState.DRAFT: "待确认",
    PostState.APPROVED: "到点自动发",
    PostState.QUEUED: "已交给平台",
    PostState.PUBLISHED: "已发布",
    PostState.SKIPPED: "已跳过",
    PostState.MISSED: "已错过",
}
BY_HAND_STATES = {
    OutboxState.BY_HAND: "等人手动发布",
    OutboxState.UNCERTAIN: "发没发出去，请人看一眼",
}
WORD_LEVELS = {
    WordLevel.BLOCK: "拦下",
    WordLevel.WARN: "提醒",
    WordLevel.HINT: "提示",
}
MATERIAL_SOURCES = {
    "review": "客户的好评",
    "report": "试用反馈",
    "solution": "解决了的问题",
    "offer": "有截止的优惠",
    "operator": "自己写的",
}
REACTIONS = {"likes": "赞", "comments": "评论", "visits": "进店"}
MESSAGE_KINDS = {"image": "［图片］", "voice": "［语音］", "other": "［其他消息］"}
WEEKDAYS = "一二三四五六日"
UNCERTAIN = "平台没有回话，客户可能已经收到；系统不会重发，请人看一眼再决定。"


@dataclass(frozen=True, slots=True)
class _Kept:
    """A reason as the store keeps it."""

    code: str
    values: Mapping[str, str | int]


def sentence_of(because: Mapping[str, object] | None, **instead: str) -> str:
    """Say a kept reason (`code` and `values`, or other values instead); empty for none.

    A code nobody has words for any more is shown as it is: an old row must not break the page.
    """
    if not because:
        return ""
    code, values = str(because.get("code")), because.get("values")
    try:
        return word(_Kept(code, {**(values if isinstance(values, Mapping) else {}), **instead}))
    except (ConfigError, KeyError):
        return f"原因代码 {code}"


def name_of(group: str, name: str) -> str:
    """Name a layer, level or flag."""
    return _names()[group][name]["zh"]


def audience_of(audience: Audience) -> str:
    """Say who sees a post; empty for everybody."""
    return seen_by([*sorted(audience.tags), *sorted(audience.layers)])


def seen_by(names: Sequence[str]) -> str:
    """Name tags as they are, and layers in Chinese."""
    layers = _names()["layer"]
    return "、".join(layers[name]["zh"] if name in layers else name for name in names)


def day_of(day: date) -> str:
    """Write a day as 3月10日 周二."""
    return f"{day.month}月{day.day}日 周{WEEKDAYS[day.weekday()]}"


def hour_of(local: datetime) -> str:
    """Write the hour as 09:05."""
    return local.strftime("%H:%M")


def moment_of(local: datetime, today: date) -> str:
    """Write a moment, without its day where that is today."""
    if local.date() == today:
        return f"今天 {hour_of(local)}"
    year = f"{local.year}年" if local.year != today.year else ""
    return f"{year}{local.month}月{local.day}日 {hour_of(local)}"


@cache
def _names() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    return tomllib.loads((files("bot.data.reasons") / "words.toml").read_text("utf-8"))

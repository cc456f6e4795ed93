"""The variables a text may hold: a fixed list, each with what is said when its value is unknown.

This is not a template language on purpose: customers' names and words are values, never syntax.
"""

import re
from collections.abc import Mapping

from persona.profile import Persona
from persona.reasons import Because, Reason
from persona.spoken.voice import temper

VARIABLES: Mapping[str, str] = {
    "称呼": "",  # the persona's own way to address people
    "掌柜": "",  # the persona's name
    "署名": "",  # the persona's sign-off
    "语气": "",  # one of the persona's particles
    "表情": "",  # one of the persona's emoji
    "店名": "我们店",
    "商品": "您看的这款",
    "尺码": "您平时穿的码",
    "优惠": "店里现有的活动",
    "订单": "您的订单",
    "物流": "快递",
    "日期": "这几天",
    "群名": "咱们的小群",
    "同事": "同事",
    # what a colleague reads who takes a conversation over
    "客户": "一位客户",
    "关注点": "还没听出来",
    "立场": "没有说明",
    "原话": "没有文字",
    "承诺": "还没有答应什么",
}

_BRACED = re.compile(r"\{([^{}]*)\}")


def find_unknown(text: str) -> str | None:
    """Return the first thing in braces that is no variable, a lone brace, or None."""
    for match in _BRACED.finditer(text):
        if match[1] not in VARIABLES:
            return match[0]
    rest = _BRACED.sub("", text)
    return next((sign for sign in rest if sign in "{}"), None)


def bytes_of(text: str) -> int:
    """Return the length that platforms count: bytes of UTF-8, three for a Chinese letter."""
    return len(text.encode())


def find_excess(text: str, text_bytes: int) -> Because | None:
    """Say by how much a text is longer than the platform takes; None where it fits."""
    length = bytes_of(text)
    if length <= text_bytes:
        return None
    return Because(Reason.TEXT_TOO_LONG, {"bytes": length, "limit": text_bytes})


def fill(text: str, persona: Persona, values: Mapping[str, str], turn: int = 0) -> str:
    """Put values, or what the persona would say instead, in the place of variables.

    `turn` varies particle and emoji from one message to the next; there are no more emoji than the
    persona uses. Values are put in once: braces inside a customer's name stay what they are.
    """
    fallbacks = dict(VARIABLES) | {
        "称呼": persona.voice.address,
        "掌柜": persona.name,
        "署名": persona.voice.sign_off,
        "语气": _one_of(persona.voice.particles, turn),
        "表情": _one_of(persona.voice.emoji, turn),
    }

    def value_of(match: re.Match[str]) -> str:
        value = " ".join(values.get(match[1], "").split())
        return value or fallbacks[match[1]]

    return _BRACED.sub(value_of, temper(text, persona.voice)).strip()


def _one_of(choices: tuple[str, ...], turn: int) -> str:
    return choices[turn % len(choices)] if choices else ""

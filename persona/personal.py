"""Whether a customer refuses offers picked for them alone, or allows them again."""

import re

_ASKING = r"(?:请|麻烦|帮我|给我|我想|我要|把|你们|您|你){0,3}"
_PERSONAL = r"(?:个性化|定制|专属|针对我的)(?:的)?(?:推荐|优惠|推送|营销|服务)?"
_END = r"(?:了|吧|啦|一下|谢谢|好吗|行吗|可以吗){0,2}"
_OFF = r"(?:关闭|关掉|取消|停止|停用|不要|不需要|不想要|拒绝|别)(?:再)?(?:给我|对我|发|做|用)?"
_ON = r"(?:开启|打开|恢复|重新开启|重新打开|允许|同意)"
_REFUSED = re.compile(f"{_ASKING}(?:{_OFF}{_PERSONAL}|{_PERSONAL}{_OFF}){_END}")
_ALLOWED = re.compile(f"{_ASKING}(?:{_ON}{_PERSONAL}|{_PERSONAL}{_ON}){_END}")
_BREAKS = re.compile(r"[\s，。！？、,.!?~～；;：:]+")


def refuses_personal(text: str) -> bool:
    """Tell whether somebody clearly refuses personal offers (PIPL §24)."""
    return any(_REFUSED.fullmatch(clause) for clause in _BREAKS.split(text))


def allows_personal(text: str) -> bool:
    """Tell whether somebody clearly allows personal offers again."""
    return any(_ALLOWED.fullmatch(clause) for clause in _BREAKS.split(text))

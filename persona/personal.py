"""Whether a customer refuses offers picked for them alone, or allows them again."""

import re

_ASKING = r"(?:请|麻烦|帮我|给我|我想|我要|我|想|要|把|怎么|如何|能不能|可以|能|你们|您|你){0,4}"
# 「定制」 and 「专属」 alone are what a shop sells: who cancels that has not refused anything
_PERSONAL = (
    r"(?:个性化的?(?:推荐|优惠|推送|营销|广告|服务)"
    r"|(?:定制|专属|针对我)的?(?:推荐|优惠|推送|营销|广告))"
)
_END = r"(?:了|吧|啦|一下|谢谢|好吗|行吗|可以吗){0,2}"
_OFF = (
    r"(?:关闭|关掉|关了|关|取消|停止|停用|不要|不需要|不想要|不接受|不同意|拒绝|别)"
    r"(?:再)?(?:给我|对我|发|做|用|搞)?"
)
_ON = r"(?:重新|再)?(?:开启|打开|恢复|允许|同意)"
_REFUSED = re.compile(
    f"{_ASKING}(?:{_OFF}{_PERSONAL}吗?|{_PERSONAL}{_OFF}|(?:关闭|关掉|取消|停用)个性化){_END}"
)
_ALLOWED = re.compile(
    f"{_ASKING}(?:{_ON}{_PERSONAL}吗?|{_PERSONAL}{_ON}|(?:重新)?(?:开启|打开|恢复)个性化){_END}"
)
_BREAKS = re.compile(r"[\s，。！？、,.!?~～；;：:]+")


def refuses_personal(text: str) -> bool:
    """Tell whether somebody clearly refuses personal offers (PIPL §24)."""
    return any(_REFUSED.fullmatch(clause) for clause in _clauses(text))


def allows_personal(text: str) -> bool:
    """Tell whether somebody clearly allows personal offers again."""
    return any(_ALLOWED.fullmatch(clause) for clause in _clauses(text))


def _clauses(text: str) -> list[str]:
    """Split at spaces, and without them: some put them between sentences, some between words."""
    return [*_BREAKS.split(text), *_BREAKS.split("".join(text.split()))]

"""Whether somebody asks us to stop writing, or to begin again."""

import re
import unicodedata


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
_SIGH = (
    r"(?:(?:真|太|好|很)?(?:烦|吵|够)(?:死|人|我)?(?:了|啦|死了)?"
    r"|受够了|太多了|谢谢|你好|您好|求求了|真的)"
)
_VENT = re.compile(_SIGH)
_OPT_OUT_BARE = re.compile(f"{_SIGH}?{_POLITE}{_STOP}{_TO_ME}发(?:给我)?{_TAIL}")
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

"""Whether somebody asks for their money back."""

import re

_MINE = r"(?:我要|我想|我得|想要?|要求?|申请|帮我|给我|麻烦|请|直接|马上|快点?|办理?)"
_BACK = r"(?:退货退款|仅退款|退款|退货|退钱|退掉|退了|退一下|退下)"
_UNDER_WAY = re.compile(
    r"(?:退款|退的钱|钱).{0,6}(?:什么时候|多久|几天|几时|还没|没有?|怎么还不)(?:能|可以)?(?:退|到账?|收到)"
    r"|(?:什么时候|多久|怎么还不|还没|几天)(?:能|可以|给我?)?(?:退款|退钱|退给我|退我)"
    r"|退款(?:处理|进度|申请)|退货(?:单号|申请|地址)|(?:已经?|都|让我|叫我)退(?:回|货|款)|退(?:到|去)哪"
    r"|怎么(?:申请)?退[款货]|退[款货](?:的话|要)?怎么"
)
_ASKED = re.compile(
    rf"{_MINE}.{{0,4}}{_BACK}|把?钱退(?:给我|我|回来|了)|^{_BACK}(?:吧|了|啊|呀)*$"
)
_NOT_ASKED = re.compile(
    r"(?:不|没|别|不用|不想|不要|不能)(?:想|要|申请)?(?:再)?(?:退|给我退)"
    r"|(?:支持|包|能|可以|可不可以|能不能|是否|会不会)(?:不能|不可以)?(?:[^，。！？,.!?]{0,6})退"
    r"|退(?:货|款)?(?:率|换吗|政策|规则)|退[了出]?.{0,4}群"
)
_BREAKS = re.compile(r"[\s，。！？、,.!?~～；;：:]+")


def asks_refund(text: str) -> bool:
    """Tell whether somebody clearly wants their money back, or waits for it.

    Who asks before buying whether one could give it back is no such case.
    """
    return any(
        _UNDER_WAY.search(clause) or (_ASKED.search(clause) and not _NOT_ASKED.search(clause))
        for clause in _BREAKS.split(text)
    )

"""Quoted words without the person: what says who or where somebody is becomes a mask.

Names are found where words around them say so, and where the shop knows them; whatever else was
said stays, in its order.
"""

import re
from collections.abc import Iterable

MASK, NAME_MASK = "***", "×"

_PLAIN_SURNAMES = "张王李赵刘陈杨周吴徐孙朱胡郭何郑梁宋许韩冯邓曹彭曾董潘袁蔡蒋"
_SURNAMES = (
    f"{_PLAIN_SURNAMES}马高林罗唐肖田余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹"
    "薛闫雷段龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤蓝"  # many of these are goods as well
)
_SURNAME = f"(?:[{_SURNAMES}]|(?<![感多谢])谢)"
_TITLES = "老师|阿姨|叔叔|师傅|经理|医生"
_SHORT_TITLES = r"[姐哥](?!妹)|总(?=\W|说|讲|推|$)"
_FORMAL_TITLES = "女士|先生|小姐(?!姐)|太太"
_KIN = "女儿|儿子|闺女|宝宝|孩子|老公|老婆|妈妈|爸爸|婆婆|妹妹|姐姐|弟弟|哥哥|朋友|同事"
_NAMING = (
    rf"(?:(?:我|名字|(?:{_KIN})名?)叫(?![我你他她咱不着买去来帮送用试推别商快客])|我的名字"
    r"|(?:[收联][件货系]人|姓名|昵称)[:：是叫])"
)
_CLAUSE = r"[^，。！？；,!?;\s]*"
_PLACE_LETTER = r"[^\W\da-zA-Z_在到是寄送住家于从去的了我你他她您和跟]"
_PLACE_WORD = "路|街|巷|弄|大道|胡同|小区|花园|家园|苑|村|公寓|大厦|广场|新城"
_NUMBER = r"[\d一二三四五六七八九十百]+"
_MOBILE = r"1\d\d[ -]?\d{4}[ -]?\d{4}"
_LANDLINE = r"0\d{2,3}[ -]?\d{7,8}|[48]00[ -]?\d{3}[ -]?\d{4}"
_DOOR = "号楼|号|栋|幢|座|单元|楼|室"

_PARTS = (
    (r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.[\w.]+", MASK),
    (rf"{_CLAUSE}{_NAMING}{_CLAUSE}", MASK),
    (
        r"(微信号?|VX|[vV]信|wx|QQ|抖音号|小红书号)((?:号码?|是|[:：\s])*)[A-Za-z\d][A-Za-z\d_-]{4,19}",
        rf"\1\2{MASK}",
    ),
    (
        rf"{_PLACE_LETTER}{{1,24}}(?:{_PLACE_WORD})(?:{_NUMBER}(?:{_DOOR}|-))+(?:{_NUMBER}(?:{_DOOR})?)?",
        MASK,
    ),
    (rf"(?<!\d)(?:{_MOBILE}|{_LANDLINE})(?!\d)", MASK),
    (r"[A-Za-z]{0,4}\d{7,}[A-Za-z\d]*", MASK),  # an order, a parcel
    (r"((?:单号|尾号|取件码|验证码|工号)[:：是为\s]*)[A-Za-z\d-]{3,}", rf"\1{MASK}"),
    (r"[一二三四五六七八九零〇幺]{7,}", MASK),
    (rf"{_SURNAME}[^\W\d_]?(?={_FORMAL_TITLES})", NAME_MASK),
    (rf"{_SURNAME}(?={_TITLES})|[{_PLAIN_SURNAMES}](?={_SHORT_TITLES})", NAME_MASK),
    (rf"(?<=[小老])[{_PLAIN_SURNAMES}](?![醋子女多])", NAME_MASK),
)
_PATTERNS = tuple((re.compile(pattern), mask) for pattern, mask in _PARTS)


def anonymise(text: str, names: Iterable[str] = ()) -> str:
    """Mask who speaks and where they are: known names, titles, telephones, orders, addresses."""
    for name in sorted(filter(None, names), key=len, reverse=True):
        text = text.replace(name, NAME_MASK)
    for pattern, mask in _PATTERNS:
        text = pattern.sub(mask, text)
    return text

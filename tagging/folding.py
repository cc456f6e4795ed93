"""Bring the many ways of typing the same words to one, character by character.

What is folded is exactly as long as what was written, so a span of it is the same span of the
customer's own words. Most lines hold little to fold: what is there is looked for first.
"""

import re

from tagging.traditional import SIMPLIFIED, TRADITIONAL

REPLACEMENT = "\ufffd"
_BLANKS = "\x0b\x0c\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_PICTURES = "\u20e3\u2600-\u27bf\u2b50\u2b55\ue000-\uf8ff\ufe0e\ufe0f\U0001f000-\U0001faff"
_STRANGE = re.compile(f"[\0{_BLANKS}{_PICTURES}{TRADITIONAL}\uff01-\uff5e\ud800-\udfff]")
_MOST_STRANGERS = 100  # kinds of them; to replace more one by one costs more than to translate
_PRAISE, _BLAME = "赞", "差"
_KNOWN = (
    dict(zip(TRADITIONAL, SIMPLIFIED, strict=True))
    | {chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)}
    | dict.fromkeys("👍👏💯", _PRAISE)
    | dict.fromkeys("👎😡🤬💩", _BLAME)
)
# WeChat writes its faces as [微笑], older versions as /::) or /:rose.
_NAMES = """
    微笑 撇嘴 色 发呆 得意 流泪 害羞 闭嘴 睡 大哭 尴尬 发怒 调皮 呲牙 惊讶 难过 酷 囧 冷汗 抓狂
    吐 偷笑 愉快 可爱 白眼 傲慢 饥饿 困 惊恐 流汗 憨笑 悠闲 大兵 奋斗 咒骂 疑问 嘘 晕 疯了 折磨
    衰 骷髅 敲打 再见 擦汗 抠鼻 鼓掌 糗大了 坏笑 左哼哼 右哼哼 哈欠 鄙视 委屈 快哭了 阴险 亲亲
    吓 可怜 菜刀 西瓜 啤酒 篮球 乒乓 咖啡 饭 猪头 玫瑰 凋谢 嘴唇 示爱 爱心 心碎 蛋糕 闪电 炸弹
    刀 足球 瓢虫 便便 月亮 太阳 礼物 拥抱 强 弱 握手 胜利 抱拳 勾引 拳头 差劲 爱你 no ok 爱情
    飞吻 跳跳 发抖 怄火 转圈 磕头 回头 跳绳 投降 激动 乱舞 献吻 左太极 右太极 嘿哈 捂脸 奸笑
    机智 皱眉 耶 吃瓜 加油 汗 天啊 emm 社会社会 旺柴 好的 打脸 哇 翻白眼 666 让我看看 叹气 苦涩
    裂开 红包 发 福 烟花 爆竹 合十 庆祝 破涕为笑 笑脸 生病 脸红 恐惧 失望 无语"""
_FACES = frozenset(f"[{name}]" for name in _NAMES.split())
_FACE = re.compile(r"\[[^\[\]\n]{1,5}\]")
_OLD_FACE = re.compile("/:(?:[a-z]+|[!-~]{1,4})")
_FEELINGS = dict.fromkeys(("[强]", "[鼓掌]", "/:strong", "/:handclap"), _PRAISE) | dict.fromkeys(
    ("[弱]", "[差劲]", "[发怒]", "[咒骂]", "[鄙视]", "[抓狂]", "[便便]", "/:weak"), _BLAME
)
_LINK = re.compile(r"(?:https?://|www\.)[!-~]+")


def fold(text: str) -> str:
    """Bring widths, capitals, traditional characters, faces and links to one form.

    Faces and links become blanks, as they end a clause; thumbs and the like become 赞 or 差. NUL
    and lone surrogates become U+FFFD, so what follows (Rust engines, UTF-8 output) never fails.
    """
    folded = _lowered(_plain(text))
    if "[" in folded:
        folded = _FACE.sub(_feeling, folded)
    if "/:" in folded:
        folded = _OLD_FACE.sub(_feeling, folded)
    if "://" in folded or "www." in folded:
        folded = _LINK.sub(lambda link: " " * len(link[0]), folded)
    return folded


def _plain(text: str) -> str:
    strangers = set(_STRANGE.findall(text))
    if len(strangers) > _MOST_STRANGERS:
        return text.translate({ord(stranger): _known(stranger) for stranger in strangers})
    for stranger in strangers:
        text = text.replace(stranger, _known(stranger))
    return text


def _known(stranger: str) -> str:
    is_lost = stranger == "\0" or "\ud800" <= stranger <= "\udfff"
    return REPLACEMENT if is_lost else _KNOWN.get(stranger, " ")


def _lowered(text: str) -> str:
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def _feeling(found: re.Match[str]) -> str:
    face = found[0]
    if face.startswith("[") and face not in _FACES:
        return face
    return _FEELINGS.get(face, "").ljust(len(face))

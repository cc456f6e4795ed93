"""What the persona's tests are made of."""

from datetime import date, datetime, time
from random import Random

from persona.materials import Kind, Material
from persona.profile import Persona, Voice

MONDAY = date(2026, 11, 23)


def aqing(**changes):
    told = {
        "name": "阿青",
        "role": "掌柜",
        "tone": "实在",
        "audience": "上班的女性",
    }
    voice = {
        "address": "姐妹",
        "particles": ("呀", "呢"),
        "emoji": ("🌿",),
        "sign_off": "——阿青",
    }
    spoken = {key: changes.pop(key) for key in [*changes] if key in Voice.__dataclass_fields__}
    return Persona(**(told | {"voice": Voice(**(voice | spoken))} | changes))


WORDS = [
    "围巾",
    "早市",
    "熨斗",
    "橱窗",
    "面料",
    "针脚",
    "雨天",
    "快递",
    "茶水",
    "灯光",
    "试衣",
    "账本",
    "花瓶",
    "纽扣",
    "阳台",
    "午饭",
]


def words_of(key):
    """Words of its own for each key: no two are near-duplicates."""
    return "".join(Random(key).choices(WORDS, k=12))


def material(key, kind=Kind.WORK, **told):
    return Material(key=key, kind=kind, text=told.pop("text", words_of(key)), **told)


def stock(each=6, **told):
    """As many materials of every kind."""
    return [
        material(f"{kind}-{turn}", kind, month_days=tuple(range(1, 32)), **told)
        for kind in Kind
        for turn in range(each)
    ]


def at(day, hour=12, minute=0):
    return datetime.combine(day, time(hour, minute))

"""A persona: who speaks for the shop, to whom, in which voice, out of which life."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields

from persona.errors import ProfileError
from persona.fields import Fields, read_fields
from persona.reasons import Because, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """How somebody writes."""

    address: str
    """How customers are spoken to where their name is not known (亲, 姐妹, 宝妈)."""
    sentence_letters: int = 25
    """How long a sentence usually is."""
    particles: tuple[str, ...] = ()
    emoji: tuple[str, ...] = ()
    emoji_per_post: int = 1
    """At most so many in a post; 0: never."""
    sign_off: str = ""
    forbidden_words: tuple[str, ...] = ()
    """Words this persona would never use; materials that hold one are not planned."""
    samples: tuple[str, ...] = ()
    """Posts that sound like this persona."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """What customers may know of somebody's life."""

    city: str = ""
    family: str = ""
    hobbies: tuple[str, ...] = ()
    working_day: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonaLimits:
    """What this persona keeps to beyond the shop's own rules; None: as the shop."""

    posts_per_day: int | None = None
    posts_per_week: int | None = None
    selling_cap_percent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """Somebody customers can know: a name, a voice and a life."""

    name: str
    role: str
    tone: str
    audience: str
    voice: Voice
    life: Life = field(default_factory=Life)
    knowledge: tuple[str, ...] = ()
    limits: PersonaLimits = field(default_factory=PersonaLimits)
    account: str = ""
    """The account it speaks through; empty: every account that has no persona of its own."""


_NAMES = {kind: tuple(key.name for key in fields(kind)) for kind in (Voice, Life, PersonaLimits)}
_TABLES = {
    key: table
    for table, kind in (("voice", Voice), ("life", Life), ("limits", PersonaLimits))
    for key in _NAMES[kind]
}
_SENTENCES = re.compile(r"[^。！？!?…~～\n]+")
_EMOJI = re.compile("[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]")
_FAR_OVER = 2  # times the wanted length
_MOST = 100


def parse_persona(text: str, name: str) -> Persona:
    """Read a persona from TOML text; `name` stands in every message.

    Raises ProfileError, one clear line, for the first thing that is missing, unknown or wrong.
    """
    return read_persona(read_fields(text, name, ProfileError))


def read_persona(keys: Fields) -> Persona:
    """Read a persona from a table. Raises ProfileError, one line, for what is wrong first."""
    _check_places(keys)
    keys.allow([key.name for key in fields(Persona)])
    voice = _parse_voice(keys)
    return Persona(
        name=keys.need_text("name"),
        role=keys.need_text("role"),
        tone=keys.need_text("tone"),
        audience=keys.need_text("audience"),
        voice=voice,
        life=_parse_life(keys.inner("life")),
        knowledge=keys.texts("knowledge"),
        limits=_parse_limits(keys.inner("limits")),
        account=keys.text("account"),
    )


def check_persona(persona: Persona) -> tuple[Because, ...]:
    """Say what would make a persona livelier, and where its samples belie its voice."""
    voice = persona.voice
    missing = {
        Reason.PERSONA_WITHOUT_SAMPLES: not voice.samples,
        Reason.PERSONA_WITHOUT_HOBBIES: not persona.life.hobbies,
        Reason.PERSONA_WITHOUT_KNOWLEDGE: not persona.knowledge,
        Reason.PERSONA_WITHOUT_EMOJI: voice.emoji_per_post > 0 and not voice.emoji,
    }
    hints = [Because(reason) for reason, is_missing in missing.items() if is_missing]
    for number, sample in enumerate(voice.samples, start=1):
        hints.extend(_hints_on(sample, number, voice))
    return tuple(hints)


def _hints_on(sample: str, number: int, voice: Voice) -> Iterator[Because]:
    for word in voice.forbidden_words:
        if word in sample:
            yield Because(Reason.SAMPLE_HAS_FORBIDDEN_WORD, {"sample": number, "word": word})
    sentences = [len(found.strip()) for found in _SENTENCES.findall(sample) if found.strip()]
    letters = sum(sentences) // max(1, len(sentences))
    if letters > _FAR_OVER * voice.sentence_letters:
        values = {"sample": number, "letters": letters, "wanted": voice.sentence_letters}
        yield Because(Reason.SAMPLE_SENTENCES_TOO_LONG, values)
    emoji = len(_EMOJI.findall(sample))
    if emoji > voice.emoji_per_post:
        values = {"sample": number, "emoji": emoji, "wanted": voice.emoji_per_post}
        yield Because(Reason.SAMPLE_HAS_MORE_EMOJI, values)


def _check_places(keys: Fields) -> None:
    """Say where keys belong that stand at the top, as they did before there were tables."""
    astray: dict[str, list[str]] = {}
    for key in keys.table:
        if key in _TABLES:
            astray.setdefault(_TABLES[key], []).append(key)
    if astray:
        moves = "，".join(
            f"{'、'.join(names)} 移到 [{table}] 下面" for table, names in astray.items()
        )
        raise keys.complain(f"放错了位置；{moves}")


def _parse_voice(persona: Fields) -> Voice:
    if "voice" not in persona.table:
        raise persona.complain('缺少 [voice]，不知道怎么说话；加上 [voice] 和 address = "姐妹"')
    keys = persona.inner("voice")
    keys.allow(_NAMES[Voice])
    return Voice(
        address=keys.need_text("address"),
        sentence_letters=keys.count("sentence_letters", default=25),
        particles=keys.texts("particles"),
        emoji=keys.texts("emoji"),
        emoji_per_post=keys.count("emoji_per_post", default=1),
        sign_off=keys.text("sign_off"),
        forbidden_words=keys.texts("forbidden_words"),
        samples=keys.texts("samples"),
    )


def _parse_life(keys: Fields) -> Life:
    keys.allow(_NAMES[Life])
    return Life(
        city=keys.text("city"),
        family=keys.text("family"),
        hobbies=keys.texts("hobbies"),
        working_day=keys.text("working_day"),
    )


def _parse_limits(keys: Fields) -> PersonaLimits:
    keys.allow(_NAMES[PersonaLimits])
    limits = {key: keys.count(key, default=0) for key in keys.table}
    for key, limit in limits.items():
        least = 0 if key == "selling_cap_percent" else 1
        if not least <= limit <= _MOST:
            raise keys.wrong(key, f"整数，{least} 到 {_MOST}")
    return PersonaLimits(**limits)

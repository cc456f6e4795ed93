"""A persona: who speaks for the shop, to whom, in which voice, out of which life."""

from dataclasses import dataclass, field, fields

from persona.errors import ProfileError
from persona.fields import Fields, read_fields


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


def parse_persona(text: str, name: str) -> Persona:
    """Read a persona from TOML text; `name` stands in every message.

    Raises ProfileError for a missing or unknown key and for a wrong value.
    """
    keys = read_fields(text, name, ProfileError)
    keys.allow([key.name for key in fields(Persona)])
    return Persona(
        name=keys.need_text("name"),
        role=keys.need_text("role"),
        tone=keys.need_text("tone"),
        audience=keys.need_text("audience"),
        voice=_parse_voice(keys.need_inner("voice")),
        life=_parse_life(keys.inner("life")),
        knowledge=keys.texts("knowledge"),
        limits=_parse_limits(keys.inner("limits")),
        account=keys.text("account"),
    )


def _parse_voice(keys: Fields) -> Voice:
    keys.allow([key.name for key in fields(Voice)])
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
    keys.allow([key.name for key in fields(Life)])
    return Life(
        city=keys.text("city"),
        family=keys.text("family"),
        hobbies=keys.texts("hobbies"),
        working_day=keys.text("working_day"),
    )


def _parse_limits(keys: Fields) -> PersonaLimits:
    keys.allow([key.name for key in fields(PersonaLimits)])
    return PersonaLimits(
        **{key: keys.count(key, default=0) for key in keys.table},
    )

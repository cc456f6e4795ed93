"""A persona: who speaks for the shop, to whom, and in which voice."""

from dataclasses import dataclass, fields

from persona.errors import ProfileError
from persona.fields import read_fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """Somebody customers can know: a name, a voice and a life."""

    name: str
    role: str
    tone: str
    audience: str
    address: str
    """How customers are spoken to where their name is not known (亲, 姐妹, 宝妈)."""
    particles: tuple[str, ...] = ()
    emoji: tuple[str, ...] = ()
    sign_off: str = ""
    forbidden_words: tuple[str, ...] = ()
    """Words this persona would never use; materials that hold one are not planned."""
    city: str = ""
    hobbies: tuple[str, ...] = ()
    knowledge: tuple[str, ...] = ()


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
        address=keys.need_text("address"),
        particles=keys.texts("particles"),
        emoji=keys.texts("emoji"),
        sign_off=keys.text("sign_off"),
        forbidden_words=keys.texts("forbidden_words"),
        city=keys.text("city"),
        hobbies=keys.texts("hobbies"),
        knowledge=keys.texts("knowledge"),
    )

"""What keeps a material from a persona's plan on any day: wording, length, attachments."""

from collections.abc import Iterator

from persona.materials import MAX_PICTURES, Material
from persona.planned.plans import Brief
from persona.profile import Persona
from persona.reasons import Reason
from persona.timeline import PlanRules
from persona.variables import fill

_LONGEST_LETTER = 4  # bytes in UTF-8
_LONGEST_VALUE = 200
"""Bytes; no variable is filled with more than the persona's own words, which are short."""


def misfits_of(material: Material, brief: Brief) -> Iterator[Reason]:
    """Give one code after another for what keeps a material out of the whole plan."""
    if material.key in brief.unfit:
        yield Reason.UNFIT_WORDING
    if any(word in material.text for word in brief.persona.voice.forbidden_words if word):
        yield Reason.PERSONA_WORD
    if len(material.pictures) > MAX_PICTURES:
        yield Reason.TOO_MANY_PICTURES
    if bool(material.pictures) + bool(material.video) + bool(material.link) > 1:
        yield Reason.MIXED_ATTACHMENTS
    if _is_too_long(material.text, brief.persona, brief.rules):
        yield Reason.POST_TOO_LONG


def _is_too_long(text: str, persona: Persona, rules: PlanRules) -> bool:
    """Tell whether a text is over the platform's length with some words of the persona in it."""
    most = len(text) * _LONGEST_LETTER + text.count("{") * _LONGEST_VALUE
    if most <= min(rules.text_bytes, rules.text_letters * _LONGEST_LETTER):
        return False
    turns = max(1, len(persona.voice.particles) * len(persona.voice.emoji))
    texts = (fill(text, persona, {}, turn) for turn in range(turns))
    return any(
        len(each.encode()) > rules.text_bytes or len(each) > rules.text_letters for each in texts
    )

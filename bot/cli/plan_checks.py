"""What a plan's files warn of: wording that may not stand, and days no calendar knows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.cli.plan_out import Warned, shortened
from bot.packaged import packaged_wording
from bot.reasons import word
from persona.materials import Material
from persona.occasions import FIRST_YEAR, LAST_YEAR
from persona.planned.plans import PlannedPost
from persona.profile import Persona
from persona.reasons import Because
from persona.spoken.voice import find_forbidden
from persona.variables import fill
from persona.worded.facts import CopyFacts
from persona.wording import WordLevel, check_copy

_LETTERS = 10  # by which people recognise a material


def facts_of(material: Material, persona: Persona, base: CopyFacts) -> CopyFacts:
    """Add to what is known of all copy what is known of a material."""
    return replace(
        base,
        evidence=material.evidence,
        has_end=bool(material.valid_until or material.offer or material.stock),
        link=material.link,
        is_post=True,
        sender=persona.name,
    )


def find_unfit(
    materials: Mapping[str, Material], facts: Mapping[str, CopyFacts], persona: Persona
) -> dict[str, Because]:
    """Name the materials whose wording is blocked, each with the first reason, by their keys."""
    unfit, table = {}, packaged_wording()
    for key in sorted(materials):
        hits = check_copy(fill(materials[key].text, persona, {}), table, facts[key])
        if blocked := [hit for hit in hits if hit.level is WordLevel.BLOCK]:
            unfit[key] = blocked[0].because
    return unfit


def blocked_lines(
    unfit: Mapping[str, Because], materials: Mapping[str, Material]
) -> Iterator[Warned]:
    """Say of each material that is kept out of the plan why it is."""
    for key, because in unfit.items():
        yield _line(key, materials[key].text, because, WordLevel.BLOCK)


def silenced_lines(materials: Mapping[str, Material], persona: Persona) -> Iterator[Warned]:
    """Say of each material that holds a word this persona never says which one it is."""
    for key in sorted(materials):
        text = materials[key].text
        if told := find_forbidden(text, persona.voice):
            yield Warned(
                about="wording",
                text=f"用了人设不说的词「{told}」；换个说法，或把它从 forbidden_words 里去掉",
                material=key,
                level=WordLevel.BLOCK,
                excerpt=shortened(text, _LETTERS),
            )


def doubted_lines(
    posts: Sequence[PlannedPost], facts: Mapping[str, CopyFacts]
) -> Iterator[Warned]:
    """Say which words of the planned posts a person should confirm, each of a material once."""
    texts: dict[str, str] = {}
    for post in posts:
        texts.setdefault(post.material_key, post.text)
    for key, text in texts.items():
        for hit in check_copy(text, packaged_wording(), facts[key]):
            if hit.level is not WordLevel.HINT:
                yield _line(key, text, hit.because, hit.level)


def _line(key: str, text: str, because: Because, level: WordLevel) -> Warned:
    return Warned(
        about="wording",
        text=word(because),
        material=key,
        level=level,
        excerpt=shortened(text, _LETTERS),
    )


def calendar_lines(first_day: date, last_day: date) -> Iterator[Warned]:
    """Say so where the lunar table does not reach these days."""
    years = (day.year for day in (first_day, last_day))
    beyond = next((year for year in years if not FIRST_YEAR <= year <= LAST_YEAR), None)
    if beyond:
        yield Warned(
            about="calendar",
            text=f"{beyond} 年超出农历表（{FIRST_YEAR} 到 {LAST_YEAR} 年）：认不出农历节日和节气，"
            "4 月 4 到 6 日都当作清明",
        )

"""Scripts (话术): prepared words, chosen by concern, said in the persona's voice."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

from persona.errors import ScriptError
from persona.fields import Fields, read_fields
from persona.profile import Persona
from persona.reasons import Because, Reason
from persona.variables import fill, find_unknown


class Stance(StrEnum):
    """How a customer speaks of a concern."""

    COMPLAINS = "complains"
    DOUBTS = "doubts"
    ASKS = "asks"
    PRAISES = "praises"
    MENTIONS = "mentions"


_URGENCY = (Stance.COMPLAINS, Stance.DOUBTS, Stance.ASKS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """Prepared wording: for a concern and its stances, for keywords, or for a flow by its key."""

    key: str
    answers: tuple[str, ...]
    """The same thing in several phrasings."""
    concern: str = ""
    stances: tuple[Stance, ...] = (Stance.ASKS, Stance.DOUBTS)
    keywords: tuple[str, ...] = ()
    is_apology: bool = False
    """Says sorry; without a concern of its own it serves a complaint about anything."""


@dataclass(frozen=True, slots=True)
class ScriptChoice:
    """The script to say, or None: a person should answer."""

    script: Script | None
    because: Because


def parse_scripts(text: str, name: str) -> tuple[Script, ...]:
    """Read scripts from TOML text ([[script]] tables); `name` stands in every message.

    Raises ScriptError for a wrong key or value, an unknown variable, and a key given twice.
    """
    file = read_fields(text, name, ScriptError)
    file.allow(["script"])
    scripts = tuple(_parse_script(keys) for keys in file.each("script"))
    seen: set[str] = set()
    for script in scripts:
        if script.key in seen:
            raise ScriptError(f"{name}: script key {script.key!r} is given twice")
        seen.add(script.key)
    return scripts


def find_script(scripts: Sequence[Script], key: str) -> Script:
    """Return the script with this key; raise ScriptError if there is none."""
    for script in scripts:
        if script.key == key:
            return script
    raise ScriptError(f"there is no script {key!r}")


def wants(key: str, words: str, scripts: Sequence[Script]) -> bool:
    """Tell whether a customer's words name a keyword of this script."""
    heard = unicodedata.normalize("NFKC", words).lower()
    return any(keyword.lower() in heard for keyword in find_script(scripts, key).keywords)


def choose_script(
    concerns: Sequence[tuple[str, str]], words: str, scripts: Sequence[Script]
) -> ScriptChoice:
    """Choose the words for (concern, stance) pairs and the customer's own words, and say why.

    Complaints come first and are met with an apology; then doubts, then questions, then the
    longest keyword in the customer's words. Where nothing fits there is no script: a person
    answers.
    """
    for stance in _URGENCY:
        for concern in (concern for concern, heard in concerns if heard == stance):
            script = _script_for(concern, stance, scripts)
            if script is not None:
                reason = Reason.SORRY_FIRST if script.is_apology else Reason.CONCERN_MATCHED
                return ScriptChoice(script, Because(reason, {"concern": concern}))
    if any(heard == Stance.COMPLAINS for _, heard in concerns):
        # a complaint nobody prepared words for is not met with a cheerful keyword
        return ScriptChoice(None, Because(Reason.NO_SCRIPT))
    return _by_keyword(words, scripts)


def render(script: Script, persona: Persona, values: Mapping[str, str], *, turn: int = 0) -> str:
    """Say a script in the persona's voice; `turn` varies phrasing, particle and emoji."""
    return fill(script.answers[turn % len(script.answers)], persona, values, turn)


def _script_for(concern: str, stance: Stance, scripts: Sequence[Script]) -> Script | None:
    meant = [
        script for script in scripts if script.concern == concern and stance in script.stances
    ]
    if stance is Stance.COMPLAINS:
        general = [script for script in scripts if script.is_apology and not script.concern]
        meant = sorted(meant, key=lambda script: not script.is_apology) + general
    return meant[0] if meant else None


def _by_keyword(words: str, scripts: Sequence[Script]) -> ScriptChoice:
    heard = unicodedata.normalize("NFKC", words).lower()
    found = [
        (keyword, script)
        for script in scripts
        for keyword in script.keywords
        if keyword.lower() in heard
    ]
    if not found:
        return ScriptChoice(None, Because(Reason.NO_SCRIPT))
    keyword, script = max(found, key=lambda pair: len(pair[0]))
    return ScriptChoice(script, Because(Reason.KEYWORD_MATCHED, {"keyword": keyword}))


def _parse_script(keys: Fields) -> Script:
    keys.allow([key.name for key in fields(Script)])
    answers = keys.texts("answers")
    if not answers:
        raise keys.wrong("answers", "at least one text")
    for answer in answers:
        if unknown := find_unknown(answer):
            raise ScriptError(f"{keys.place}: {unknown!r} in answers is no known variable")
    return Script(
        key=keys.need_text("key"),
        answers=answers,
        concern=keys.text("concern"),
        stances=_parse_stances(keys),
        keywords=keys.texts("keywords"),
        is_apology=keys.flag("is_apology", default=False),
    )


def _parse_stances(keys: Fields) -> tuple[Stance, ...]:
    names = keys.texts("stances")
    if any(name not in list(Stance) for name in names):
        raise keys.wrong("stances", f"some of {', '.join(Stance)}")
    return tuple(Stance(name) for name in names) or (Stance.ASKS, Stance.DOUBTS)

"""Scripts (话术): prepared words, chosen by concern, said in the persona's voice."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache

from persona.errors import ScriptError
from persona.fields import Fields, read_fields
from persona.profile import Persona
from persona.reasons import Because, Reason
from persona.spoken.voice import find_forbidden, nearest
from persona.variables import VARIABLES, fill, find_excess, find_unknown


class Stance(StrEnum):
    """How a customer speaks of a concern."""

    COMPLAINS = "complains"
    DOUBTS = "doubts"
    ASKS = "asks"
    PRAISES = "praises"
    MENTIONS = "mentions"


_URGENCY = (Stance.COMPLAINS, Stance.DOUBTS, Stance.ASKS)
_OFFER = "{优惠}"
_DIGIT = "[0-9〇零一二两三四五六七八九十百]"
_WANTS_MORE = re.compile(
    r"[?吗呢哪请帮]|(?<![特分性区级])别|麻烦|不要|什么|怎么|多少|多久|有没有|(.)不\1"
)
_STICKER = re.compile(r"\[(?!图片|语音|视频|文件|位置|链接|红包|转账|小程序|名片)[^\[\]]{1,8}\]")
_UNSPOKEN = re.compile(r"[\W_]+")
_FILLERS = frozenset("啊呀哈啦吧哒喔噢嘞哟的了你您")


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """Prepared wording: for a concern and its stances, for keywords, or for a flow by its key."""

    key: str
    answers: tuple[str, ...]
    """The same thing in several phrasings."""
    concern: str = ""
    stances: tuple[Stance, ...] = (Stance.ASKS, Stance.DOUBTS)
    keywords: tuple[str, ...] = ()
    """Words of the customer's; `#` stands for a digit (体重#)."""
    asks: tuple[str, ...] = ()
    """Questions it answers, as customers ask them; other wordings of them are recognised."""
    is_apology: bool = False
    """Says sorry; without a concern of its own it serves a complaint about anything."""
    comes_first: bool = False
    """Its keywords win over concerns, and over a complaint where `stances` name complains."""
    stands_alone: bool = False
    """Its keywords count only where the message says nothing else (好的, 谢谢)."""
    is_promise: bool = False
    """What it says must be done by a person, who has to be called."""
    instead_of: str = ""
    """The script it stands in for, where the customer came from one of `sources`."""
    sources: tuple[str, ...] = ()
    """Words of the customer's source (海报, 门店, 裂变, 直播)."""


@dataclass(frozen=True, slots=True)
class ScriptChoice:
    """The script to say, or None: a person should answer."""

    script: Script | None
    because: Because


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is said; or None, and why no phrasing may be."""

    text: str | None
    because: Because | None = None


def parse_scripts(text: str, name: str) -> tuple[Script, ...]:
    """Read scripts from TOML text ([[script]] tables); `name` stands in every message.

    Raises ScriptError for a wrong key or value, an unknown variable, a key given twice, and a
    variant that stands in for no script of the file.
    """
    file = read_fields(text, name, ScriptError)
    file.allow(["script"])
    tables = file.each("script", called="话术")
    scripts = tuple(_parse_script(keys) for keys in tables)
    seen: set[str] = set()
    for script, keys in zip(scripts, tables, strict=True):
        if script.key in seen:
            raise keys.complain(f"编号“{script.key}”前面已经有了；换一个编号")
        seen.add(script.key)
    for script, keys in zip(scripts, tables, strict=True):
        if script.instead_of and script.instead_of not in seen:
            raise keys.wrong("instead_of", "这个文件里一条话术的编号")
    return scripts


def find_script(scripts: Sequence[Script], key: str, *, source: str = "") -> Script:
    """Return the script with this key, or what is said instead to customers from this source.

    Of several variants the one with the longest word of the source is meant.
    Raises ScriptError if there is no such script.
    """
    came_from = _fold(source)
    variants = [
        (len(word), script)
        for script in scripts
        if script.instead_of == key
        for word in script.sources
        if word in came_from
    ]
    if variants:
        return max(variants, key=lambda pair: pair[0])[1]
    for script in scripts:
        if script.key == key:
            return script
    raise ScriptError(f"没有话术“{key}”；在话术文件里写上它")


def choose_script(
    concerns: Sequence[tuple[str, str]],
    words: str,
    scripts: Sequence[Script],
    *,
    asked: str = "",
) -> ScriptChoice:
    """Choose the words for (concern, stance) pairs and the customer's own words, and say why.

    Keywords that come first, or are the whole message, go before everything but a complaint.
    Complaints are met with an apology; then the script whose question was `asked` (its key), then
    doubts, then questions, then the longest keyword in the customer's words, then praise. Of
    several concerns spoken of alike the one whose script's keyword was said goes first. Where
    nothing fits there is no script: a person answers.
    """
    heard = _Heard.of(words, scripts)
    complains = any(stance == Stance.COMPLAINS for _, stance in concerns)
    if found := heard.longest(_going_first(heard, complains=complains)):
        return found
    if asked and not complains:
        because = Because(Reason.QUESTION_MATCHED, {"script": asked})
        return ScriptChoice(find_script(scripts, asked), because)
    for stance in _URGENCY:
        meant = [concern for concern, spoken in concerns if spoken == stance]
        if found := _most_meant(meant, stance, scripts, heard):
            return found
    if complains:
        # a complaint nobody prepared words for is not met with a cheerful keyword
        return ScriptChoice(None, Because(Reason.NO_SCRIPT))
    praised = [concern for concern, stance in concerns if stance == Stance.PRAISES]
    # whoever praises the quality does not ask about it
    rest = [
        pair for pair in heard.keywords if not pair[1].concern or pair[1].concern not in praised
    ]
    if found := heard.longest(rest):
        return found
    return _thanks_for(praised, scripts, heard)


def render(script: Script, persona: Persona, values: Mapping[str, str], *, turn: int = 0) -> str:
    """Say a script in the persona's voice, as `say` does; raise ScriptError if it may not be."""
    said = say(script, persona, values, turn=turn)
    if said.text is None:
        raise ScriptError(f"话术“{script.key}”的每种说法里都有{persona.name}不说的词；换一种写法")
    return said.text


def say(
    script: Script,
    persona: Persona,
    values: Mapping[str, str],
    *,
    turn: int = 0,
    text_bytes: int | None = None,
) -> Spoken:
    """Choose a phrasing and say it in the persona's voice; `turn` varies it, and its particles.

    Where there is an offer an answer that names it is said, where there is none another one. What
    holds a word the persona never says, or is longer than the platform's `text_bytes`, is not
    said; of the rest those take turns whose sentences are about as long as the persona's.
    """
    has_offer = bool(values.get("优惠"))
    obstacles = {
        answer: _obstacle(answer, persona, values, turn, text_bytes) for answer in script.answers
    }
    free = [answer for answer in script.answers if not obstacles[answer]]
    if not free:
        return Spoken(None, obstacles[script.answers[0]])
    fitting = [answer for answer in free if (_OFFER in answer) is has_offer] or free
    near = nearest(fitting, persona.voice)
    return Spoken(fill(near[turn % len(near)], persona, values, turn))


def _obstacle(
    answer: str, persona: Persona, values: Mapping[str, str], turn: int, text_bytes: int | None
) -> Because | None:
    """Say what forbids a phrasing; names (称呼, 群名, 商品 …) are what they are."""
    ours = answer.replace(_OFFER, values.get("优惠", ""))
    if word := find_forbidden(ours, persona.voice):
        return Because(Reason.WORD_NEVER_SAID, {"word": word, "persona": persona.name})
    if text_bytes is None:
        return None
    return find_excess(fill(answer, persona, values, turn), text_bytes)


@dataclass(frozen=True, slots=True)
class _Heard:
    """A customer's words as they are compared, and the keywords in them."""

    plain: str
    bare: str
    """Without signs and stickers."""
    keywords: list[tuple[str, Script]]

    @classmethod
    def of(cls, words: str, scripts: Sequence[Script]) -> "_Heard":
        """Hear the keywords; a message without a letter is heard as 「?」 or as 「[微笑]」."""
        plain = _fold(words)
        bare = _UNSPOKEN.sub("", _STICKER.sub("", plain))
        if plain and not bare:
            plain = bare = "?" if "?" in plain else "[微笑]"
        return cls(plain, bare, _named(plain, scripts) + _said_alone(bare, scripts))

    def longest(self, found: Iterable[tuple[str, Script]]) -> ScriptChoice | None:
        """Choose the script of the longest of these keywords."""
        keyword, script = max(found, key=lambda pair: len(pair[0]), default=("", None))
        if script is None:
            return None
        reason = Reason.COMES_FIRST if script.comes_first else Reason.KEYWORD_MATCHED
        return ScriptChoice(script, Because(reason, {"keyword": keyword}))


def _fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def _named(plain: str, scripts: Sequence[Script]) -> list[tuple[str, Script]]:
    return [
        (keyword, script)
        for script in scripts
        if not script.stands_alone
        for keyword in script.keywords
        if keyword in plain or ("#" in keyword and _numbered(keyword).search(plain))
    ]


@cache
def _numbered(keyword: str) -> re.Pattern[str]:
    return re.compile(re.escape(keyword).replace(r"\#", _DIGIT))


def _said_alone(bare: str, scripts: Sequence[Script]) -> list[tuple[str, Script]]:
    """Find the keywords of which, but for fillers, the whole message is made (好的，谢谢您啦)."""
    found = [
        (keyword, script)
        for script in scripts
        if script.stands_alone
        for keyword in script.keywords
        if keyword in bare
    ]
    rest = bare
    for keyword in sorted((keyword for keyword, _ in found), key=len, reverse=True):
        rest = rest.replace(keyword, "")
    return found if _FILLERS.issuperset(rest) else []


def _going_first(heard: _Heard, *, complains: bool) -> list[tuple[str, Script]]:
    if complains:
        return [
            (keyword, script)
            for keyword, script in heard.keywords
            if script.comes_first and Stance.COMPLAINS in script.stances
        ]
    return [
        (keyword, script)
        for keyword, script in heard.keywords
        if script.comes_first or keyword == heard.bare
    ]


def _most_meant(
    concerns: Sequence[str], stance: Stance, scripts: Sequence[Script], heard: _Heard
) -> ScriptChoice | None:
    """Choose among concerns spoken of alike: the longest keyword said, then what came first."""
    meant = [(concern, _script_for(concern, stance, scripts, heard)) for concern in concerns]
    found = [(concern, script) for concern, script in meant if script is not None]
    if not found:
        return None
    concern, script = max(found, key=lambda pair: _length_heard(pair[1], heard))
    reason = Reason.SORRY_FIRST if script.is_apology else Reason.CONCERN_MATCHED
    return ScriptChoice(script, Because(reason, {"concern": concern}))


def _script_for(
    concern: str, stance: Stance, scripts: Sequence[Script], heard: _Heard
) -> Script | None:
    """Find the script for a concern; of several the one whose keyword was said, the longest."""
    meant = [
        script for script in scripts if script.concern == concern and stance in script.stances
    ]
    meant.sort(key=lambda script: _length_heard(script, heard), reverse=True)
    if stance is Stance.COMPLAINS:
        general = [script for script in scripts if script.is_apology and not script.concern]
        meant = sorted(meant, key=lambda script: not script.is_apology) + general
    return meant[0] if meant else None


def _length_heard(script: Script, heard: _Heard) -> int:
    return max((len(keyword) for keyword, said in heard.keywords if said is script), default=0)


def _thanks_for(praised: Sequence[str], scripts: Sequence[Script], heard: _Heard) -> ScriptChoice:
    """Choose the words for praise, where nothing is asked or told beside it."""
    for script in scripts if praised and not _WANTS_MORE.search(heard.plain) else ():
        if Stance.PRAISES in script.stances and script.concern in ("", *praised):
            return ScriptChoice(script, Because(Reason.CONCERN_MATCHED, {"concern": praised[0]}))
    return ScriptChoice(None, Because(Reason.NO_SCRIPT))


def _parse_script(keys: Fields) -> Script:
    keys.allow([key.name for key in fields(Script)])
    answers = keys.texts("answers")
    if not answers:
        raise keys.wrong("answers", "至少一句话")
    for answer in answers:
        if unknown := find_unknown(answer):
            known = "、".join(VARIABLES)
            raise keys.complain(f"answers 里的“{unknown}”不是变量；可以写：{known}")
    if bool(keys.text("instead_of")) is not bool(keys.texts("sources")):
        raise keys.complain("instead_of 和 sources 要一起写；补上缺的那一个")
    return Script(
        key=keys.need_text("key"),
        answers=answers,
        concern=keys.text("concern"),
        stances=_parse_stances(keys),
        keywords=tuple(_fold(keyword) for keyword in keys.texts("keywords")),
        asks=keys.texts("asks"),
        is_apology=keys.flag("is_apology", default=False),
        comes_first=keys.flag("comes_first", default=False),
        stands_alone=keys.flag("stands_alone", default=False),
        is_promise=keys.flag("is_promise", default=False),
        instead_of=keys.text("instead_of"),
        sources=tuple(_fold(word) for word in keys.texts("sources")),
    )


def _parse_stances(keys: Fields) -> tuple[Stance, ...]:
    named = keys.choices("stances", Stance)
    return tuple(each for each in Stance if each in named) or (Stance.ASKS, Stance.DOUBTS)

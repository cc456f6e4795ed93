"""A concern is solved: the answer becomes a script, and who asked hears of it once."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta
from hashlib import md5

from bot.errors import AlreadySettled, MakesNoSense, NothingThere
from bot.packaged import packaged_lexicon, packaged_wording
from bot.records import Contact, Followup, FollowupKind, Signed, Solution, Wanted
from bot.shop import Shop
from bot.store import Unit
from persona.scripts import Script, Stance
from persona.variables import find_unknown
from persona.wording import WordHit, WordLevel, check_copy

NO_SOLUTION = "没有这条解决记录，请刷新列表。"
NO_CONCERN = "「{concern}」不在关注点里，也没有人提到过它。"
UNKNOWN_VARIABLE = "回答里的 {variable} 不是可用的变量。"
FORBIDDEN_WORDS = "回答里有宣传时不能用的词：{words}。请换个说法。"
HAS_SCRIPT = "这条回答已经放进话术了。"
NO_SCRIPT = "这条回答没有放进话术，或者已经撤下了。"
VARIABLE = re.compile(r"\{[^{}]*\}")
LATELY = timedelta(hours=24)
MOST_PHRASINGS, MOST_EXAMPLES = 8, 60
KEYWORD_CHARS = range(2, 13)
ASKED = (Stance.ASKS, Stance.DOUBTS)


@dataclass(frozen=True, slots=True)
class Draft:
    """A script as it would go onto the shelf, and the sentences in which customers asked."""

    script: Script
    asked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """Whom we promised a word, and whom we cannot tell."""

    promised: int
    told_before: int
    silent: int
    """They opted out, left us, or never wrote to an account of ours."""


async def solve(solution: Solution, unit: Unit, shop: Shop) -> Solution:
    """Keep the answer to a concern. Raise MakesNoSense where nobody knows the concern."""
    category = solution.category or shop.category
    wanted = Wanted(concern=solution.concern, category=category)
    is_known = solution.concern in packaged_lexicon(category, shop.changes).concerns
    if not is_known and not await unit.findings.list_examples(wanted, 1):
        raise MakesNoSense(NO_CONCERN.format(concern=solution.concern))
    _check(solution.answer)
    unit.audit.note(
        solution.signed.who, "concern_solved", solution.signed.at, concern=solution.concern
    )
    return unit.solutions.add(solution)


def _check(answer: str) -> None:
    if unknown := find_unknown(answer):
        raise MakesNoSense(UNKNOWN_VARIABLE.format(variable=unknown))
    if words := dict.fromkeys(hit.word for hit in _hits_in(answer, WordLevel.BLOCK)):
        raise MakesNoSense(FORBIDDEN_WORDS.format(words="、".join(words)))


def doubts_about(answers: Iterable[str]) -> list[WordHit]:
    """List the words of answers that advertising law doubts: a person should look at them."""
    return [hit for answer in answers for hit in _hits_in(answer, WordLevel.WARN)]


def _hits_in(answer: str, level: WordLevel) -> list[WordHit]:
    return [hit for hit in check_copy(answer, packaged_wording()) if hit.level is level]


async def draft_script(solution: str, unit: Unit, shop: Shop) -> Draft:
    """Draft the script of a solution: its answer, and the words in which customers asked."""
    known = await find_solution(solution, unit)
    wanted = {
        "concern": known.concern,
        "product": known.product,
        "category": known.category or shop.category,
    }
    found = [
        finding
        for stance in ASKED
        for finding in await unit.findings.list_examples(
            Wanted(**wanted, stance=stance), MOST_EXAMPLES
        )
    ]
    words = Counter(
        finding.claim.evidence for finding in found if len(finding.claim.evidence) in KEYWORD_CHARS
    )
    sentences = dict.fromkeys(finding.clause or finding.text for finding in found)
    asked = tuple(sentences)[:MOST_PHRASINGS]
    script = Script(
        key=f"solved-{known.id[-12:]}",
        answers=(known.answer,),
        concern=known.concern,
        stances=ASKED,
        keywords=tuple(word for word, _ in words.most_common(MOST_PHRASINGS)),
        asks=asked,
    )
    return Draft(script, asked)


async def accept_script(solution: str, script: Script, signed: Signed, unit: Unit) -> Script:
    """Put a solution's script, as drafted or worded otherwise, before the others on the shelf."""
    for answer in script.answers:
        _check(answer)
    if not await unit.solutions.keep_script(solution, asdict(script)):
        raise AlreadySettled(HAS_SCRIPT)
    await unit.scripts.put_first(asdict(script))
    unit.audit.note(signed.who, "script_accepted", signed.at, script=script.key)
    return script


async def withdraw_script(solution: str, signed: Signed, unit: Unit) -> str:
    """Take a solution's script off the shelf, so that another may be accepted; return its key."""
    known = await find_solution(solution, unit)
    if known.script is None or not await unit.solutions.drop_script(solution):
        raise AlreadySettled(NO_SCRIPT)
    key = str(known.script["key"])
    await unit.scripts.take_off(key)
    unit.audit.note(signed.who, "script_withdrawn", signed.at, script=key)
    return key


async def notify(solution: str, signed: Signed, unit: Unit) -> Notice:
    """Promise a word to everybody who asked, once for ever; manners decide when it goes out.

    Who read the answer since, or was just promised another one to the same concern, is left out.
    """
    known = await find_solution(solution, unit)
    askers = await unit.solutions.list_askers(known)
    reachable = [
        contact
        for contact in await unit.customers.reachable(askers)
        if contact.customer.opted_out_at is None
    ]
    told = await unit.solutions.list_told(known, _answers_of(known), signed.at - LATELY)
    words = [_word(known, each, signed) for each in reachable if each.customer.id not in told]
    promised = await unit.followups.add_new(words)
    unit.audit.note(signed.who, "askers_told", signed.at, solution=solution, customers=promised)
    return Notice(promised, len(reachable) - promised, len(askers) - len(reachable))


def _answers_of(solution: Solution) -> list[str]:
    """List the wordings in which customers may have read it, but for those of variables alone."""
    answers = [solution.answer]
    match solution.script:
        case {"answers": [*own]}:
            answers += map(str, own)
    return [answer for answer in answers if VARIABLE.sub("", answer).strip()]


async def find_solution(solution: str, unit: Unit) -> Solution:
    """Return a solution; raise NothingThere."""
    known = await unit.solutions.find(solution)
    if known is None:
        raise NothingThere(NO_SOLUTION)
    return known


def _word(solution: Solution, contact: Contact, signed: Signed) -> Followup:
    """Promise the word under a key that this customer and this solution have for ever."""
    customer = contact.customer.id
    once = md5(f"{solution.id} {customer}".encode(), usedforsecurity=False).hexdigest()
    return Followup(
        once,
        customer,
        contact.account,
        contact.contact,
        FollowupKind.SOLVED,
        solution.id,
        signed.at,
    )

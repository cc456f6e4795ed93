"""A concern is solved: the answer becomes a script, and who asked hears of it once."""

from collections import Counter
from dataclasses import asdict, dataclass
from hashlib import md5

from bot.errors import AlreadySettled, MakesNoSense, NothingThere
from bot.packaged import packaged_lexicon
from bot.records import Contact, Followup, FollowupKind, Signed, Solution, Wanted
from bot.shop import Shop
from bot.store import Unit
from persona.scripts import Script, Stance
from persona.variables import find_unknown

NO_SOLUTION = "没有这条解决记录，请刷新列表。"
NO_CONCERN = "「{concern}」不在关注点里，也没有人提到过它。"
UNKNOWN_VARIABLE = "回答里的 {variable} 不是可用的变量。"
HAS_SCRIPT = "这条回答已经放进话术了。"
MOST_PHRASINGS, MOST_EXAMPLES = 8, 60
KEYWORD_CHARS = range(2, 13)
AT_ONCE = 5_000  # a statement takes no more than some 32,000 values
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


async def notify(solution: str, signed: Signed, unit: Unit) -> Notice:
    """Promise a word to everybody who asked, once for ever; manners decide when it goes out."""
    known = await find_solution(solution, unit)
    askers = await unit.solutions.list_askers(known)
    reachable = [
        contact
        for start in range(0, len(askers), AT_ONCE)
        for contact in await unit.customers.reachable(askers[start : start + AT_ONCE])
        if contact.customer.opted_out_at is None
    ]
    promised = await unit.followups.add_new([_word(known, each, signed) for each in reachable])
    unit.audit.note(signed.who, "askers_told", signed.at, solution=solution, customers=promised)
    return Notice(promised, len(reachable) - promised, len(askers) - len(reachable))


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

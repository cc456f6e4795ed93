"""What operators change in the words of the concerns, laid over the file that is parsed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from tagging.errors import LexiconError
from tagging.text import fold

STANCE_LISTS = ("nouns", "praises", "complains", "asks", "appeals")
TRAIT_LISTS = ("words", "passing")  # how a term counts that stands in a list of a stance
LISTS = (*STANCE_LISTS, *TRAIT_LISTS, "good", "bad")
IGNORE = "ignore"
_RIVALS = dict.fromkeys(STANCE_LISTS, STANCE_LISTS) | dict.fromkeys(
    ("good", "bad"), ("good", "bad")
)

Lists = dict[str, list[str]]
"""The lists of one concern, by their key in the file."""


@dataclass(frozen=True, slots=True)
class LexiconChange:
    """One word put into a list of a concern, or taken out of it.

    `list` is a list's key in the file (nouns, praises, …, good, bad) or `ignore`, which belongs to
    no concern. `category` is a category or an alias of it; empty: all.
    """

    concern: str
    list: str
    text: str
    is_addition: bool
    category: str = ""


def apply_changes(
    changes: Iterable[LexiconChange],
    lists_of: dict[str, Lists],
    ignored: Iterable[str],
    *,
    elsewhere: Collection[str] = (),
) -> list[str]:
    """Lay the changes over the lists, one after the other, and return what is ignored now.

    A word goes out of the lists that would contradict its new one. `elsewhere` names concerns of
    other categories: a change for all categories does not bring them in, any other name that is
    not known yet becomes a concern. Raises LexiconError where a change makes no sense.
    """
    passed_over = list(ignored)
    for change in changes:
        text = _checked(change)
        if change.list == IGNORE:
            _ignore(change, text, lists_of, passed_over)
        elif change.concern in lists_of or (
            change.is_addition and (change.category or change.concern not in elsewhere)
        ):
            lists = lists_of.setdefault(change.concern, {key: [] for key in LISTS})
            _change(lists, change, text)
    return passed_over


def _checked(change: LexiconChange) -> str:
    """Give the change's word as it is looked for."""
    where = f"change: {change.concern}" if change.concern else "change"
    if change.list not in (*LISTS, IGNORE):
        raise LexiconError(f"{where}: {change.list} is not a list; known are {', '.join(LISTS)}")
    if change.list != IGNORE and not change.concern.strip():
        raise LexiconError(f"{where}: {change.list}: needs the name of a concern")
    if not change.text.strip() or "\n" in change.text:
        raise LexiconError(f"{where}: {change.list}: {change.text!r} is not a term of one line")
    return fold(change.text.strip())


def _ignore(
    change: LexiconChange, text: str, lists_of: Mapping[str, Lists], ignored: list[str]
) -> None:
    _take_out(text, [ignored])
    if change.is_addition:
        ignored.append(text)
        for lists in lists_of.values():
            _take_out(text, [lists[key] for key in (*STANCE_LISTS, *TRAIT_LISTS)])


def _change(lists: Lists, change: LexiconChange, text: str) -> None:
    rivals = _RIVALS.get(change.list, (change.list,)) if change.is_addition else (change.list,)
    _take_out(text, [lists[key] for key in rivals])
    if change.is_addition:
        lists[change.list].append(text)
    terms = {term for key in STANCE_LISTS for term in lists[key]}
    for key in TRAIT_LISTS:
        lists[key] = [text for text in lists[key] if text in terms]


def _take_out(text: str, lists: Iterable[list[str]]) -> None:
    for each in lists:
        each[:] = [kept for kept in each if kept != text]

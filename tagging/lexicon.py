"""The words of each concern: parsed from TOML, chosen for one category, ready to search."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tagging.changes import LISTS, STANCE_LISTS, TRAIT_LISTS, LexiconChange, Lists, apply_changes
from tagging.errors import LexiconError
from tagging.stances import CueReader, Stance
from tagging.text import Matcher, fold

GENERAL = "general"
CATEGORIES = (
    *("母婴食品", "孕妇装", "童装", "女装", "化妆品", "3C", "食品生鲜"),
    *("洗护", "家电", "书籍", "酒店", "餐饮", GENERAL),
)
_NAMED: dict[str, str] = {
    "母婴食品": "母婴 奶粉 牛奶 乳品 蒙牛 辅食 milk",
    "孕妇装": "孕妇服 孕装",
    "童装": "婴儿服 婴儿装 儿童服装",
    "女装": "衣服 服装 服饰 男装 鞋子 clothes",
    "化妆品": "makeup 美妆 护肤 护肤品 彩妆 面膜",
    "3C": "数码 平板 手机 计算机 电脑 笔记本 相机 laptop notebook phone tablet camera",
    "食品生鲜": "食品 生鲜 水果 零食 fruit food",
    "洗护": "洗发水 洗发 沐浴露 shampoo",
    "家电": "热水器 电器",
    "书籍": "图书 书 book",
    "酒店": "宾馆 民宿 hotel",
    "餐饮": "餐厅 餐馆 饭店 restaurant",
    GENERAL: "通用 聊天 提问",
}
_ALIASES = {alias: category for category, names in _NAMED.items() for alias in names.split()}
_STANCES = {
    "praises": Stance.PRAISES,
    "complains": Stance.COMPLAINS,
    "asks": Stance.ASKS,
    "appeals": Stance.COMPLAINS,
}
_ENTRY_KEYS = frozenset({*LISTS, "absence", "question", "only", "borrowed", "variants"})
_VARIANT_KEYS = frozenset({*LISTS, "remove", "categories"})


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a concern; without a stance it is a noun, and its neighbours decide.

    `word_only` terms are short or ambiguous: they count only where the text is cut there, and not
    beside another concern's noun. An `appeal` blames whichever concern the message names. A
    `passing` noun (卖家) counts only where something is said or asked of it.
    """

    text: str
    concern: str
    stance: Stance | None = None
    word_only: bool = False
    appeal: bool = False
    passing: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The concerns of one category and their terms; build it once, with `parse_lexicon`.

    `terms_at[i]` are the terms whose text is the matcher's i-th (none: text to pass over). `known`
    is what was judged by it lately; it changes how fast the next answer comes, never the answer.
    """

    category: str
    concerns: tuple[str, ...]
    terms: tuple[Term, ...]
    matcher: Matcher = field(repr=False, compare=False)
    terms_at: tuple[tuple[Term, ...], ...] = field(repr=False, compare=False)
    cues: CueReader = field(repr=False, compare=False)
    absence: Mapping[str, Stance] = field(repr=False, compare=False)
    question: Mapping[str, Stance] = field(repr=False, compare=False)
    known: dict[str, dict[str, Any]] = field(default_factory=dict, repr=False, compare=False)


def category_of(name: str) -> tuple[str, bool]:
    """Give the category a name or one of its aliases stands for, and whether the name is known.

    An unknown name is `general`.
    """
    plain = fold(name).strip()
    known = {fold(category): category for category in CATEGORIES} | _ALIASES
    return known.get(plain, GENERAL), plain in known


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the file we read, for one clear sentence."""

    name: str
    concern: str = ""

    def refuse(self, sentence: str) -> LexiconError:
        where = f"{self.name}: {self.concern}" if self.concern else self.name
        return LexiconError(f"{where}: {sentence}")


def parse_lexicon(
    text: str,
    *,
    category: str,
    name: str = "concerns.toml",
    changes: Sequence[LexiconChange] = (),
    with_borrowed: bool = False,
) -> Lexicon:
    """Parse a lexicon for one category (or an alias of it), with the operators' changes over it.

    Concerns that are `borrowed` only lend their words to labels of their name: they are read
    `with_borrowed` alone. Raises LexiconError naming the file, the concern and the key.
    """
    tables, ignored = _parsed(text, _Place(name))
    chosen, _ = category_of(category)
    entries = {
        concern: entry
        for concern, table in tables.items()
        if (entry := _entry_for(table, chosen, _Place(name, concern))) is not None
        and (with_borrowed or not entry.borrowed)
    }
    lists_of = {concern: entry.lists for concern, entry in entries.items()}
    wanted = [one for one in changes if not one.category or category_of(one.category)[0] == chosen]
    ignored = apply_changes(wanted, lists_of, ignored, elsewhere=tables.keys() - entries.keys())
    new = {concern: _Entry(lists) for concern, lists in lists_of.items() if concern not in entries}
    return _build(chosen, entries | new, ignored)


def _parsed(text: str, place: _Place) -> tuple[dict[str, object], list[str]]:
    """Read the tables of the concerns, and what is ignored."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise place.refuse(f"is not TOML: {error}") from error
    _check_keys(document, frozenset({"ignore", "concerns"}), place)
    concerns = document.get("concerns")
    if not isinstance(concerns, dict) or not concerns:
        raise place.refuse("concerns: at least one concern is needed")
    return concerns, _texts(document, "ignore", place)


@dataclass(frozen=True, slots=True)
class _Entry:
    lists: Lists
    absence: Stance = Stance.COMPLAINS
    question: Stance = Stance.ASKS
    borrowed: bool = False


def _entry_for(table: object, category: str, place: _Place) -> _Entry | None:
    """Read one concern as this category sees it; None where it does not belong."""
    if not isinstance(table, dict):
        raise place.refuse("must be a table")
    _check_keys(table, _ENTRY_KEYS, place)
    only = _categories(table, "only", place)
    lists = {key: _texts(table, key, place) for key in LISTS}
    variants = table.get("variants", [])
    if not isinstance(variants, list):
        raise place.refuse("variants: must be tables of their own ([[…variants]])")
    for variant in variants:
        _apply_variant(lists, variant, category, place)
    absence = _stance(table, "absence", Stance.COMPLAINS, place)
    question = _stance(table, "question", Stance.ASKS, place)
    borrowed = table.get("borrowed", False)
    if not isinstance(borrowed, bool):
        raise place.refuse(f"borrowed: {borrowed!r} is neither true nor false")
    _check_terms(lists, place)
    if only and category not in only:
        return None
    return _Entry(lists, absence, question, borrowed)


def _apply_variant(lists: Lists, variant: object, category: str, place: _Place) -> None:
    if not isinstance(variant, dict):
        raise place.refuse("variants: must be tables of their own ([[…variants]])")
    _check_keys(variant, _VARIANT_KEYS, place)
    additions = {key: _texts(variant, key, place) for key in LISTS}
    removed = set(_texts(variant, "remove", place))
    if category not in _categories(variant, "categories", place):
        return
    for key, texts in tuple(lists.items()):
        kept = [text for text in texts if text not in removed]
        lists[key] = list(dict.fromkeys([*kept, *additions[key]]))


def _check_terms(lists: Lists, place: _Place) -> None:
    """Refuse a term with two stances, and a whole word or passing noun that is no term."""
    list_of: dict[str, str] = {}
    for key in STANCE_LISTS:
        for text in lists[key]:
            if list_of.setdefault(text, key) != key:
                raise place.refuse(f"{key}: {text} is already under {list_of[text]}")
    for key in TRAIT_LISTS:
        if strange := sorted(set(lists[key]) - set(list_of)):
            raise place.refuse(f"{key}: {strange[0]} is not a term of this concern")


def _terms(concern: str, lists: Lists) -> list[Term]:
    words, passing = set(lists["words"]), set(lists["passing"])
    return [
        Term(text, concern, _STANCES.get(key), text in words, key == "appeals", text in passing)
        for key in STANCE_LISTS
        for text in lists[key]
    ]


def _check_keys(table: Mapping[str, object], allowed: frozenset[str], place: _Place) -> None:
    for key in table:
        if key not in allowed:
            raise place.refuse(f"{key} is not a key here; known are {', '.join(sorted(allowed))}")


def _texts(table: Mapping[str, object], key: str, place: _Place) -> list[str]:
    """Read terms, a list or one text of them, folded as the text they are looked for in."""
    value = table.get(key, [])
    if isinstance(value, str):
        return list(dict.fromkeys(fold(value).split()))
    if not isinstance(value, list):
        raise place.refuse(f"{key}: must be a list of texts, or one text of them")
    for text in value:
        if not isinstance(text, str) or not text.strip() or "\n" in text:
            raise place.refuse(f"{key}: {text!r} is not a term of one line")
    folded = fold("\n".join(text.strip() for text in value))
    return list(dict.fromkeys(folded.split("\n"))) if value else []


def _categories(table: Mapping[str, object], key: str, place: _Place) -> frozenset[str]:
    value = table.get(key, [])
    if not isinstance(value, list):
        raise place.refuse(f"{key}: must be a list of categories")
    for category in value:
        if category not in CATEGORIES:
            raise place.refuse(f"{key}: {category!r} is not one of {', '.join(CATEGORIES)}")
    return frozenset(value)


def _stance(table: Mapping[str, object], key: str, default: Stance, place: _Place) -> Stance:
    value = table.get(key, default)
    try:
        return Stance(value)  # type: ignore[arg-type]
    except ValueError:
        raise place.refuse(f"{key}: {value!r} is not one of {', '.join(Stance)}") from None


def _build(category: str, entries: Mapping[str, _Entry], ignored: Sequence[str]) -> Lexicon:
    terms = [term for concern, entry in entries.items() for term in _terms(concern, entry.lists)]
    terms_of: dict[str, list[Term]] = {text: [] for text in ignored}
    for term in terms:
        terms_of.setdefault(term.text, []).append(term)
    return Lexicon(
        category,
        tuple(entries),
        tuple(terms),
        matcher=Matcher(terms_of),
        terms_at=tuple(tuple(terms) for terms in terms_of.values()),
        cues=CueReader(
            {concern: entry.lists["good"] for concern, entry in entries.items()},
            {concern: entry.lists["bad"] for concern, entry in entries.items()},
        ),
        absence={concern: entry.absence for concern, entry in entries.items()},
        question={concern: entry.question for concern, entry in entries.items()},
    )

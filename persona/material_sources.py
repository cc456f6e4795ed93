"""Materials out of what the shop has already: praise, solved concerns, offers that end.

Each maker returns a draft, or the reason why there is none. The same source gives the same key, so
that nothing is drafted twice.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from persona.anonymous import MASK, NAME_MASK, anonymise
from persona.materials import Kind, Material
from persona.reasons import Because, Reason
from persona.variables import find_unknown

_QUOTE_LETTERS = 140
_LONGEST_QUOTE = 400
_SHORTEST_QUOTE = 6
_CUT = "……"

_SENTENCE = re.compile(r"[^。！？!?…\n]+[。！？!?…\n]*")
_TURNS = re.compile("但|不过|就是|只是|可惜|缺点|不足|除了|唯一|然而|却|如果|建议|希望|可是|差评")
_MASKS = re.compile(rf"\W|{re.escape(MASK)}|{NAME_MASK}")
_BRACES = str.maketrans("{}", "（）")

_QUOTES = ("客人收到后说：「{}」", "一位客人的留言：「{}」", "刚翻到的评价：「{}」")
_TRIALS = ("试用的客人说：「{}」", "试用反馈：「{}」")


@dataclass(frozen=True, slots=True, kw_only=True)
class PraisedReview:
    """A customer's words that praise, in a review or in the report of a trial group."""

    text: str
    customer_key: str
    product: str = ""
    consent: str = ""
    """How and when the customer agreed to be quoted; empty: not yet."""
    source: str = ""
    """Where the words stand (the review's number)."""
    names: tuple[str, ...] = field(default=(), repr=False)
    """Names and nicknames of this customer that we know, so that they can be masked."""
    is_trial: bool = False
    """Whether the goods were given to be tried: the post says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SolvedConcern:
    """What customers asked, and the answer that solved it."""

    concern: str
    question: str
    answer: str
    product: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingOffer:
    """An offer whose end the shop enforces: a last day, a stock, or both."""

    name: str
    title: str
    until: date | None = None
    stock: int | None = None
    products: tuple[str, ...] = ()


def draft_praise(review: PraisedReview, *, author: str = "") -> Material | Because:
    """Draft word of mouth from praise: anonymous, in whole sentences, with the consent there is.

    Without consent there is none, nor where nothing is left once it is anonymous, nor where it
    cannot be shortened without hiding a "but".
    """
    if not review.consent:
        return Because(Reason.QUOTE_WITHOUT_CONSENT)
    quote = anonymise(" ".join(review.text.translate(_BRACES).split()), review.names)
    quote = quote.translate(str.maketrans("「」", "“”"))
    if len(_MASKS.sub("", quote)) < _SHORTEST_QUOTE:
        return Because(Reason.QUOTE_TOO_SHORT)
    quote = whole_sentences(quote)
    if len(quote) > _LONGEST_QUOTE:
        return Because(Reason.QUOTE_TOO_LONG, {"letters": len(quote), "most": _LONGEST_QUOTE})
    mark = _mark_of(review.customer_key, review.text)
    frames = _TRIALS if review.is_trial else _QUOTES
    return Material(
        key=f"praise-{mark}",
        kind=Kind.WORD_OF_MOUTH,
        text=frames[int(mark, 16) % len(frames)].format(quote),
        products=_named(review.product),
        author=author,
        quotes=review.customer_key,
        consent=review.consent,
        evidence=review.source,
    )


def draft_knowledge(solved: SolvedConcern, *, author: str = "") -> Material | Because:
    """Draft knowledge from a concern that was solved: what was asked, and what helps."""
    question = anonymise(" ".join(solved.question.translate(_BRACES).split()))
    answer = solved.answer.strip()
    if not answer or not question:
        return Because(Reason.NOT_YET_SOLVED, {"concern": solved.concern})
    if unknown := find_unknown(answer):
        return Because(Reason.ANSWER_HAS_UNKNOWN, {"concern": solved.concern, "variable": unknown})
    return Material(
        key=f"solved-{_mark_of(solved.concern, solved.question)}",
        kind=Kind.KNOWLEDGE,
        text=f"常有人问：{question}\n{answer}",
        products=_named(solved.product),
        author=author,
        evidence=solved.concern,
    )


def draft_event(offer: EndingOffer, *, author: str = "") -> Material | Because:
    """Draft a limited event from an offer; one without an end that is enforced gives none."""
    if offer.until is None and offer.stock is None:
        return Because(Reason.OFFER_WITHOUT_END, {"offer": offer.title})
    ends = []
    if offer.until:
        ends.append(f"到 {offer.until.month} 月 {offer.until.day} 日为止")
    if offer.stock is not None:
        ends.append("数量有限，用完就没有了")
    return Material(
        key=f"event-{_mark_of(offer.name, str(offer.until))}",
        kind=Kind.LIMITED_EVENT,
        text=f"{{称呼}}，店里有个活动：{offer.title.translate(_BRACES)}，{'，'.join(ends)}。",
        products=offer.products,
        valid_until=offer.until,
        stock=offer.stock,
        offer=offer.name,
        is_evergreen=False,
        author=author,
    )


def whole_sentences(text: str) -> str:
    """Cut a long text after a whole sentence, and never before a "but" that is still to come."""
    if len(text) <= _QUOTE_LETTERS:
        return text
    kept = end = 0
    for found in _SENTENCE.finditer(text):
        if found.end() <= _QUOTE_LETTERS or not kept or _TURNS.search(found[0]):
            kept = found.end()
        end = found.end()
    return text if kept >= end else text[:kept].rstrip() + _CUT


def _mark_of(*parts: str) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()[:12]


def _named(product: str) -> tuple[str, ...]:
    return (product,) if product else ()

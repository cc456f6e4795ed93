"""Find what a customer's words worry about, clause by clause, and how they speak of it.

Terms are looked for first, in one pass; only a clause that holds one is read any further.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from tagging.lexicon import Lexicon
from tagging.repeats import Squeezed, has_repeats
from tagging.stances import Stance, opinion_near
from tagging.text import TURNS, Engine, Page, word_edges
from tagging.verdicts import CONFIDENCE, Place, Reading, Rule, Verdict, judge, read

__all__ = ["Finding", "Rule", "Stance", "find_concerns", "find_many"]

BATCH = 256  # texts searched in one pass
MOST_TERMS = 12  # read in one clause
LONGEST_KNOWN = 60  # characters of a line that is remembered
MOST_KNOWN = 10_000  # lines a lexicon remembers, some 10 MB; then it begins anew
MOST_CLAUSES = 300  # read in one text; what is longer is a pasted document, not a customer's word
_REACH = 6  # findings before a word of contrast that it may turn against
_LONGEST_FINISH = 12  # characters of a clause that finishes the one before
_NAMED, _APPEAL = Rule.NAMED, Rule.APPEAL
_Heard = tuple[Reading | None, Sequence[Verdict]]
_new = tuple.__new__  # a third of the price of calling the class


class Finding(NamedTuple):
    """A concern, how the customer speaks of it, and the customer's own words that say so.

    `evidence` is exactly `text[start:end]`; `confidence` is the rule's or the model's, 0 to 1.
    """

    concern: str
    stance: Stance
    evidence: str
    start: int
    end: int
    clause: str
    rule: Rule
    confidence: float


def find_concerns(text: str, lexicon: Lexicon, *, engine: Engine = Engine.AUTO) -> list[Finding]:
    """Find each concern of a text and how the customer speaks of it, in the order of the text."""
    return _Batch([text], lexicon, engine).find()[0]


def find_many(
    texts: Iterable[str], lexicon: Lexicon, *, engine: Engine = Engine.AUTO
) -> Iterator[list[Finding]]:
    """Find the concerns of many texts, one list a text, holding only a batch at a time."""
    waiting = iter(texts)
    said = lexicon.known.setdefault(engine, {})
    while batch := list(islice(waiting, BATCH)):
        known = list(map(said.get, batch))
        fresh = [text for text, found in zip(batch, known, strict=True) if found is None]
        new = _Batch(fresh, lexicon, engine).find() if fresh else []
        _remember(said, fresh, new)
        rest = iter(new)
        for found in known:
            yield next(rest) if found is None else [*found]


def _remember(
    said: dict[str, tuple[Finding, ...] | None],
    texts: Sequence[str],
    found: Sequence[Sequence[Finding]],
) -> None:
    """Keep what is found in a line: people say the same things.

    It is kept the second time the line is said (None: the first), as most are said once only.
    """
    if len(said) + len(texts) > MOST_KNOWN:
        said.clear()
    for text, findings in zip(texts, found, strict=True):
        if len(text) <= LONGEST_KNOWN:
            said[text] = tuple(findings) if text in said else None


class _Batch:
    """Texts searched in one pass; no term holds a line end, so none crosses two texts."""

    __slots__ = ("engine", "lexicon", "page", "spans", "texts")

    def __init__(self, texts: Sequence[str], lexicon: Lexicon, engine: Engine) -> None:
        joined = "\n".join(texts)
        if has_repeats(joined):
            texts = [Squeezed(text) if has_repeats(text) else text for text in texts]
            joined = "\n".join(texts)
        self.texts = texts
        self.lexicon = lexicon
        self.engine = engine
        self.page = Page(joined)
        self.spans = lexicon.matcher.spans(self.page.text)

    def find(self) -> list[list[Finding]]:
        """Find the concerns of each text."""
        found: list[list[Finding]] = []
        spans, count = self.spans, len(self.spans)
        start = seen = 0
        for text in self.texts:
            end, first = start + len(text), seen
            while seen < count and spans[seen][1] < end:
                seen += 1
            found.append(self._find_in(text, start, first, seen) if seen > first else [])
            start = end + 1
        return found

    def _find_in(self, text: str, low: int, seen: int, count: int) -> list[Finding]:
        """Read the clauses that hold a term, and those that finish what the one before began."""
        findings: list[Finding] = []
        is_open = False
        end, high = low, low + len(text)
        spans, page = self.spans, self.page
        for _ in range(MOST_CLAUSES):
            if seen == count and not is_open:
                break
            start, end = page.clause_from(end if is_open else spans[seen][1], end, high)
            first = seen
            while seen < count and spans[seen][1] < end:
                seen += 1
            if seen == first and end - start > _LONGEST_FINISH:
                is_open = False
                continue
            reading, verdicts = self._heard(first, seen, start, end)
            at = start - low
            if is_open:
                _finish(findings, reading or self._read((), start, end), at)
            turned = len(findings) if page.text.startswith(TURNS, start) else 0
            is_open = bool(verdicts) and _add(findings, text, (at, end - low), verdicts)
            if turned:
                _turn(findings, turned)
        if isinstance(text, Squeezed):
            findings = [
                one._replace(start=text.place(one.start), end=text.place(one.end))
                for one in findings
            ]
        return _settled(findings)

    def _heard(self, first: int, last: int, start: int, end: int) -> _Heard:
        """Judge the terms of a clause."""
        places = self._places(first, last, start, end)
        reading = self._read(places, start, end) if places else None
        return reading, judge(places, reading) if reading else ()

    def _read(self, places: Sequence[Place], start: int, end: int) -> Reading:
        text = self.page.text
        return read(text[start:end], places, self.lexicon, asked=text.startswith("?", end))

    def _places(self, first: int, last: int, start: int, end: int) -> Sequence[Place]:
        """Give the terms of a clause: the ambiguous ones only where the text is cut there."""
        terms_at = self.lexicon.terms_at
        places: list[Place] = []
        is_ambiguous = False
        for index, one, two in self.spans[first : min(last, first + MOST_TERMS)]:
            if two <= end:
                for term in terms_at[index]:
                    places.append((term, one - start, two - start))
                    if term.word_only:
                        is_ambiguous = True
        if is_ambiguous:
            return _whole_words(self.page.text[start:end], places, self.engine)
        return places


def _add(
    findings: list[Finding], text: str, clause_span: tuple[int, int], verdicts: Sequence[Verdict]
) -> bool:
    """Add what a clause says; True: its last noun was only named."""
    at, stop = clause_span
    clause = text[at:stop]
    for concern, stance, rule, one, two in verdicts:
        start, end = at + one, at + two
        values = (concern, stance, text[start:end], start, end, clause, rule, CONFIDENCE[rule])
        findings.append(_new(Finding, values))
    return rule is _NAMED


def _turn(findings: list[Finding], count: int) -> None:
    """Drop of the first `count` findings the last ones that those behind them turn against."""
    old, new = findings[:count][-_REACH:], findings[count:]
    findings[count - len(old) : count] = [one for one in old if not _is_turned(one, new)]


def _whole_words(text: str, places: Sequence[Place], engine: Engine) -> list[Place]:
    """Keep ambiguous terms only where the text is cut there.

    An ambiguous opinion beside another concern's noun is said of that noun (味道太大).
    """
    nouns = [
        (term.concern, start)
        for term, start, _ in places
        if term.stance is None and not term.word_only
    ]
    edges: set[int] | None = None
    kept = []
    for place in places:
        term, start, end = place
        if term.word_only:
            if _stands_beside(place, nouns):
                continue
            if edges is None:
                edges = word_edges(text, engine)
            if start not in edges or end not in edges:
                continue
        kept.append(place)
    return kept


def _stands_beside(place: Place, nouns: Sequence[tuple[str, int]]) -> bool:
    term, at, _ = place
    if term.stance is None or term.appeal:
        return False
    return any(concern != term.concern and start != at for concern, start in nouns)


def _finish(findings: list[Finding], reading: Reading, start: int) -> None:
    """Give a noun that was only named the opinion of the clause behind it (质量，真的很好)."""
    if len(reading.text) > _LONGEST_FINISH or reading.mood is not None:
        return
    for at in range(len(findings) - 1, -1, -1):
        finding = findings[at]
        if finding.rule is not _NAMED or start - finding.end > _LONGEST_FINISH:
            break
        marks = reading.marks_for(finding.concern)
        near = opinion_near(reading.text, marks, finding.concern, (0, 0))
        if near is not None:
            findings[at] = finding._replace(
                stance=Stance.PRAISES if near[0] > 0 else Stance.COMPLAINS,
                rule=Rule.NEXT_CLAUSE,
                confidence=CONFIDENCE[Rule.NEXT_CLAUSE],
            )


def _settled(findings: list[Finding]) -> list[Finding]:
    """Let an appeal blame the concern named last before it, else first behind it, but no praise.

    Where something else is a complaint already, the appeal adds nothing.
    """
    for one in findings:
        if one.rule is _APPEAL:
            break
    else:
        return findings
    others = [one for one in findings if one.rule is not _APPEAL]
    blames = [one for one in findings if one.stance is Stance.COMPLAINS]
    if not blames or any(one.rule is not _APPEAL for one in blames):
        return others
    appeal, concern = blames[0], ""
    for one in others:
        if one.stance is not Stance.PRAISES and (one.start < appeal.start or not concern):
            concern = one.concern
    settled = appeal._replace(concern=concern or appeal.concern)
    return sorted([*others, settled], key=lambda one: one.start)


def _is_turned(old: Finding, new: Iterable[Finding]) -> bool:
    """Say whether a word of contrast sets a new opinion against an old one (还可以但是掉色)."""
    against = {Stance.PRAISES: Stance.COMPLAINS, Stance.COMPLAINS: Stance.PRAISES}.get(old.stance)
    return any(
        (one.concern, one.stance) == (old.concern, against) and one.rule is not _APPEAL
        for one in new
    )

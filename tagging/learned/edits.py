"""Let confirmations edit a lexicon: what misleads is switched off, what is sure is added."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tagging.concerns import Finding, find_many
from tagging.labels import Example, sources_of
from tagging.lexicon import Lexicon, Term
from tagging.stances import Stance
from tagging.text import Engine, Matcher, fold

FEWEST_MISLED = 4  # texts before a term is switched off
WORST_SHARE = 0.25  # of the texts with a term that have its concern: below, it misleads
FEWEST_TAUGHT = 4  # texts before a term is added
BEST_SHARE = 0.8
SHORTEST = 2  # characters of a term that is added
_USUAL = 2  # texts: what the usual stance of the labels weighs
_TRUST = 6  # texts: what our own word for praise or complaint weighs
_ASKING = (Stance.ASKS, Stance.DOUBTS)


@dataclass(frozen=True, slots=True)
class Added:
    """A word people named, the labeller's concern it speaks of, and how (None: a noun)."""

    text: str
    name: str
    stance: Stance | None


@dataclass(frozen=True, slots=True)
class Edits:
    """What a lexicon gets to answer in a labeller's names.

    `off` are terms with the concern they are no longer of; `turns` gives the stance by which a
    labeller calls what our rules find in one of the names.
    """

    names: tuple[str, ...]
    off: tuple[tuple[str, str], ...] = ()
    added: tuple[Added, ...] = ()
    turns: tuple[tuple[str, Stance, Stance], ...] = ()


class EditedLexicon:
    """A lexicon that answers in a labeller's names."""

    __slots__ = ("_names_of", "_turns", "lexicon")

    def __init__(self, lexicon: Lexicon, edits: Edits) -> None:
        self.lexicon = _edited(lexicon, edits)
        self._names_of = _names_of(edits.names)
        self._turns = {(name, found): said for name, found, said in edits.turns}

    def find_many(
        self, texts: Iterable[str], *, engine: Engine = Engine.AUTO
    ) -> Iterator[list[Finding]]:
        """Find as `tagging.concerns.find_many` does, each name and stance once a text."""
        for findings in find_many(texts, self.lexicon, engine=engine):
            yield self._renamed(findings)

    def _renamed(self, findings: Sequence[Finding]) -> list[Finding]:
        best: dict[tuple[str, Stance], Finding] = {}
        for finding in findings:
            for name in self._names_of.get(finding.concern, ()):
                stance = self._turns.get((name, finding.stance), finding.stance)
                known = best.get((name, stance))
                if known is None or finding.confidence > known.confidence:
                    best[name, stance] = finding._replace(concern=name, stance=stance)
        return sorted(best.values(), key=lambda one: one.start)


def _names_of(names: Sequence[str]) -> dict[str, list[str]]:
    """Turn round whose words each name borrows."""
    names_of: dict[str, list[str]] = {}
    for name in names:
        for source in {name, *sources_of(name)}:
            names_of.setdefault(source, []).append(name)
    return names_of


def learn_edits(examples: Sequence[Example], lexicon: Lexicon, names: Sequence[str]) -> Edits:
    """Learn from confirmed texts what to switch off, what to add and how to call the stances."""
    texts = [fold(example.text.replace("\n", " ")) for example in examples]
    said = [{label.concern for label in example.labels} for example in examples]
    names_of = _names_of(names)
    off = tuple(sorted(_misleading(texts, said, lexicon, names_of)))
    plain = Edits(tuple(names), off, _taught(examples, texts, said, lexicon))
    return replace(plain, turns=_turns(examples, lexicon, plain))


def _misleading(
    texts: Sequence[str],
    said: Sequence[set[str]],
    lexicon: Lexicon,
    names_of: Mapping[str, Sequence[str]],
) -> Iterator[tuple[str, str]]:
    seen: Counter[tuple[str, str]] = Counter()
    right: Counter[tuple[str, str]] = Counter()
    for text, labels in zip(texts, said, strict=True):
        places = {index for index, _, _ in lexicon.matcher.spans(text)}
        terms = {(term.text, term.concern) for at in places for term in lexicon.terms_at[at]}
        for text_of, concern in terms:
            if concern in names_of:
                seen[text_of, concern] += 1
                right[text_of, concern] += not labels.isdisjoint(names_of[concern])
    for term, count in seen.items():
        if count >= FEWEST_MISLED and right[term] < WORST_SHARE * count:
            yield term


def _taught(
    examples: Sequence[Example],
    texts: Sequence[str],
    said: Sequence[set[str]],
    lexicon: Lexicon,
) -> tuple[Added, ...]:
    """Take the terms people named that are not ours and nearly always mean one concern."""
    named: dict[str, Counter[tuple[str, Stance | None]]] = {}
    for example in examples:
        for label in example.labels:
            for at, term in enumerate(label.terms):
                is_opinion = at == len(label.terms) - 1
                kind = (label.concern, label.stance if is_opinion else None)
                named.setdefault(fold(term), Counter())[kind] += 1
    added = []
    for term, kinds in sorted(named.items()):
        (name, stance), count = kinds.most_common(1)[0]
        if len(term) < SHORTEST or "\n" in term or count < FEWEST_TAUGHT:
            continue
        labels = [said_of for text, said_of in zip(texts, said, strict=True) if term in text]
        is_sure = sum(name in each for each in labels) >= BEST_SHARE * len(labels)
        if is_sure and not lexicon.matcher.spans(term) and count >= BEST_SHARE * kinds.total():
            added.append(Added(term, name, stance))
    return tuple(added)


def _turns(
    examples: Sequence[Example], lexicon: Lexicon, edits: Edits
) -> tuple[tuple[str, Stance, Stance], ...]:
    """Say by which stance the labeller calls what the rules find, where that is another."""
    usual = Counter(label.stance for example in examples for label in example.labels)
    counts: dict[tuple[str, Stance], Counter[Stance]] = {}
    found = EditedLexicon(lexicon, edits).find_many(example.text for example in examples)
    for example, findings in zip(examples, found, strict=True):
        for finding in findings:
            seen = counts.setdefault((finding.concern, finding.stance), Counter())
            seen.update({one.stance for one in example.labels if one.concern == finding.concern})
    turns = []
    for name in edits.names:
        for stance in Stance:
            called = _called(stance, counts.get((name, stance), Counter()), usual)
            if called is not stance:
                turns.append((name, stance, called))
    return tuple(turns)


def _called(stance: Stance, seen: Counter[Stance], usual: Counter[Stance]) -> Stance:
    """Choose the labeller's likeliest stance for one of ours, drawn towards what is usual.

    A question is no praise and no blame, whoever never labelled one.
    """
    if not usual:
        return stance
    if stance in _ASKING:
        usual = Counter({one: usual[one] for one in (*_ASKING, Stance.MENTIONS) if usual[one]})
        if not usual:
            return Stance.MENTIONS
    votes = {one: seen[one] + _USUAL * count / usual.total() for one, count in usual.items()}
    if stance in (Stance.PRAISES, Stance.COMPLAINS):
        votes[stance] = votes.get(stance, 0) + _TRUST
    elif stance not in usual and Stance.MENTIONS in usual:
        votes[Stance.MENTIONS] += _USUAL
    return max(votes, key=votes.__getitem__)


def _edited(lexicon: Lexicon, edits: Edits) -> Lexicon:
    """Lay the edits over a lexicon; what is switched off is passed over."""
    if not edits.off and not edits.added:
        return lexicon
    off = set(edits.off)
    terms_of = {
        text: [term for term in terms if (term.text, term.concern) not in off]
        for text, terms in zip(lexicon.matcher.terms, lexicon.terms_at, strict=True)
    }
    for each in edits.added:
        source = next((one for one in sources_of(each.name) if one in lexicon.concerns), each.name)
        terms_of.setdefault(each.text, []).append(Term(each.text, source, each.stance))
    new = {each.name for each in edits.added} - set(lexicon.concerns)
    return replace(
        lexicon,
        concerns=(*lexicon.concerns, *sorted(new)),
        terms=tuple(term for terms in terms_of.values() for term in terms),
        matcher=Matcher(terms_of),
        terms_at=tuple(tuple(terms) for terms in terms_of.values()),
        absence=dict.fromkeys(new, Stance.COMPLAINS) | dict(lexicon.absence),
        question=dict.fromkeys(new, Stance.ASKS) | dict(lexicon.question),
        known={},
    )


def only_for(lexicon: Lexicon, names: Sequence[str]) -> Lexicon:
    """Leave a lexicon the terms of some names: what is not looked for costs no time."""
    sources = set(_names_of(names))
    kept = [[term for term in terms if term.concern in sources] for terms in lexicon.terms_at]
    pairs = zip(lexicon.matcher.terms, lexicon.terms_at, kept, strict=True)
    texts = {text: tuple(terms) for text, all_terms, terms in pairs if terms or not all_terms}
    return replace(
        lexicon,
        terms=tuple(term for terms in texts.values() for term in terms),
        matcher=Matcher(texts),
        terms_at=tuple(texts.values()),
        known={},
    )


def plain_edits(edits: Edits) -> Edits:
    """Leave the lexicon's words as they are, and only call names and stances as people do."""
    return replace(edits, off=(), added=())

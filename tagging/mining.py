"""Discover what customers speak of that nobody listed: nouns with what is said of them.

An aspect opens its clause and is followed by a degree word or an opinion (味道 很 好闻). This is
double propagation (Qiu et al. 2011) reduced to a window, ranked by how surely a word behaves so.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

from tagging.changes import LexiconChange
from tagging.lexicon import Lexicon
from tagging.mined.plain_words import HALF_NAMES, PLAIN_WORDS
from tagging.mined.sightings import MOST_EXAMPLES, Opinion, Scene, Sighting, watch
from tagging.mined.variants import group_variants
from tagging.mined.views import OPINIONS
from tagging.text import Engine

__all__ = ["Candidate", "changes_of", "discover"]

MOST_OPINIONS = 8
MOST_VARIANTS = 8
_OPENING_PRIOR = 0.1  # an aspect that never opens a clause still counts a little
_SOLD_PENALTY = 5.0  # one mention in five that is counted, bought or sent: the thing itself
_GOODS = 0.5  # below, a word is what is sold: a longer name that starts with it says no more
_BOUND_SHARE = 0.6  # behind another noun so often, a word is half of a name (力度 of 活动力度)
_BOUND_START = 0.03
_CONFIDENCE_Z = 1.96
_LEAST_TEXTS = 5  # that colour an opinion
_MOST_RANKED = 2_000  # words that are compared with one another


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word that customers judge, with what they say of it.

    `count` is texts that name it or a variant; `blamed` and `praised` are clauses, of `clauses`
    that name it. `concern` is the one that lists the term already; "" where none does. `good` and
    `bad` are the opinions whose meaning is clear. `score` orders the candidates of one run only.
    """

    term: str
    count: int
    opinions: tuple[str, ...]
    examples: tuple[str, ...]
    variants: tuple[str, ...] = ()
    concern: str = ""
    clauses: int = 0
    blamed: int = 0
    praised: int = 0
    good: tuple[str, ...] = ()
    bad: tuple[str, ...] = ()
    is_new_word: bool = False
    score: float = 0.0

    @property
    def complaint_share(self) -> float:
        """Give the share of complaints among the clauses that judge it."""
        judged = self.blamed + self.praised
        return self.blamed / judged if judged else 0.0


def discover(
    texts: Iterable[str],
    lexicon: Lexicon,
    *,
    most: int = 200,
    unlisted_only: bool = False,
    engine: Engine = Engine.AUTO,
) -> list[Candidate]:
    """Discover what the texts judge, the surest first, with variants under one term.

    Listed terms stay in the ranking, marked by their concern. `unlisted_only` looks only at
    clauses in which the lexicon finds nothing. The texts are read once; work is linear in them.
    """
    find = _look_at(watch(texts, lexicon, unlisted_only=unlisted_only, engine=engine))
    ranked = sorted(find.seen, key=lambda word: (-_score(find.seen[word]), word))
    groups = group_variants(ranked[: max(_MOST_RANKED, most)], find.seen)[:most]
    return [_candidate(group, find, lexicon) for group in groups]


class _Find(NamedTuple):
    """The words that may be an aspect; `longer` are the longer names that end in each of them."""

    seen: Mapping[str, Sighting]
    longer: Mapping[str, Sequence[tuple[int, str]]]
    compounds: Collection[str]
    sad_share: float


def _look_at(scene: Scene) -> _Find:
    """Choose the words that may be an aspect.

    Half a name (力度 of 活动力度) gives way to its longer names.
    """
    seen = {
        word: one
        for word, one in scene.words.items()
        if word not in PLAIN_WORDS and one.judged and not _is_half(word, one)
    }
    longer: dict[str, list[tuple[int, str]]] = {}
    compounds = set()
    for pair, one in scene.compounds.items():
        before, word = pair
        if len(word) == 1:
            is_standing = scene.is_new_word(pair)
        elif before in PLAIN_WORDS or _distance_from_goods(scene.words[before]) < _GOODS:
            continue
        elif word in seen:
            longer.setdefault(word, []).append((one.clauses, before + word))
            continue
        else:
            is_standing = _is_half(word, scene.words[word])
        name = before + word
        if is_standing and one.judged and name not in PLAIN_WORDS:
            seen[name] = one
            compounds.add(name)
    return _Find(seen, longer, compounds, _sad_share(seen.values()))


def _is_half(word: str, one: Sighting) -> bool:
    return word in HALF_NAMES or (
        one.bound >= _BOUND_SHARE * one.clauses and one.started <= _BOUND_START * one.clauses
    )


def _score(one: Sighting) -> float:
    """Say how surely a word is an aspect; 0: it is none.

    The (geometric) mean of how often it is named and judged and how regularly it is judged, times
    how regularly it opens its clause. Shares are lower Wilson bounds: what was seen twice does not
    outrank what is sure.
    """
    judged = sqrt(sqrt(one.texts * one.judged) * _least_share(one.followed, one.clauses))
    opening = _OPENING_PRIOR + _least_share(one.started, one.clauses)
    return judged * opening * (1 - one.intensified / one.clauses) * _distance_from_goods(one)


def _distance_from_goods(one: Sighting) -> float:
    """Say how far a word is from being the thing that is sold; 0: it is the thing itself."""
    return max(1 - _SOLD_PENALTY * _least_share(one.handled, one.clauses), 0.0)


def _least_share(part: int, whole: int) -> float:
    """Give the lower end of the Wilson interval (1927) of a share."""
    share, z2 = part / whole, _CONFIDENCE_Z**2
    spread = sqrt(z2 * (share * (1 - share) + z2 / (4 * whole)) / whole)
    return (share + z2 / (2 * whole) - spread) / (1 + z2 / whole)


def _candidate(group: Sequence[str], find: _Find, lexicon: Lexicon) -> Candidate:
    seen = find.seen
    members = sorted(group, key=lambda word: (-seen[word].texts, len(word), word))
    sightings = [seen[word] for word in members]
    term = members[0]
    opinions = _opinions(sightings)
    named = tuple(sorted(opinions, key=lambda said: (-opinions[said].count, said)))[:MOST_OPINIONS]
    colours = [_colour(said, opinions[said], find.sad_share) for said in named]
    longer = (name for _, name in sorted(find.longer.get(term, ()), reverse=True))
    return Candidate(
        term,
        sum(one.texts for one in sightings),
        named,
        tuple(example for one in sightings for example in one.examples)[:MOST_EXAMPLES],
        variants=tuple(dict.fromkeys([*members[1:], *longer]))[:MOST_VARIANTS],
        concern=next(filter(None, (_listed(word, lexicon) for word in members)), ""),
        clauses=sum(one.clauses for one in sightings),
        blamed=sum(one.blamed for one in sightings),
        praised=sum(one.praised for one in sightings),
        good=tuple(said for said, colour in zip(named, colours, strict=True) if colour > 0),
        bad=tuple(said for said, colour in zip(named, colours, strict=True) if colour < 0),
        is_new_word=term in find.compounds,
        score=max(_score(one) for one in sightings),
    )


def _opinions(sightings: Iterable[Sighting]) -> dict[str, Opinion]:
    """Add up what is said of several words."""
    whole: dict[str, Opinion] = {}
    for one in sightings:
        for said, opinion in one.opinions.items():
            total = whole.setdefault(said, Opinion())
            total.count += opinion.count
            total.glad += opinion.glad
            total.sad += opinion.sad
    return whole


def _listed(word: str, lexicon: Lexicon) -> str:
    """Name the concern that a word is found under, whole or by a term inside it; "": none."""
    found = [
        (end - start, term.concern)
        for index, start, end in lexicon.matcher.spans(word)
        for term in lexicon.terms_at[index]
        if not term.word_only or term.text == word
    ]
    return max(found, default=(0, ""), key=lambda one: one[0])[1]


def _sad_share(seen: Iterable[Sighting]) -> float:
    """Give the share of sad company among all opinions, to compare one opinion with."""
    said = [opinion for one in seen for opinion in one.opinions.values()]
    glad, sad = sum(one.glad for one in said), sum(one.sad for one in said)
    return sad / (glad + sad) if glad + sad else 0.5


def _colour(said: str, opinion: Opinion, base: float) -> int:
    """Say +1 where an opinion praises, -1 where it blames, 0 where that is not clear or known."""
    whole = opinion.glad + opinion.sad
    if said in OPINIONS or whole < _LEAST_TEXTS:
        return 0
    if _least_share(opinion.sad, whole) > base:
        return -1
    return int(_least_share(opinion.glad, whole) > 1 - base)


def changes_of(
    candidate: Candidate, concern: str, category: str = ""
) -> tuple[LexiconChange, ...]:
    """Turn a candidate into what a concern's lists gain when an operator accepts it.

    The term and its variants become nouns (longer names are found by the term inside them), its
    clear opinions praise or blame them.
    """
    others = (word for word in candidate.variants if candidate.term not in word)
    texts = {
        "nouns": (candidate.term, *others),
        "good": candidate.good,
        "bad": candidate.bad,
    }
    return tuple(
        LexiconChange(concern, key, text, is_addition=True, category=category)
        for key, words in texts.items()
        for text in words
    )

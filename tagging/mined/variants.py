"""Put the words that customers use for one thing under one of them.

Shared characters first, then shared opinions (text-mining has no better evidence without vectors).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import log, sqrt

from tagging.mined.sightings import Sighting

_SAME_END = 0.6  # least cosines of what is said of two words
_SAME_START = 0.8
_SAME_CHARACTER = 0.9
_OFTEN_JUDGED = 10
_LEAST_COMPARED = 5
_MOST_GROUPS = 400  # that a word is compared with


def group_variants(ranked: Sequence[str], seen: Mapping[str, Sighting]) -> list[list[str]]:
    """Put each word under the first group whose first word it is a variant of.

    Words come ranked, the surest first; so do the groups.
    """
    telling = _telling(seen)
    groups: list[list[str]] = []
    for word in ranked:
        for group in groups[:_MOST_GROUPS]:
            if _are_one(word, group[0], seen, telling):
                group.append(word)
                break
        else:
            groups.append([word])
    return groups


def _telling(seen: Mapping[str, Sighting]) -> dict[str, float]:
    """Weigh opinions by how few words they are said of: 好 tells nothing, 清晰 much."""
    spread = Counter(said for one in seen.values() for said in one.opinions)
    return {said: log(len(seen) / words) for said, words in spread.items()}


def _are_one(
    word: str, other: str, seen: Mapping[str, Sighting], telling: Mapping[str, float]
) -> bool:
    """Say whether two words share so many characters and opinions that they name one thing.

    A Chinese noun's head is its end: a rare word that ends in another (商品质量) is a kind of it.
    """
    short, long = sorted((word, other), key=len)
    fewest = min(seen[word].judged, seen[other].judged)
    if long.endswith(short):
        least = _SAME_END if fewest >= _OFTEN_JUDGED else 0.0
    elif long.startswith(short):
        least = _SAME_START
    elif long[0] == short[0] or (len(long) > len(short) and long[-1] == short[0]):
        least = _SAME_CHARACTER  # 价钱 and 价格, 显示屏 and 屏幕
    else:
        return False
    if least > 0 and fewest < _LEAST_COMPARED:
        return False
    return _likeness(seen[word], seen[other], telling) >= least


def _likeness(one: Sighting, other: Sighting, telling: Mapping[str, float]) -> float:
    """Give the cosine of what is said of two words."""
    said, heard = (
        {word: opinion.count * telling[word] for word, opinion in each.opinions.items()}
        for each in (one, other)
    )
    both = sum(said[word] * heard[word] for word in said.keys() & heard.keys())
    squares = [sum(weight**2 for weight in each.values()) for each in (said, heard)]
    return both / sqrt(squares[0] * squares[1]) if all(squares) else 0.0

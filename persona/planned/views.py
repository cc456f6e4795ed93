"""Who sees which posts: the rules about selling hold in every view of a timeline."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations

from persona.materials import EVERYBODY, Audience

View = Audience | None
"""What somebody sees: posts for all, and those for this audience; None sees every post."""

FEW_MARKS = 6
"""Of so few tags and layers any two together are a viewer too: 15 views more at most."""


def is_seen(audience: Audience, view: View) -> bool:
    """Tell whether a post for an audience is in a view."""
    if view is None or audience.is_everybody:
        return True
    return bool(audience.tags & view.tags or audience.layers & view.layers)


def views_of(audiences: Iterable[Audience]) -> tuple[View, ...]:
    """List the views that differ: the whole account, everybody, and each sort of viewer.

    A viewer is one tag, one layer, two of them where they are few, or a whole audience.
    """
    some = (each for each in audiences if each is not EVERYBODY)
    return _views_of(frozenset(each for each in some if not each.is_everybody))


@lru_cache(1 << 8)
def _views_of(special: frozenset[Audience]) -> tuple[View, ...]:
    if not special:
        return (None,)
    marks = {Audience(frozenset({tag})) for each in special for tag in each.tags}
    marks |= {Audience(layers=frozenset({layer})) for each in special for layer in each.layers}
    viewers = marks | special
    if len(marks) <= FEW_MARKS:
        viewers |= {_both(one, other) for one, other in combinations(marks, 2)}
    by_what_they_see: dict[frozenset[Audience], Audience] = {}
    for viewer in sorted(viewers, key=lambda each: (sorted(each.tags), sorted(each.layers))):
        seen = frozenset(each for each in special if is_seen(each, viewer))
        by_what_they_see.setdefault(seen, viewer)
    return (None, EVERYBODY, *by_what_they_see.values())


def _both(one: Audience, other: Audience) -> Audience:
    return Audience(one.tags | other.tags, one.layers | other.layers)

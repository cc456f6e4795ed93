"""Customers whom the rules cannot tell apart: decided for once, however many they are."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from tagging.layering import Flag, Layer, Level, Standing

ACTIVE_LAYERS = frozenset({Layer.DUE, Layer.FIRST_TIME_BUYER, Layer.RETURNING_BUYER})
"""The layers that share the tier active, outside the protection window."""
_LEVELS = {
    Layer.PROSPECT: (Level.PROSPECT,),
    Layer.FIRST_TIME_BUYER: (Level.FIRST_TIME,),
    Layer.RETURNING_BUYER: (Level.SECOND_TIME, Level.REGULAR, Level.LOYAL),
}
_ANY_BUYER = (Level.FIRST_TIME, Level.SECOND_TIME, Level.REGULAR, Level.LOYAL)
_FLAGS_OF_PROSPECTS = (Flag.ABANDONED_ORDER,)
_FLAGS = (Flag.HIGH_VALUE, Flag.PRICE_SENSITIVE, Flag.ABANDONED_ORDER)
_LAYERS = tuple(Layer)


@dataclass(frozen=True, slots=True)
class CustomerClass:
    """All that a choice looks at; nothing else of a customer makes a difference (PIPL §24)."""

    layer: Layer
    level: Level = Level.PROSPECT
    flags: frozenset[Flag] = frozenset()
    wants_personal: bool = True
    spared: frozenset[str] = frozenset()
    """The names of offers they are not to get today: just bought, or given not long ago."""

    @property
    def place(self) -> tuple[object, ...]:
        """Order classes, whatever the sequence in which they are counted."""
        words = (tuple(sorted(self.flags)), tuple(sorted(self.spared)))
        return (_LAYERS.index(self.layer), self.level, *words, self.wants_personal)


def class_of(standing: Standing, *, wants_personal: bool = True) -> CustomerClass:
    """Name the class in which a customer is decided for; flags of who refuses do not count."""
    flags = standing.flags if wants_personal else standing.flags & {Flag.HELD_OUT}
    return CustomerClass(standing.layer, standing.level, flags, wants_personal)


@cache
def every_class() -> tuple[CustomerClass, ...]:
    """List every class a customer may be in who is not held out."""
    return tuple(
        CustomerClass(layer, level, flags)
        for layer in Layer
        for level in levels_in(layer)
        for flags in _sets_of(_FLAGS_OF_PROSPECTS if layer is Layer.PROSPECT else _FLAGS)
    )


def levels_in(layer: Layer) -> tuple[Level, ...]:
    """List the levels that customers of a layer can have."""
    return _LEVELS.get(layer, _ANY_BUYER)


def same_tier(layer: Layer) -> Iterator[CustomerClass]:
    """List the classes of a layer's tier outside the window, as if nobody had a flag."""
    for other in sorted(ACTIVE_LAYERS if layer in ACTIVE_LAYERS else {layer}):
        for level in levels_in(other):
            yield CustomerClass(other, level)


def _sets_of(flags: tuple[Flag, ...]) -> Iterator[frozenset[Flag]]:
    for size in range(len(flags) + 1):
        yield from map(frozenset, combinations(flags, size))

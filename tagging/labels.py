"""What people say a text worries about: the examples that learning and measuring rest on."""

from dataclasses import dataclass

from tagging.stances import Stance


@dataclass(frozen=True, slots=True)
class Label:
    """A concern somebody found in a text; `terms` are the words of the text that say so, if told.

    The concern's name is the labeller's own: `sources_of` says whose words of ours it may borrow.
    """

    concern: str
    stance: Stance
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A text that a person has read, and all that it worries about; no labels: nothing."""

    text: str
    labels: tuple[Label, ...] = ()


_SOURCES = {
    "真伪": ("真假",),
    "尺寸": ("规格",),
    "服务": ("服务态度", "售后保修"),
    "外观": ("外观款式",),
    "硬件&性能": ("硬件性能",),
    "软件&性能": ("软件性能",),
}


def sources_of(name: str) -> tuple[str, ...]:
    """Name the concerns of our catalogue whose words a labeller's concern borrows."""
    return _SOURCES.get(name, (name,))

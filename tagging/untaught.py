"""What nobody taught a model: of that the words alone decide."""

from collections.abc import Collection, Sequence

from tagging.concerns import Finding
from tagging.stances import Stance


def add_untaught(
    learned: Sequence[Finding],
    by_words: Sequence[Finding],
    names: Collection[str],
    pairs: Collection[tuple[str, Stance]],
) -> list[Finding]:
    """Add to what a model finds in a text what the words find that it never learned to see.

    `names` are the concerns, `pairs` the concerns with a stance that it was taught. A stance it
    was not taught counts where it sees nothing of that concern in the text.
    """
    seen = {finding.concern for finding in learned}
    added = [
        finding
        for finding in by_words
        if finding.concern not in names
        or ((finding.concern, finding.stance) not in pairs and finding.concern not in seen)
    ]
    return sorted([*learned, *added], key=lambda finding: finding.start) if added else [*learned]

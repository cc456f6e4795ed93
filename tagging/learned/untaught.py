"""What nobody taught a model: of that the words alone decide."""

from collections.abc import Collection, Sequence

from tagging.concerns import Finding
from tagging.stances import Stance

_ASKING = (Stance.ASKS, Stance.DOUBTS)


def add_untaught(
    learned: Sequence[Finding],
    by_words: Sequence[Finding],
    names: Collection[str],
    pairs: Collection[tuple[str, Stance]],
) -> list[Finding]:
    """Add to what a model finds in a text what the words find that it never learned to see.

    `names` are the concerns, `pairs` the concerns with a stance that it was taught. A stance it
    was not taught counts where it sees nothing of that concern in the text. Who was never taught
    that customers ask takes a question for praise or blame: there the words decide the clause.
    """
    asked = {
        (finding.concern, finding.clause)
        for finding in by_words
        if finding.stance in _ASKING
        and not any((finding.concern, one) in pairs for one in _ASKING)
    }
    learned = [finding for finding in learned if (finding.concern, finding.clause) not in asked]
    seen = {finding.concern for finding in learned}
    added = [
        finding
        for finding in by_words
        if finding.concern not in names
        or (finding.concern, finding.clause) in asked
        or ((finding.concern, finding.stance) not in pairs and finding.concern not in seen)
    ]
    return sorted([*learned, *added], key=lambda finding: finding.start) if added else [*learned]

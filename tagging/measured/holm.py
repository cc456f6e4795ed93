"""Many questions to the same campaign, and one chance of error for all of them."""

from collections.abc import Sequence


def holm(chances: Sequence[float]) -> list[float]:
    """Correct the p of several questions, so that one in twenty campaigns errs anywhere (Holm).

    The smallest is multiplied by how many there are, the next by one less, and none falls below
    the one before it.
    """
    corrected = [1.0] * len(chances)
    least = 0.0
    for passed, place in enumerate(sorted(range(len(chances)), key=chances.__getitem__)):
        least = max(least, min(1.0, chances[place] * (len(chances) - passed)))
        corrected[place] = least
    return corrected

"""What `zhanggui response --json` measured by layer, as the rates that offers are decided with."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.errors import ImportFileError
from tagging.counts import Share
from tagging.layering import Layer
from tagging.measured.lifts import Measure
from tagging.measured.verdicts import Verdict
from tagging.offered.worth import LayerRates, Rates, large_enough

BOUGHT = "bought"
Arm = dict[str, Any]


def read_rates(path: Path) -> LayerRates:
    """Read who bought without an offer and with one, by layer, where there are enough to tell.

    Of several windows the longest that is over counts, of several arms all together. Raise
    ImportFileError where the file is another, or does not say which outcome is meant.
    """
    try:
        shares = [
            arm
            for arm in json.loads(path.read_text("utf-8"))["layers"]
            if arm["measure"] == Measure.SHARE and arm["verdict"] != Verdict.TOO_EARLY
        ]
        outcome = _outcome_of(sorted({arm["outcome"] for arm in shares}), path.name)
        meant = [arm for arm in shares if arm["outcome"] == outcome]
        rates = {Layer(arm["layer"]): _rates_of(arm) for arm in sorted(meant, key=_rank)}
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ImportFileError(
            f"{path.name}: not what `zhanggui response --json` writes of customers in layers of "
            f"`zhanggui layer` ({type(error).__name__}: {error})"
        ) from None
    return large_enough(rates)


def _outcome_of(outcomes: Sequence[str], name: str) -> str:
    """Choose the outcome that is a purchase."""
    if BOUGHT in outcomes:
        return BOUGHT
    if len(outcomes) == 1:
        return outcomes[0]
    found = f"several outcomes ({', '.join(outcomes)})" if outcomes else "no share of a layer"
    raise ImportFileError(
        f"{name}: {found}: let `zhanggui response --json` read a file of groups with a column "
        "layer and one outcome of 0 and 1 (--outcome), whose window is over"
    )


def _rank(arm: Arm) -> tuple[int, bool]:
    """Put last what counts: the longest window, all arms together."""
    return arm["window"] or 0, arm["arm"] is None


def _rates_of(arm: Arm) -> Rates:
    """Read the counts of both groups. Raise ValueError where they cannot be."""
    natural = Share(arm["control_yes"], arm["control"])
    stimulated = Share(arm["treated_yes"], arm["treated"])
    for share in (natural, stimulated):
        if type(share.count) is not int or type(share.of) is not int:
            raise ValueError(f"{share.count} of {share.of} are no counts")
        if not 0 <= share.count <= share.of:
            raise ValueError(f"{share.count} of {share.of} cannot be")
    return Rates(natural, stimulated)

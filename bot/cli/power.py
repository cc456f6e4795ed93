"""`zhanggui power`: how many customers it takes to see a lift, asked before anything is sent."""

from collections.abc import Iterator
from typing import Annotated

import typer

from bot.cli import output
from bot.cli.output import AsJson
from bot.reasons import word
from tagging.holdout import CONTROL_SHARE
from tagging.measured.power import POWER
from tagging.response import Outlook, foresee

Natural = Annotated[float, typer.Option(help="The share who buy without it: 0.1.")]
Lift = Annotated[float, typer.Option(help="The lift to see, as a share: 0.02 is 2 points.")]
Contacts = Annotated[int, typer.Option(min=0, help="How many contacts there are.")]
ControlShare = Annotated[float, typer.Option(help="The share left without it.")]
Power = Annotated[float, typer.Option(help="How surely a lift that is there is seen.")]


def power(
    *,
    natural: Natural,
    lift: Lift,
    contacts: Contacts = 0,
    control: ControlShare = CONTROL_SHARE,
    wanted: Annotated[float, typer.Option("--power")] = POWER,
    as_json: AsJson = False,
) -> None:
    """Say how many customers it takes to see a lift, and what so many contacts can show.

    At 5 % two-sided, for an even split and for one with --control. With
    --contacts also the smallest lift that they show, and whether to pool.
    """
    outlook = foresee(natural, lift, control, contacts, wanted)
    even = foresee(natural, lift, 0.5, power=wanted).needed
    if as_json:
        needed = outlook.needed
        output.say_json(
            {
                "natural": natural,
                "lift": lift,
                "power": wanted,
                "per_arm": even.treated,
                "control_share": control,
                "control": needed.control,
                "treated": needed.treated,
                "needed": needed.contacts,
                "contacts": contacts or None,
                "smallest_lift": outlook.smallest,
                "is_visible": contacts >= needed.contacts if contacts else None,
                "because": outlook.because and word(outlook.because),
            }
        )
        return
    output.say(f"even split: {even.treated:,} in each group")
    for line in lines_of(outlook):
        output.say(line)


def lines_of(outlook: Outlook) -> Iterator[str]:
    """Write for people what a campaign could show."""
    needed = outlook.needed
    yield (
        f"as planned: {needed.control:,} in control and {needed.treated:,} treated, "
        f"{needed.contacts:,} in all"
    )
    if outlook.because:
        yield word(outlook.because, "en")
        smallest = "none" if outlook.smallest is None else f"{outlook.smallest:.2%}"
        yield f"the smallest lift they show: {smallest}"

"""Customers who stand in a group file more than once: counted once, or not at all."""

from array import array
from collections import defaultdict
from typing import TYPE_CHECKING

from bot.cli.group_file import GroupFile, Groups

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

REPEATED = "repeated"
ADVICE = "每位客户只能在一组，这几行都不计入；查清实际在哪一组后只保留一行"


def keep_one_each(file: GroupFile, groups: Groups) -> "NDArray[np.bool_]":
    """Mark the rows that count: of a customer in one group the first, in two groups none.

    What is dropped is left out as repeated, or refused with the other row's number.
    """
    import numpy as np

    keep = np.ones(len(groups.numbers), dtype=np.bool_)
    for places in _doubles_in(file, groups):
        arm_of = {place: groups.group.codes[place] for place in places}
        if len(set(arm_of.values())) == 1:
            keep[places[1:]] = False
            groups.left_out[REPEATED] += len(places) - 1
            continue
        keep[places] = False
        for place in places:
            _refuse(groups, place, next(each for each in places if arm_of[each] != arm_of[place]))
    return keep


def repeated_in(keys: "array[int]") -> "NDArray[np.int64]":
    """Give the keys that stand there more than once."""
    import numpy as np

    ranked = np.sort(np.asarray(keys))
    return np.unique(ranked[1:][ranked[1:] == ranked[:-1]])


def _refuse(groups: Groups, place: int, other: int) -> None:
    names = groups.group.names
    own, others = (names[groups.group.codes[each]] for each in (place, other))
    reason = f"同一位客户在第 {groups.numbers[other]} 行属于 {others} 组，这一行却是 {own} 组"
    groups.refusals.add(groups.numbers[place], reason, ADVICE)


def _doubles_in(file: GroupFile, groups: Groups) -> list[list[int]]:
    """List the places of each customer of a campaign who has several.

    Keys that are equal are only suspects: the file is read again for who they really are.
    """
    import numpy as np

    several = repeated_in(groups.keys)
    if not len(several):
        return []
    suspects = np.flatnonzero(np.isin(np.asarray(groups.keys), several))
    place_of = {groups.numbers[place]: place for place in suspects.tolist()}
    campaigns = groups.texts["campaign"].codes if "campaign" in groups.texts else None
    by_customer: dict[tuple[str, int], list[int]] = defaultdict(list)
    for number, customer in file.customers():
        place = place_of.get(number)
        if place is not None:
            by_customer[customer, campaigns[place] if campaigns else 0].append(place)
    return [places for places in by_customer.values() if len(places) > 1]

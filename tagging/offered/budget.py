"""Share out what is scarce: decided once per class, and given where it brings most.

Every class asks for its best offer. An offer of limited stock or budget keeps the askers whom it
is expected to bring most, and turns the others away to their next choice; a later asker of more
worth takes the place of an earlier one (deferred acceptance: Gale and Shapley 1962). So the result
does not depend on the sequence of the classes, and nobody goes without what they would have liked
better while somebody of less worth has it.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tagging.errors import RuleError
from tagging.offered.choosing import Chooser, OfferChoice
from tagging.offered.classes import CustomerClass
from tagging.offered.offer import Offer
from tagging.offered.policy import SHELF_ALONE, Policy
from tagging.offered.worth import NOTHING_MEASURED, LayerRates, given_fen
from tagging.reasons import Because, Reason

_Wish = tuple[CustomerClass, int]
"""A class, and the rank of the choice it asks for."""


@dataclass(frozen=True, slots=True)
class Portion:
    """So many customers of a class get the same."""

    choice: OfferChoice
    count: int


def share_out(
    classes: Mapping[CustomerClass, int],
    shelf: Sequence[Offer],
    today: date,
    *,
    policy: Policy = SHELF_ALONE,
    rates: LayerRates = NOTHING_MEASURED,
) -> dict[CustomerClass, tuple[Portion, ...]]:
    """Choose for all customers, so many of each class, within stock and budget.

    The portions of a class add up to its customers, those with the better choice first. Who of a
    class comes first is the caller's to draw, by a hash of the customer. Raises RuleError for a
    class of less than nobody.
    """
    for customers, count in classes.items():
        if count < 0:
            raise RuleError(f"class {customers.layer}: {count} customers are less than nobody")
    chooser = Chooser(shelf, today, policy, rates)
    seats = _seat(classes, chooser)
    return {
        customers: _portions(customers, count, seats[customers], chooser)
        for customers, count in classes.items()
    }


def room_of(offer: Offer, policy: Policy) -> int | None:
    """Say how many can be given if every one is taken up in full; None is without end."""
    cost_fen = given_fen(offer, policy)
    if offer.budget_fen is None or not cost_fen:
        return offer.stock
    by_budget = offer.budget_fen // cost_fen
    return by_budget if offer.stock is None else min(offer.stock, by_budget)


def _seat(
    classes: Mapping[CustomerClass, int], chooser: Chooser
) -> dict[CustomerClass, Counter[int]]:
    """Find how many of each class get their first choice (0), their second (1), and so on."""
    wishes = {customers: chooser.fitting(customers) for customers in classes}
    kept: dict[str, Counter[_Wish]] = defaultdict(Counter)
    asking = Counter({(customers, 0): count for customers, count in classes.items()})
    while asking:
        asked = set[str]()
        for (customers, rank), count in asking.items():
            if rank < len(wishes[customers]):
                name = wishes[customers][rank].name
                kept[name][customers, rank] += count
                asked.add(name)
        asking = Counter()
        for offer in chooser.shelf:
            if offer.name in asked:
                asking += _turn_away(offer, kept[offer.name], chooser)
    seats: dict[CustomerClass, Counter[int]] = defaultdict(Counter)
    for wish_counts in kept.values():
        for (customers, rank), count in wish_counts.items():
            seats[customers][rank] += count
    return seats


def _turn_away(offer: Offer, kept: Counter[_Wish], chooser: Chooser) -> Counter[_Wish]:
    """Keep the askers of most worth while there is room; send the others to their next choice."""
    turned_away = Counter[_Wish]()
    room = room_of(offer, chooser.policy)
    if room is None or room >= kept.total():
        return turned_away
    for wish in sorted(kept, key=lambda wish: _claim_of(offer, wish[0], chooser)):
        customers, rank = wish
        served = min(room, kept[wish])
        turned_away[customers, rank + 1] += kept[wish] - served
        kept[wish] = served
        room -= served
    return +turned_away


def _claim_of(
    offer: Offer, customers: CustomerClass, chooser: Chooser
) -> tuple[bool, Fraction, tuple[object, ...]]:
    """Order the claims on a scarce offer: whom the policy puts first, then who brings most."""
    rule = chooser.policy.rule_for(offer, customers)
    is_first = rule is not None and rule.comes_first
    return (
        not is_first,
        -chooser.expected_margin_fen(offer, customers),
        customers.place,
    )


def _portions(
    customers: CustomerClass, count: int, seats: Counter[int], chooser: Chooser
) -> tuple[Portion, ...]:
    """Spell out what the customers of a class get; who has no seat gets no offer."""
    wishes = chooser.fitting(customers)
    seated = [*sorted(seats.items()), (len(wishes), count - seats.total())]
    return tuple(
        Portion(chooser.choose_class(customers, gone=_gone(wishes[:rank])), number)
        for rank, number in seated
        if number
    )


def _gone(better: Sequence[Offer]) -> dict[str, Because]:
    return {offer.name: Because(Reason.SCARCE, {"better": offer.title}) for offer in better}

"""Choose for one customer, or once for all customers whom the rules cannot tell apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from tagging.layering import Flag, Layer, Standing
from tagging.offered.classes import CustomerClass, class_of
from tagging.offered.obstacles import (
    Personal,
    Terms,
    fall_for,
    obstacle_for_class,
    obstacle_for_one,
    yuan,
)
from tagging.offered.offer import Offer, OfferKind
from tagging.offered.policy import SHELF_ALONE, Policy
from tagging.offered.price_protection import PriceFall
from tagging.offered.worth import (
    NOTHING_MEASURED,
    LayerRates,
    expected_margin_fen,
    worth_of,
)
from tagging.reasons import Because, Reason

Reasons = Mapping[str, Because]
NOT_KNOWN = Personal()
_NO_MORE: Reasons = {}


@dataclass(frozen=True, slots=True)
class OfferChoice:
    """The offer chosen, or none, and a reason for it and against each of the others."""

    offer: Offer | None
    because: Because
    rejected: tuple[tuple[str, Because], ...] = ()
    notes: tuple[Because, ...] = ()
    """What else it rests on: what is known of the offer's worth, what the customer asked for."""

    @property
    def reasons(self) -> tuple[Because, ...]:
        """List all that is to be said of the choice."""
        return (self.because, *self.notes)


@dataclass(frozen=True, slots=True)
class _Ranking:
    """What a class may be given, the best first, and why not the rest."""

    offers: tuple[Offer, ...]
    obstacles: Reasons


@dataclass(slots=True)
class Chooser:
    """A shelf and a policy on one day; every class of customers is weighed once."""

    shelf: Sequence[Offer]
    today: date
    policy: Policy = SHELF_ALONE
    rates: LayerRates = field(default_factory=lambda: NOTHING_MEASURED)
    _terms: Terms = field(init=False)
    _rankings: dict[CustomerClass, _Ranking] = field(init=False, default_factory=dict)
    _class_choices: dict[CustomerClass, OfferChoice] = field(init=False, default_factory=dict)
    _choices: dict[tuple[object, ...], OfferChoice] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._terms = Terms(self.today, self.policy, self.rates)

    def choose(self, standing: Standing, personal: Personal = NOT_KNOWN) -> OfferChoice:
        """Choose the most fitting offer, among equals the highest expected margin, and say why.

        Of the customer only the class counts, and what is in `personal`. The reasons against
        discounts tell a recent buyer their own days, so these are remembered day by day.
        """
        if personal is not NOT_KNOWN:
            return self._choose_for(standing, personal)
        layer = standing.layer
        last_day = standing.last_day if layer is Layer.RECENT_BUYER else None
        key = (layer, standing.level, standing.flags, last_day)
        known = self._choices.get(key)
        if known is None:
            known = self._choices[key] = self._choose_for(standing, personal)
        return known

    def choose_class(self, customers: CustomerClass, gone: Reasons = _NO_MORE) -> OfferChoice:
        """Choose for all customers of a class at once; offers that are `gone` are not given.

        Where a reason tells customers their own days, it has names for them: see `templates`.
        """
        if gone:
            return self._choose(customers, NOT_KNOWN, gone)
        known = self._class_choices.get(customers)
        if known is None:
            known = self._class_choices[customers] = self._choose(customers, NOT_KNOWN, gone)
        return known

    def expected_margin_fen(self, offer: Offer, customers: CustomerClass) -> Fraction:
        """Expect what one customer of a class brings; for who refuses to be known, the guess."""
        rates = self.rates.get(customers.layer) if customers.wants_personal else None
        return expected_margin_fen(offer, self.policy, rates)

    def fitting(self, customers: CustomerClass) -> tuple[Offer, ...]:
        """List what a class may be given, the best first."""
        return tuple(
            offer
            for offer in self._ranking_of(customers).offers
            if obstacle_for_one(offer, customers, NOT_KNOWN, self._terms) is None
        )

    def _choose_for(self, standing: Standing, personal: Personal) -> OfferChoice:
        customers = class_of(standing, wants_personal=personal.wants_personal)
        choice = (
            self.choose_class(customers)
            if personal is NOT_KNOWN
            else self._choose(customers, personal, _NO_MORE)
        )
        return _with_own_days(choice, standing) if standing.layer is Layer.RECENT_BUYER else choice

    def _choose(self, customers: CustomerClass, personal: Personal, gone: Reasons) -> OfferChoice:
        terms, ranking = self._terms, self._ranking_of(customers)
        obstacles = dict(ranking.obstacles)
        for offer in ranking.offers:
            obstacle = gone.get(offer.name) or obstacle_for_one(offer, customers, personal, terms)
            if obstacle is not None:
                obstacles[offer.name] = obstacle
        best = next((offer for offer in ranking.offers if offer.name not in obstacles), None)
        return OfferChoice(
            best,
            _because_of(best, customers, fall_for(best, personal, terms) if best else None),
            tuple(
                (offer.name, obstacles.get(offer.name) or _why_second(offer, best))
                for offer in self.shelf
                if offer is not best
            ),
            self._notes_on(best, customers, gone),
        )

    def _ranking_of(self, customers: CustomerClass) -> _Ranking:
        """Weigh the whole shelf for a class, or remember it."""
        known = self._rankings.get(customers)
        if known is None:
            found = {
                offer.name: obstacle_for_class(offer, customers, self._terms)
                for offer in self.shelf
            }
            fitting = [offer for offer in self.shelf if found[offer.name] is None]
            fitting.sort(key=lambda offer: self._preference_of(offer, customers))
            obstacles = {name: because for name, because in found.items() if because}
            known = self._rankings[customers] = _Ranking(tuple(fitting), obstacles)
        return known

    def _preference_of(
        self, offer: Offer, customers: CustomerClass
    ) -> tuple[bool, int, Fraction, str]:
        """Put what is owed first, then what was made for fewer people, then what brings more."""
        return (
            offer.kind is not OfferKind.PRICE_PROTECTION,
            -_conditions_of(offer),
            -self.expected_margin_fen(offer, customers),
            offer.name,
        )

    def _notes_on(
        self, best: Offer | None, customers: CustomerClass, gone: Reasons
    ) -> tuple[Because, ...]:
        """Say what is known of the offer's worth, and what kept a better one away."""
        rates = self.rates.get(customers.layer)
        worth = worth_of(best, self.policy, rates) if best else None
        worth = worth or self._too_dear(customers)
        refused = None if customers.wants_personal else Because(Reason.NOTHING_PERSONAL)
        return tuple(note for note in (worth, *gone.values(), refused) if note)

    def _too_dear(self, customers: CustomerClass) -> Because | None:
        """Say the numbers of a discount that would fit, did it not cost more than it brings."""
        obstacles = self._ranking_of(customers).obstacles.values()
        dear = (one for one in obstacles if one.code is Reason.COSTS_MORE_THAN_IT_BRINGS)
        return next(dear, None)


def _with_own_days(choice: OfferChoice, standing: Standing) -> OfferChoice:
    """Put a recent buyer's own days where the class had names for them."""
    own = standing.because
    rejected = tuple(
        (name, own if because.code is own.code else because) for name, because in choice.rejected
    )
    return OfferChoice(choice.offer, choice.because, rejected, choice.notes)


def _conditions_of(offer: Offer) -> int:
    return len(offer.flags) + bool(offer.levels)


def _why_second(offer: Offer, best: Offer | None) -> Because:
    assert best is not None
    is_less_fitting = _conditions_of(offer) < _conditions_of(best)
    code = Reason.LESS_FITTING if is_less_fitting else Reason.LOWER_MARGIN
    return Because(code, {"better": best.title})


_WHY_CHOSEN = {
    Layer.PROSPECT: Reason.WELCOME_FOR_PROSPECT,
    Layer.RECENT_BUYER: Reason.KINDNESS_WITHOUT_DISCOUNT,
    Layer.LOST: Reason.WIN_BACK_OF_LOST,
    Layer.SLEEPING: Reason.WIN_BACK_OF_SLEEPING,
    Layer.LAPSING: Reason.CALL_TO_LAPSING,
    Layer.DUE: Reason.REMINDER_WHEN_DUE,
    Layer.FIRST_TIME_BUYER: Reason.THANKS_FOR_FIRST_ORDER,
    Layer.RETURNING_BUYER: Reason.THANKS_TO_SHARE,
}


def _because_of(best: Offer | None, customers: CustomerClass, fall: PriceFall | None) -> Because:
    """Say why this offer, or why none."""
    if best is None and Flag.HELD_OUT in customers.flags:
        return Because(Reason.LEFT_WITHOUT_OFFER)
    if best is None:
        return Because(Reason.NOTHING_MEANT, {"layer": customers.layer})
    if best.kind is OfferKind.PRICE_PROTECTION and fall is not None:
        return _price_fell(best, fall)
    is_reward = best.is_discount and Flag.HIGH_VALUE in best.flags
    code = Reason.REWARD_FOR_HIGH_VALUE if is_reward else _WHY_CHOSEN[customers.layer]
    return Because(code, {"offer": best.title})


def _price_fell(best: Offer, fall: PriceFall) -> Because:
    return Because(
        Reason.PRICE_FELL,
        {
            "offer": best.title,
            "product": fall.purchase.product,
            "bought_on": fall.purchase.day.isoformat(),
            "paid_yuan": yuan(fall.purchase.price_fen),
            "now_yuan": yuan(fall.price_fen),
            "back_yuan": yuan(fall.back_fen),
        },
    )

"""The shop's policy: which kinds of offers, and how deep, for which layer, level and flags."""

from dataclasses import dataclass, field

from tagging.errors import RuleError
from tagging.layering import Flag, Layer, LayerRules, Level
from tagging.offered.classes import CustomerClass
from tagging.offered.contradictions import check_rules
from tagging.offered.offer import PERCENTS, Offer, OfferKind
from tagging.products import ProductRole


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRule:
    """What some customers may be given, and what not.

    Of the rules that name a kind, the first that fits decides on it.
    """

    name: str
    title: str = ""
    layers: frozenset[Layer] = frozenset()
    """One of them, as of levels and roles; empty means any."""
    flags: frozenset[Flag] = frozenset()
    """All of them are needed."""
    levels: frozenset[Level] = frozenset()
    roles: frozenset[ProductRole] = frozenset()
    """Of the goods an offer is for."""
    allow: frozenset[OfferKind] = frozenset()
    forbid: frozenset[OfferKind] = frozenset()
    min_depth_percent: int = 0
    """What an allowed offer may take off, of the expected basket."""
    max_depth_percent: int = 100
    min_threshold_fen: int = 0
    cool_down_days: int = 0
    """An allowed offer rests at least so long before the same customer gets it again."""
    comes_first: bool = False
    """Where something is scarce, these customers are served before others."""

    @property
    def said(self) -> str:
        """Say its title, or its name where it has none."""
        return self.title or self.name

    @property
    def kinds(self) -> frozenset[OfferKind]:
        """What it decides on."""
        return self.allow | self.forbid

    def fits(self, offer: Offer, customers: CustomerClass) -> bool:
        """Tell whether this rule is about these customers and this offer."""
        return (
            offer.kind in self.kinds
            and (not self.roles or not self.roles.isdisjoint(offer.roles))
            and self.speaks_of(customers)
        )

    def speaks_of(self, customers: CustomerClass) -> bool:
        """Tell whether this rule is about these customers."""
        return (
            (not self.layers or customers.layer in self.layers)
            and (not self.levels or customers.level in self.levels)
            and self.flags <= customers.flags
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The rules in their sequence, and what holds where an offer says nothing of its own.

    Without a rule the shelf alone decides. Raises RuleError where rules contradict each other.
    """

    rules: tuple[PolicyRule, ...] = ()
    margin_percent: int = 40
    basket_fen: int = 20_000
    price_protection_days: int = 30
    """If the price falls within so many days of the purchase, the difference is given back."""
    layer_rules: LayerRules = field(default_factory=LayerRules)

    def __post_init__(self) -> None:
        if self.margin_percent not in PERCENTS:
            raise RuleError(f"margin_percent must be 1 to 100, not {self.margin_percent}")
        if self.basket_fen < 1:
            raise RuleError(f"basket_fen must be at least 1, not {self.basket_fen}")
        if self.price_protection_days < 0:
            raise RuleError(
                f"price_protection_days must not be below 0, not {self.price_protection_days}"
            )
        check_rules(self.rules)

    def rule_for(self, offer: Offer, customers: CustomerClass) -> PolicyRule | None:
        """Find the rule that decides on an offer to these customers."""
        return next((rule for rule in self.rules if rule.fits(offer, customers)), None)


SHELF_ALONE = Policy()

"""Why a customer stands where they stand: codes with values, worded by the shell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Reason(StrEnum):
    """One code for each reason this room can give (worded in bot/data/reasons/tagging.toml)."""

    # why a layer
    NO_PAID_ORDER = "no_paid_order"
    WITHIN_PROTECTION = "within_protection"
    LONG_GONE = "long_gone"
    LONG_ASLEEP = "long_asleep"
    LONG_SILENT = "long_silent"
    CYCLE_COMES_DUE = "cycle_comes_due"
    BOUGHT_ONCE = "bought_once"
    BOUGHT_AGAIN = "bought_again"

    # why an offer
    WELCOME_FOR_PROSPECT = "welcome_for_prospect"
    KINDNESS_WITHOUT_DISCOUNT = "kindness_without_discount"
    WIN_BACK_OF_LOST = "win_back_of_lost"
    WIN_BACK_OF_SLEEPING = "win_back_of_sleeping"
    CALL_TO_LAPSING = "call_to_lapsing"
    REMINDER_WHEN_DUE = "reminder_when_due"
    THANKS_FOR_FIRST_ORDER = "thanks_for_first_order"
    THANKS_TO_SHARE = "thanks_to_share"
    REWARD_FOR_HIGH_VALUE = "reward_for_high_value"

    # why no offer, or not this one
    LEFT_WITHOUT_OFFER = "left_without_offer"
    NOTHING_MEANT = "nothing_meant"
    LAYER_NOT_MEANT = "layer_not_meant"
    LEVEL_NOT_MEANT = "level_not_meant"
    FLAG_MISSING = "flag_missing"
    WITHIN_PRODUCT_CYCLE = "within_product_cycle"
    NOT_YET_VALID = "not_yet_valid"
    NO_LONGER_VALID = "no_longer_valid"
    SOLD_OUT = "sold_out"
    LESS_FITTING = "less_fitting"
    LOWER_MARGIN = "lower_margin"


@dataclass(frozen=True, slots=True)
class Because:
    """A reason and the values it rests on."""

    code: Reason
    values: Mapping[str, str | int] = field(default_factory=dict)

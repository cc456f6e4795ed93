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

    # how the next purchase is foreseen
    FORESEEN_BY_BLEND = "foreseen_by_blend"
    FORESEEN_WITH_ALL_ALIVE = "foreseen_with_all_alive"
    FORESEEN_WITHOUT_BG_NBD = "foreseen_without_bg_nbd"
    FORESEEN_BY_LOGISTIC = "foreseen_by_logistic"
    FORESEEN_BY_TIERS = "foreseen_by_tiers"
    NOT_FORESEEN = "not_foreseen"

    # why a stage, and why a level tag
    BORN_ON = "born_on"
    BIRTH_EXPECTED = "birth_expected"
    STAGE_GOODS_BOUGHT = "stage_goods_bought"
    PAID_SO_OFTEN = "paid_so_often"
    BEST_OF_ALL = "best_of_all"

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

    # what an offer costs and brings, and the shop's policy
    PRICE_FELL = "price_fell"
    NO_PRICE_FALL = "no_price_fall"
    KIND_FORBIDDEN = "kind_forbidden"
    DEPTH_NOT_ALLOWED = "depth_not_allowed"
    THRESHOLD_TOO_LOW = "threshold_too_low"
    NOT_MEASURED_YET = "not_measured_yet"
    PAYS_FOR_ITSELF = "pays_for_itself"
    COSTS_MORE_THAN_IT_BRINGS = "costs_more_than_it_brings"
    BUDGET_SPENT = "budget_spent"
    SCARCE = "scarce"
    COOLING_DOWN = "cooling_down"
    GIVEN_OFTEN_ENOUGH = "given_often_enough"
    SPARED_TODAY = "spared_today"
    NOT_FOR_EVERYBODY = "not_for_everybody"
    NOTHING_PERSONAL = "nothing_personal"

    # what a campaign did, and what it takes to tell
    LIFTED = "lifted"
    HARMED = "harmed"
    NOT_LIFTED = "not_lifted"
    TOO_FEW_TO_TELL = "too_few_to_tell"
    TOO_FEW_ANSWERS = "too_few_answers"
    WINDOW_OPEN = "window_open"
    GROUPS_DIFFER = "groups_differ"
    LIFT_VISIBLE = "lift_visible"
    LIFT_INVISIBLE = "lift_invisible"

    # whether a model knows who is moved
    MOVED_UNLIKE = "moved_unlike"
    MOVED_ALIKE = "moved_alike"

    # why a product's role, what the role means for promotions, and what is bought together
    ROLE_GIVEN = "role_given"
    TOO_LITTLE_TO_COMPARE = "too_little_to_compare"
    NEW_ON_SALE = "new_on_sale"
    NEITHER_SELLS_NOR_TIES = "neither_sells_nor_ties"
    TOO_FEW_SALES = "too_few_sales"
    DRAWS_FIRST_ORDERS = "draws_first_orders"
    BRINGS_BUYERS_BACK = "brings_buyers_back"
    EARNS_FROM_RETURNING = "earns_from_returning"
    SELLS_FASTER = "sells_faster"
    STANDS_OUT_IN_NOTHING = "stands_out_in_nothing"
    CARRIES_PROMOTIONS = "carries_promotions"
    SELDOM_DISCOUNTED = "seldom_discounted"
    CLEARED_BY_PROMOTIONS = "cleared_by_promotions"
    TRIED_BY_PROMOTIONS = "tried_by_promotions"
    BOUGHT_TOGETHER = "bought_together"
    BOUGHT_AS_SET = "bought_as_set"
    BOUGHT_AS_SET_THEN = "bought_as_set_then"
    BOUGHT_FOR_OCCASION = "bought_for_occasion"
    BUYERS_OF_IT_TRIED = "buyers_of_it_tried"
    BUYERS_TRIED = "buyers_tried"
    BUYERS_OF_IT_TRIED_SOMETHING_NEW = "buyers_of_it_tried_something_new"
    BUYERS_TRIED_SOMETHING_NEW = "buyers_tried_something_new"


@dataclass(frozen=True, slots=True)
class Because:
    """A reason and the values it rests on."""

    code: Reason
    values: Mapping[str, str | int] = field(default_factory=dict)

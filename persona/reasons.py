"""Why something is said, or not: codes with values, worded by pages in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Reason(StrEnum):
    """One code for each reason this room can give (worded in bot/data/reasons/persona.toml)."""

    # why a post stands in the plan
    MIX_WANTS_EXPERT = "mix_wants_expert"
    MIX_WANTS_LIVING = "mix_wants_living"
    MIX_WANTS_SELLING = "mix_wants_selling"
    EXPERT_INSTEAD = "expert_instead"
    LIVING_INSTEAD = "living_instead"
    SELLING_INSTEAD = "selling_instead"
    # why a slot stays empty
    DAY_FULL = "day_full"
    WEEK_FULL = "week_full"
    NO_MATERIAL = "no_material"
    OUT_OF_DATE = "out_of_date"
    ALREADY_USED = "already_used"
    RESTING = "resting"
    PRODUCT_TOO_SOON = "product_too_soon"
    PERSONA_WORD = "persona_word"
    MOURNING_DAY = "mourning_day"
    SELLING_IN_A_ROW = "selling_in_a_row"
    SELLING_CAP = "selling_cap"
    # what the week still lacks
    SHORT_OF_EXPERT = "short_of_expert"
    SHORT_OF_LIVING = "short_of_living"
    SHORT_OF_SELLING = "short_of_selling"
    # why a script was chosen
    COMES_FIRST = "comes_first"
    SORRY_FIRST = "sorry_first"
    CONCERN_MATCHED = "concern_matched"
    KEYWORD_MATCHED = "keyword_matched"
    QUESTION_MATCHED = "question_matched"
    NO_SCRIPT = "no_script"
    # why wording is marked, and why it may be fine
    WORD_BLOCKED = "word_blocked"
    WORD_DOUBTED = "word_doubted"
    WORD_HINTED = "word_hinted"
    FINE_WITH_PROOF = "fine_with_proof"
    FINE_WITH_AN_END = "fine_with_an_end"
    FINE_WITH_TERMS = "fine_with_terms"
    FINE_AS_GOODS = "fine_as_goods"
    # why we speak, wait or keep silent
    OWN_QUESTION = "own_question"
    SERVICE_WELCOME = "service_welcome"
    BUDGET_FREE = "budget_free"
    OPTED_OUT = "opted_out"
    NOT_FOLLOWED = "not_followed"
    RECENT_BUYER = "recent_buyer"
    OPEN_COMPLAINT = "open_complaint"
    QUIET_HOURS = "quiet_hours"
    TOUCH_GAP = "touch_gap"
    DAY_BUDGET = "day_budget"
    WEEK_BUDGET = "week_budget"
    MONTH_BUDGET = "month_budget"
    NO_MARKETING = "no_marketing"


@dataclass(frozen=True, slots=True)
class Because:
    """A reason and the values it rests on."""

    code: Reason
    values: Mapping[str, str | int] = field(default_factory=dict)

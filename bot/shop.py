"""The shop as configured: persona, lexicon, rules, scripts, shelf, materials, zone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import structlog

from bot.config import Settings, ShopSettings
from bot.errors import ConfigError
from bot.faq import Faq, open_faq
from bot.packaged import packaged, packaged_lexicon
from bot.records import Portrait
from bot.store import Unit
from persona.manners import MannerRules
from persona.materials import Material, parse_materials
from persona.mix import Mix
from persona.profile import Persona, parse_persona
from persona.scripts import Script, find_script, parse_scripts, render
from persona.slots import SlotRules
from persona.timeline import PlanRules
from tagging.bought.level_tags import Rights, parse_rights
from tagging.changes import LexiconChange
from tagging.concerns import Finding, find_many
from tagging.errors import TaggingError
from tagging.layering import LayerRules
from tagging.learned.untaught import add_untaught
from tagging.lexicon import Lexicon, category_of
from tagging.offered.policy import Policy
from tagging.offered.policy_file import parse_policy
from tagging.offers import Offer, parse_shelf

if TYPE_CHECKING:  # it brings numpy along, which only a shop that has learned needs
    from tagging.learning import ConcernModel

SAID = (
    *("greeting", "hand_over", "handed_over", "opted_out", "opted_in"),
    *("welcome_follower", "welcome_back", "welcome_group", "followup_size", "followup_concern"),
)
"""The scripts that flows say by their key."""
SAID_LATELY = ("personal_off", "personal_on")
"""The same; a shop's own file that is older than these gets the packaged ones."""
BLEND = "blend"  # learned from confirmations, and better than the words alone
logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """Everything a flow needs to know of the shop; nothing in it changes while a unit runs."""

    name: str
    zone: ZoneInfo
    persona: Persona
    lexicon: Lexicon
    scripts: tuple[Script, ...]
    shelf: tuple[Offer, ...]
    materials: tuple[Material, ...]
    layer_rules: LayerRules
    rights: Rights
    manner_rules: MannerRules
    plan_rules: PlanRules
    policy: Policy
    holdout_share: float
    control_share: float
    care_delay: timedelta
    approves_itself: bool
    portrait: Portrait | None = None
    """All customers together, as of the last night; None before the first."""
    changes: tuple[LexiconChange, ...] = ()
    """What operators approved over the packaged words."""
    model: "ConcernModel | None" = None
    """What was learned, where it is better than the words of the shop's category alone."""
    faq: Faq | None = None
    """The questions that scripts answer, where any script names one."""
    read: Mapping[str, list[Finding]] = field(default_factory=dict, repr=False, compare=False)
    """What was found in texts that were read together."""

    @property
    def category(self) -> str:
        """What is sold here."""
        return self.lexicon.category

    def find(self, texts: Iterable[str], category: str = "") -> Iterator[list[Finding]]:
        """Find the concerns of texts about the shop's own category, or another known one."""
        if category not in ("", self.category):
            return find_many(texts, packaged_lexicon(category, self.changes))
        if self.model is None:
            return find_many(texts, self.lexicon)
        return self._find_learned(self.model, [*texts])

    def find_in(self, text: str) -> list[Finding]:
        """Find the concerns of one text, or remember them."""
        known = self.read.get(text)
        return next(self.find([text])) if known is None else known

    def read_ahead(self, texts: Sequence[str]) -> "Shop":
        """Read texts together, which costs far less than one after the other; remember them."""
        return replace(self, read=dict(zip(texts, self.find(texts), strict=True)))

    def _find_learned(
        self, model: "ConcernModel", texts: Sequence[str]
    ) -> Iterator[list[Finding]]:
        names, pairs = set(model.names), set(model.outputs.pairs)
        learned = model.find_many(texts, self.lexicon)
        by_words = find_many(texts, self.lexicon)
        for found, other in zip(learned, by_words, strict=True):
            yield add_untaught(found, other, names, pairs)

    def script_asked_in(self, text: str) -> str:
        """Return the key of the script whose question this surely is; else nothing."""
        return self.faq.script_asked_in(text) if self.faq else ""

    def local(self, moment: datetime) -> datetime:
        """Return the shop's own clock at a moment (naive)."""
        return moment.astimezone(self.zone).replace(tzinfo=None)

    def instant(self, local: datetime) -> datetime:
        """Return the moment at which the shop's own clock shows `local`."""
        return local.replace(tzinfo=self.zone).astimezone(UTC)

    def date_of(self, moment: datetime) -> date:
        """Return the shop's own date at a moment."""
        return self.local(moment).date()

    def say(self, key: str, turn: int = 0, /, **values: str) -> str:
        """Render a script of ours in the persona's voice."""
        return self.speak(find_script(self.scripts, key), turn, **values)

    def speak(self, script: Script, turn: int = 0, /, **values: str) -> str:
        """Render a chosen script in the persona's voice."""
        return render(script, self.persona, {"店名": self.name} | values, turn=turn)


def _own_or_packaged(file: str, packaged_name: str) -> tuple[str, str]:
    """Read the shop's own file, or what comes with the program; return the text and its name."""
    if not file:
        return packaged("bot.data", packaged_name), packaged_name
    try:
        return Path(file).read_text(encoding="utf-8-sig"), file
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: cannot be read: {error}") from None


def _with_later_ones(scripts: tuple[Script, ...]) -> tuple[Script, ...]:
    known = {script.key for script in scripts}
    if known.issuperset(SAID_LATELY):
        return scripts
    ours = parse_scripts(*_own_or_packaged("", "scripts.toml"))
    return (*scripts, *(s for s in ours if s.key in SAID_LATELY and s.key not in known))


async def stock_shelves(unit: Unit, settings: ShopSettings | None = None) -> None:
    """Fill the shelves: with the shop's own files as they are now, else with the packaged ones.

    What is packaged is only added: it never goes over what the shop changed.
    """
    own = settings or ShopSettings()
    scripts = _with_later_ones(parse_scripts(*_own_or_packaged(own.scripts_file, "scripts.toml")))
    materials = parse_materials(*_own_or_packaged(own.materials_file, "materials.toml"))
    offers = parse_shelf(*_own_or_packaged(own.offers_file, "shelf.toml"))
    await unit.scripts.stock(scripts, replaces=bool(own.scripts_file))
    await unit.materials.stock(materials, replaces=bool(own.materials_file))
    await unit.offers.stock(offers, replaces=bool(own.offers_file))
    for script in await unit.solutions.list_scripts():
        await unit.scripts.put_first(script)


async def open_shop(settings: Settings, unit: Unit) -> Shop:
    """Put the shop together from its settings and what stands on its shelves.

    Raise ScriptError where a script is missing that the flows must be able to say.
    """
    category, _ = category_of(settings.shop.category)
    scripts = await unit.scripts.list_all()
    for key in SAID if scripts else ():
        find_script(scripts, key)
    return Shop(
        name=settings.shop.name,
        zone=settings.shop.zone,
        persona=parse_persona(*_own_or_packaged(settings.shop.persona_file, "persona.toml")),
        scripts=scripts,
        shelf=await unit.offers.list_all(),
        policy=parse_policy(*_own_or_packaged(settings.shop.policy_file, "policy.toml")),
        holdout_share=settings.measuring.holdout_percent / 100,
        control_share=settings.measuring.control_percent / 100,
        portrait=await unit.portraits.newest(),
        materials=await unit.materials.list_all(),
        layer_rules=LayerRules(**settings.layering.model_dump(exclude={"rights"})),
        rights=parse_rights(settings.layering.rights),
        manner_rules=MannerRules(**settings.manners.model_dump()),
        plan_rules=_plan_rules(settings),
        care_delay=timedelta(hours=settings.followups.care_hours),
        approves_itself=settings.moments.approve == "by_itself",
        faq=open_faq(scripts),
        **await _read_words(category, unit),
    )


async def renewed(shop: Shop, unit: Unit) -> Shop:
    """Return the shop as it is now: scripts, words, what was learned, the day's portrait."""
    words = await _read_words(shop.category, unit)
    scripts = await unit.scripts.list_all()
    faq = shop.faq if scripts == shop.scripts else open_faq(scripts)
    portrait = await unit.portraits.newest()
    return replace(shop, scripts=scripts, faq=faq, portrait=portrait, **words)


async def _read_words(category: str, unit: Unit) -> dict[str, Any]:
    changes = await unit.proposals.list_approved()
    lexicon = packaged_lexicon(category, changes)
    return {"changes": changes, "lexicon": lexicon, "model": await _read_model(category, unit)}


async def _read_model(category: str, unit: Unit) -> "ConcernModel | None":
    """Load the newest model where it is in charge; a damaged one leaves the words in charge."""
    kept = await unit.models.newest(category)
    if kept is None or kept.in_charge != BLEND:
        return None
    from tagging.learning import ConcernModel

    try:
        return ConcernModel.from_bytes(kept.data)
    except TaggingError as error:
        logger.warning("the model cannot be used; the words are in charge", reason=str(error))
        return None


def _plan_rules(settings: Settings) -> PlanRules:
    moments, manners = settings.moments, settings.manners
    return PlanRules(
        mix=Mix(moments.expert, moments.living, moments.selling),
        posts_per_day=moments.posts_per_day,
        posts_per_week=moments.posts_per_week,
        selling_cap_percent=moments.selling_cap,
        rest_days=moments.rest_days,
        slots=SlotRules(quiet_from=manners.quiet_from, quiet_until=manners.quiet_until),
    )

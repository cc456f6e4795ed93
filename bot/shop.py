"""The shop as configured: persona, lexicon, rules, scripts, shelf, materials, zone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import structlog

from bot.config import Settings, ShopSettings
from bot.errors import ConfigError
from bot.faq import Faq, open_faq
from bot.packaged import packaged, packaged_lexicon, starter_file
from bot.records import Portrait, ProposalState
from bot.store import Unit
from persona.manners import Cap, MannerRules
from persona.materials import Material, parse_materials
from persona.mix import Mix
from persona.profile import Persona, parse_persona
from persona.scripts import Script, find_script, parse_scripts, render
from persona.slots import SlotRules
from persona.spoken.voice import find_forbidden
from persona.timeline import PlanRules
from persona.worded.facts import AllowedWord, GoodsClass, words_in_force
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
SAID_LATELY = ("personal_off", "personal_on", "hand_over_note")
"""The same; a shop's own file that is older than these gets the packaged ones."""
BLEND = "blend"  # learned from confirmations, and better than the words alone
NO_LIMITS: Mapping[str, int] = MappingProxyType({})
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
    filed: tuple[Persona, ...] = ()
    """The personas of the files, the one for every account first."""
    personas: Mapping[str, Persona] = field(default_factory=dict)
    """Who speaks through an account that has a persona of its own."""
    goods_class: GoodsClass | None = None
    """What is sold here as the law sees it; None: as the category tells."""
    allowed: tuple[AllowedWord, ...] = ()
    """The white list of words that the law or a platform would stop."""
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

    def persona_of(self, account: str) -> Persona:
        """Return who speaks through an account."""
        return self.personas.get(account, self.persona)

    def speaking_for(self, account: str) -> "Shop":
        """Return the shop as it speaks through an account."""
        persona = self.persona_of(account)
        return self if persona is self.persona else replace(self, persona=persona)

    def allowed_on(self, today: date) -> frozenset[str]:
        """Return the words of the white list that are in force."""
        return words_in_force(self.allowed, today)

    def local(self, moment: datetime) -> datetime:
        """Return the shop's own clock at a moment (naive)."""
        return moment.astimezone(self.zone).replace(tzinfo=None)

    def instant(self, local: datetime) -> datetime:
        """Return the moment at which the shop's own clock shows `local`."""
        return local.replace(tzinfo=self.zone).astimezone(UTC)

    def date_of(self, moment: datetime) -> date:
        """Return the shop's own date at a moment."""
        return self.local(moment).date()

    def say(self, key: str, turn: int = 0, /, *, source: str = "", **values: str) -> str:
        """Render a script of ours, or its variant for this source, in the persona's voice."""
        script = find_script(self.scripts, key, source=source)
        if not self.can_say(script):
            script = find_script(self.scripts, key)
        return self.speak(script, turn, **values)

    def speak(self, script: Script, turn: int = 0, /, **values: str) -> str:
        """Render a chosen script in the persona's voice."""
        return render(script, self.persona, {"店名": self.name} | values, turn=turn)

    def can_say(self, script: Script) -> bool:
        """Tell whether some phrasing of a script holds no word that the persona never says."""
        return not all(find_forbidden(each, self.persona.voice) for each in script.answers)


def _own_or_packaged(file: str, packaged_name: str) -> tuple[str, str]:
    """Read the shop's own file, or what comes with the program; return the text and its name."""
    if not file:
        return packaged("bot.data", packaged_name), packaged_name
    try:
        return Path(file).read_text(encoding="utf-8-sig"), file
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: cannot be read: {error}") from None


def _with_later_ones(scripts: tuple[Script, ...], starter: str) -> tuple[Script, ...]:
    known = {script.key for script in scripts}
    if known.issuperset(SAID_LATELY):
        return scripts
    ours = parse_scripts(*_own_or_packaged("", starter))
    return (*scripts, *(s for s in ours if s.key in SAID_LATELY and s.key not in known))


async def stock_shelves(unit: Unit, settings: ShopSettings | None = None) -> None:
    """Fill the shelves: with the shop's own files as they are now, else with the packaged ones.

    What is packaged is only added: it never goes over what the shop changed.
    """
    own = settings or ShopSettings()
    starter = starter_file("scripts.toml", own.category)
    scripts = _with_later_ones(
        parse_scripts(*_own_or_packaged(own.scripts_file, starter)), starter
    )
    starter = starter_file("materials.toml", own.category)
    materials = parse_materials(*_own_or_packaged(own.materials_file, starter))
    offers = parse_shelf(*_own_or_packaged(own.offers_file, "shelf.toml"))
    await unit.scripts.stock(scripts, replaces=bool(own.scripts_file))
    settled = {draft.material.key: draft for draft in await unit.material_drafts.list_settled()}
    ours = [material for material in materials if material.key not in settled]
    await unit.materials.stock(ours, replaces=bool(own.materials_file))
    approved = [d.material for d in settled.values() if d.state is ProposalState.APPROVED]
    await unit.materials.stock(approved)
    for material in approved:
        await unit.materials.put(material)
    await unit.offers.stock(offers, replaces=bool(own.offers_file))
    for script in await unit.solutions.list_scripts():
        await unit.scripts.put_first(script)


async def open_shop(settings: Settings, unit: Unit, limits: Mapping[str, int] = NO_LIMITS) -> Shop:
    """Put the shop together from its settings and what stands on its shelves.

    `limits` are a platform's for plans, by the names of PlanRules.
    Raise ScriptError where a script is missing that the flows must be able to say, or where the
    persona never says it.
    """
    category, _ = category_of(settings.shop.category)
    scripts = await unit.scripts.list_all()
    filed = _read_personas(settings.shop, category)
    persona, personas = _by_account(filed, await unit.personas.list_all())
    for key in (*SAID, *SAID_LATELY) if scripts else ():
        for each in (persona, *personas.values()):
            render(find_script(scripts, key), each, {})
    return Shop(
        name=settings.shop.name,
        zone=settings.shop.zone,
        persona=persona,
        filed=filed,
        personas=personas,
        goods_class=settings.wording.goods_class or None,
        allowed=tuple(AllowedWord(**each.model_dump()) for each in settings.wording.allowed),
        scripts=scripts,
        shelf=await unit.offers.list_all(),
        policy=parse_policy(*_own_or_packaged(settings.shop.policy_file, "policy.toml")),
        holdout_share=settings.measuring.holdout_percent / 100,
        control_share=settings.measuring.control_percent / 100,
        portrait=await unit.portraits.newest(),
        materials=await unit.materials.list_all(),
        layer_rules=LayerRules(**settings.layering.model_dump(exclude={"rights"})),
        rights=parse_rights(settings.layering.rights),
        manner_rules=manner_rules_of(settings),
        plan_rules=_plan_rules(settings, limits),
        care_delay=timedelta(hours=settings.followups.care_hours),
        approves_itself=settings.moments.approve == "by_itself",
        faq=open_faq(scripts),
        **await _read_words(category, unit),
    )


def _read_personas(settings: ShopSettings, category: str) -> tuple[Persona, ...]:
    """Read who speaks: first the persona for every account, then those of one account each."""
    starter = starter_file("persona.toml", category)
    first = parse_persona(*_own_or_packaged(settings.persona_file, starter))
    others = [parse_persona(*_own_or_packaged(file, "")) for file in settings.persona_files]
    accounts = [persona.account for persona in (first, *others)]
    if len(set(accounts)) < len(accounts):
        raise ConfigError(
            "shop.persona_files: each file needs an `account` of its own; "
            f"found {', '.join(account or '(none)' for account in accounts)}"
        )
    return first, *others


def _by_account(
    filed: Sequence[Persona], kept: Sequence[Persona]
) -> tuple[Persona, dict[str, Persona]]:
    """Tell who speaks through every account, and who through one; what is kept wins."""
    personas = {persona.account: persona for persona in (*filed, *kept)}
    return personas.pop("", filed[0]), personas


async def renewed(shop: Shop, unit: Unit) -> Shop:
    """Return the shop as it is now: what operators or a night may have changed is read again."""
    words = await _read_words(shop.category, unit)
    scripts = await unit.scripts.list_all()
    persona, personas = _by_account(shop.filed, await unit.personas.list_all())
    return replace(
        shop,
        scripts=scripts,
        faq=shop.faq if scripts == shop.scripts else open_faq(scripts),
        persona=persona,
        personas=personas,
        materials=await unit.materials.list_all(),
        portrait=await unit.portraits.newest(),
        **words,
    )


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


def manner_rules_of(settings: Settings, caps: tuple[Cap, ...] = ()) -> MannerRules:
    """Return the rules of manners as the shop set them, with the platform's `caps`."""
    return MannerRules(zone=settings.shop.zone, caps=caps, **settings.manners.model_dump())


def _plan_rules(settings: Settings, limits: Mapping[str, int]) -> PlanRules:
    moments, manners = settings.moments, settings.manners
    viewers = {
        "viewer_posts_a_day": moments.viewer_posts_a_day,
        "viewer_posts_a_month": moments.viewer_posts_a_month,
    }
    return PlanRules(
        mix=Mix(moments.expert, moments.living, moments.selling, moments.kinds),
        weekly_target=moments.weekly_target,
        posts_per_day=moments.posts_per_day,
        posts_per_week=moments.posts_per_week,
        selling_cap_percent=moments.selling_cap,
        rest_days=moments.rest_days,
        product_gap_days=moments.product_gap_days,
        slots=SlotRules(
            quiet_from=manners.quiet_from,
            quiet_until=manners.quiet_until,
            mourning_days=frozenset(moments.mourning_days),
            days_off=manners.days_off,
            working_days=manners.working_days,
        ),
        **{**limits, **{name: most for name, most in viewers.items() if most}},
    )

"""The shop as configured: persona, lexicon, rules, scripts, shelf, materials, zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.config import Settings, ShopSettings
from bot.errors import ConfigError
from bot.store import Unit
from persona.manners import MannerRules
from persona.materials import Material, parse_materials
from persona.mix import Mix
from persona.profile import Persona, parse_persona
from persona.scripts import Script, find_script, parse_scripts, render
from persona.slots import SlotRules
from persona.timeline import PlanRules
from tagging.layering import LayerRules
from tagging.lexicon import Lexicon, category_of, parse_lexicon
from tagging.offers import Offer, parse_shelf

SAID = (
    *("greeting", "hand_over", "handed_over", "opted_out", "opted_in"),
    *("welcome_follower", "welcome_back", "welcome_group", "followup_size", "followup_concern"),
)
"""The scripts that flows say by their key."""


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
    manner_rules: MannerRules
    plan_rules: PlanRules
    care_delay: timedelta
    approves_itself: bool

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


def packaged(package: str, name: str) -> str:
    """Read a text that comes with the program."""
    return (files(package) / name).read_text(encoding="utf-8")


def packaged_concerns() -> str:
    """Read the packaged concerns and their words: all files of the folder, in order of name."""
    folder = files("tagging.data.concerns")
    names = sorted(each.name for each in folder.iterdir() if each.name.endswith(".toml"))
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in names)


@cache
def packaged_lexicon(category: str) -> Lexicon:
    """Return the packaged lexicon of a known category, built once."""
    return parse_lexicon(packaged_concerns(), category=category)


def _own_or_packaged(file: str, packaged_name: str) -> tuple[str, str]:
    """Read the shop's own file, or what comes with the program; return the text and its name."""
    if not file:
        return packaged("bot.data", packaged_name), packaged_name
    try:
        return Path(file).read_text(encoding="utf-8-sig"), file
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: cannot be read: {error}") from None


async def stock_shelves(unit: Unit, settings: ShopSettings | None = None) -> None:
    """Fill the shelves: with the shop's own files as they are now, else with the packaged ones.

    What is packaged is only added: it never goes over what the shop changed.
    """
    own = settings or ShopSettings()
    scripts = parse_scripts(*_own_or_packaged(own.scripts_file, "scripts.toml"))
    materials = parse_materials(*_own_or_packaged(own.materials_file, "materials.toml"))
    offers = parse_shelf(*_own_or_packaged(own.offers_file, "shelf.toml"))
    await unit.scripts.stock(scripts, replaces=bool(own.scripts_file))
    await unit.materials.stock(materials, replaces=bool(own.materials_file))
    await unit.offers.stock(offers, replaces=bool(own.offers_file))


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
        lexicon=packaged_lexicon(category),
        scripts=scripts,
        shelf=await unit.offers.list_all(),
        materials=await unit.materials.list_all(),
        layer_rules=LayerRules(**settings.layering.model_dump()),
        manner_rules=MannerRules(**settings.manners.model_dump()),
        plan_rules=_plan_rules(settings),
        care_delay=timedelta(hours=settings.followups.care_hours),
        approves_itself=settings.moments.approve == "by_itself",
    )


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

import ast
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.flows
from bot.config import Settings
from bot.errors import ConfigError
from bot.packaged import packaged, starter_file
from bot.records import ProposalState, Signed
from bot.shop import Shop, open_shop, renewed, stock_shelves
from persona.errors import ScriptError
from persona.materials import Kind
from persona.scripts import Script, find_script, parse_scripts
from tagging.changes import LexiconChange
from tagging.concerns import Finding, Rule
from tagging.stances import Stance
from tests.builders import NOON, settings

MIDNIGHT = datetime(2026, 3, 10, 16, 0, tzinfo=UTC)  # in Shanghai
SECOND = timedelta(seconds=1)
SCRIPTS = parse_scripts(packaged("bot.data", starter_file("scripts.toml")), "scripts.toml")
KEYS = (
    "opted_out",
    "opted_in",
    "hand_over",
    "welcome_follower",
    "welcome_back",
    "welcome_group",
    "greeting",
    "followup_size",
    "followup_concern",
)


def shop_in(zone):
    """A shop of which only the clock is looked at."""
    empty = dict.fromkeys(Shop.__dataclass_fields__)
    return Shop(**empty | {"zone": Settings(shop={"timezone": zone}).shop.zone})


@pytest.fixture
async def opened(store, sqlite_url):
    async def build(**sections):
        async with store.reading() as unit:
            return await open_shop(settings(sqlite_url, **sections), unit)

    return build


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Asia/Kathmandu", "UTC", "Pacific/Apia"])
@given(moment=st.datetimes(datetime(2022, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))
def test_the_shops_clock_and_the_worlds_agree_there_and_back(zone, moment):
    shop = shop_in(zone)
    local = shop.local(moment)

    assert shop.instant(local) == moment
    assert (local.tzinfo, shop.date_of(moment)) == (None, local.date())


@pytest.mark.parametrize(
    ("moment", "day"), [(MIDNIGHT - SECOND, date(2026, 3, 10)), (MIDNIGHT, date(2026, 3, 11))]
)
def test_the_shops_day_begins_at_its_own_midnight(moment, day):
    assert shop_in("Asia/Shanghai").date_of(moment) == day


def keys_in_flows():
    """Find the scripts that flows say by name."""
    for path in Path(bot.flows.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_say = isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "say"
            if is_say and isinstance(node.args[0], ast.Constant):
                yield node.args[0].value


def test_these_are_the_words_that_flows_ask_for():
    assert set(keys_in_flows()) <= set(KEYS)


@pytest.mark.parametrize("key", KEYS)
async def test_every_word_a_flow_needs_is_prepared_and_renders(opened, key):
    shop = await opened()

    for turn in range(len(find_script(SCRIPTS, key).answers)):
        said = shop.say(key, turn, 称呼="小满", 群名="青禾老客群")
        assert said
        assert "{" not in said


async def test_the_shops_name_and_the_personas_stand_in_its_words(opened):
    shop = await opened(shop={"name": "栗子铺"})
    welcome = shop.say("welcome_follower")

    assert "栗子铺" in welcome
    assert shop.persona.name in welcome


async def test_phrasings_take_turns_and_the_same_turn_says_the_same(opened):
    shop = await opened()
    script = Script(key="own", answers=("好的", "没问题"))

    assert [shop.speak(script, turn) for turn in range(3)] == ["好的", "没问题", "好的"]


async def test_a_word_nobody_prepared_is_named(opened):
    with pytest.raises(ScriptError, match="farewell"):
        (await opened()).say("farewell")


async def test_the_settings_decide_what_the_shop_does(opened):
    shop = await opened(
        followups={"care_hours": 2},
        moments={"approve": "by_itself", "posts_per_day": 1},
        manners={"quiet_from": time(20), "per_week": 3},
        layering={"protection_days": 7},
    )

    assert (shop.care_delay, shop.approves_itself) == (timedelta(hours=2), True)
    assert (shop.plan_rules.posts_per_day, shop.manner_rules.per_week) == (1, 3)
    assert shop.plan_rules.slots.quiet_from == shop.manner_rules.quiet_from == time(20)
    assert shop.layer_rules.protection_days == 7


async def test_shelves_are_stocked_once(store, opened):
    async with store.unit() as unit:
        await stock_shelves(unit)
    shop = await opened()

    assert shop.scripts == SCRIPTS
    assert shop.materials
    assert shop.shelf


OWN = """
[[script]]
key = "greeting"
keywords = ["在吗"]
answers = ["我是{掌柜}，在的。"]
"""


async def test_a_shops_own_file_takes_the_place_of_what_is_packaged(store, sqlite_url, tmp_path):
    path = tmp_path / "offers.toml"
    path.write_text('[welcome]\ntitle = "见面礼"\nkind = "thanks"\nlayers = ["prospect"]\n')
    own = settings(sqlite_url, shop={"offers_file": str(path)})
    async with store.unit() as unit:
        await stock_shelves(unit, own.shop)
        shop = await open_shop(own, unit)

    assert [offer.name for offer in shop.shelf] == ["welcome"]


async def test_a_file_that_lacks_what_must_be_said_is_named(store, sqlite_url, tmp_path):
    path = tmp_path / "scripts.toml"
    path.write_text(OWN, encoding="utf-8")
    own = settings(sqlite_url, shop={"scripts_file": str(path)})
    with pytest.raises(ScriptError, match="hand_over"):
        async with store.unit() as unit:
            await stock_shelves(unit, own.shop)
            await open_shop(own, unit)


async def test_a_baby_shop_starts_with_its_own_words_and_posts(store, sqlite_url):
    baby = settings(sqlite_url, shop={"category": "母婴食品"})
    async with store.unit() as unit:
        for shelf in (unit.scripts, unit.materials):
            await shelf.stock((), replaces=True)
        await stock_shelves(unit, baby.shop)
        shop = await open_shop(baby, unit)

    assert shop.persona.name == "棉妈"
    assert find_script(shop.scripts, "feeding")
    assert "know-first-solid" in {material.key for material in shop.materials}


async def test_a_persona_that_never_says_what_must_be_said_is_named(store, sqlite_url, tmp_path):
    path = tmp_path / "persona.toml"
    text = packaged("bot.data", starter_file("persona.toml"))
    path.write_text(text.replace('"闭眼入"', '"欢迎"'), encoding="utf-8")
    own = settings(sqlite_url, shop={"persona_file": str(path)})
    with pytest.raises(ScriptError, match=r"welcome_follower.*阿青"):
        async with store.unit() as unit:
            await stock_shelves(unit, own.shop)
            await open_shop(own, unit)


async def test_a_variant_the_persona_never_says_gives_way_to_the_usual_words(opened):
    shop = await opened()
    voice = replace(shop.persona.voice, forbidden_words=("海报",))
    shop = replace(shop, persona=replace(shop.persona, voice=voice))

    assert shop.say("welcome_follower", source="海报") == shop.say("welcome_follower")


async def test_a_file_that_is_not_there_is_one_sentence(store, sqlite_url):
    own = settings(sqlite_url, shop={"materials_file": "nowhere.toml"})
    with pytest.raises(ConfigError, match=r"nowhere\.toml: cannot be read"):
        async with store.unit() as unit:
            await stock_shelves(unit, own.shop)


class Taught:
    """A model that was taught to see one concern."""

    names = ("质量",)
    outputs = SimpleNamespace(pairs=[("质量", Stance.COMPLAINS)])

    def __init__(self):
        self.read = []

    def find_many(self, texts, lexicon):
        assert lexicon.category == "女装"
        self.read += texts
        for text in texts:
            at = text.find("板硬")
            yield (
                [Finding("质量", Stance.COMPLAINS, "板硬", at, at + 2, text, Rule.MODEL, 0.9)]
                if at >= 0
                else []
            )


async def test_what_was_learned_reads_the_shops_category_and_the_words_what_nobody_taught(opened):
    plain = await opened()
    shop = replace(plain, model=Taught())
    both, other = shop.find(["会不会偏小，洗后板硬", "在吗"])

    assert [(each.concern, each.stance) for each in both] == [
        ("尺码大小", Stance.ASKS),
        ("质量", Stance.COMPLAINS),
    ]
    assert other == []
    assert shop.model.read == ["会不会偏小，洗后板硬", "在吗"]
    assert list(shop.find(["洗后板硬"], "童装")) == list(plain.find(["洗后板硬"], "童装"))
    assert len(shop.model.read) == 2


async def test_texts_read_together_are_read_once(opened):
    shop = replace(await opened(), model=Taught()).read_ahead(["洗后板硬", "在吗"])

    assert [each.rule for each in shop.find_in("洗后板硬")] == [Rule.MODEL]
    assert shop.find_in("在吗") == []
    assert shop.find_in("会不会偏小")[0].concern == "尺码大小"
    assert shop.model.read == ["洗后板硬", "在吗", "会不会偏小"]


async def test_operators_words_are_laid_over_those_of_every_category(store, opened):
    plain = await opened()
    change = LexiconChange("质量", "complains", "像砂纸", is_addition=True)
    async with store.unit() as unit:
        proposal = await unit.proposals.add(change, Signed("阿青", NOON))
        settled = (ProposalState.WAITING, ProposalState.APPROVED, Signed("阿青", NOON))
        await unit.proposals.settle(proposal.id, *settled)
        shop = await renewed(plain, unit)
    found = [next(shop.find(["摸着像砂纸"], category)) for category in ("女装", "童装", "general")]

    assert [each[0].concern for each in found] == ["质量"] * 3
    assert plain.find_in("摸着像砂纸") == []


GUEST = packaged("bot.data", starter_file("persona.toml")).replace('"阿青"', '"小禾"')


async def test_an_account_speaks_with_its_own_persona_and_every_other_with_the_shops(
    opened, tmp_path
):
    path = tmp_path / "guest.toml"
    path.write_text(f'account = "gh_2"\n{GUEST}', encoding="utf-8")
    shop = await opened(shop={"persona_files": (str(path),)})
    welcomes = [shop.speaking_for(account).say("welcome_follower") for account in ("gh_1", "gh_2")]

    assert [shop.persona_of(account).name for account in ("gh_1", "gh_2")] == ["阿青", "小禾"]
    assert ["小禾" in welcome for welcome in welcomes] == [False, True]
    assert shop.speaking_for("gh_1") is shop


async def test_two_files_for_one_account_are_refused(opened, tmp_path):
    path = tmp_path / "guest.toml"
    path.write_text(GUEST, encoding="utf-8")

    with pytest.raises(ConfigError, match="persona_files"):
        await opened(shop={"persona_files": (str(path),)})


async def test_what_operators_keep_for_an_account_wins_over_the_file(store, opened):
    plain = await opened()
    async with store.unit() as unit:
        unit.personas.put(replace(plain.persona, name="小禾"), NOON)
        shop = await renewed(plain, unit)

    assert (plain.persona.name, shop.persona.name) == ("阿青", "小禾")


@pytest.mark.parametrize(("days", "words"), [(0, {"顶级"}), (1, set())])
async def test_a_word_is_allowed_up_to_its_last_day(opened, days, words):
    last = date(2026, 3, 10)
    allowed = [{"word": "顶级", "until": last, "reason": "注册商标名"}]
    shop = await opened(wording={"allowed": allowed})

    assert shop.allowed_on(last + timedelta(days=days)) == words


async def test_plans_keep_to_the_platform_to_the_shop_and_to_its_days(store, sqlite_url):
    own = {"viewer_posts_a_month": 4, "kinds": {"honour": 0}, "mourning_days": [date(2026, 5, 12)]}
    given = settings(sqlite_url, moments=own, manners={"days_off": [date(2026, 5, 1)]})
    async with store.reading() as unit:
        rules = (await open_shop(given, unit, {"text_bytes": 600})).plan_rules

    assert (rules.text_bytes, rules.viewer_posts_a_day, rules.viewer_posts_a_month) == (600, 3, 4)
    assert rules.mix.share_of(Kind.HONOUR) == 0
    assert rules.slots.mourning_days == {date(2026, 5, 12)}
    assert rules.slots.days_off == {date(2026, 5, 1)}

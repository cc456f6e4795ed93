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
from bot.packaged import packaged
from bot.records import ProposalState, Signed
from bot.shop import Shop, open_shop, renewed, stock_shelves
from persona.errors import ScriptError
from persona.scripts import Script, find_script, parse_scripts
from tagging.changes import LexiconChange
from tagging.concerns import Finding, Rule
from tagging.stances import Stance
from tests.builders import NOON, settings

MIDNIGHT = datetime(2026, 3, 10, 16, 0, tzinfo=UTC)  # in Shanghai
SECOND = timedelta(seconds=1)
SCRIPTS = parse_scripts(packaged("bot.data", "scripts.toml"), "scripts.toml")
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

from dataclasses import replace

from bot.posts import MaterialDraft
from bot.records import ProposalState, Signed
from persona.materials import Audience, Kind, Material, Season
from tests.builders import NOON

MACHINE, QING = Signed("zhanggui", NOON), Signed("阿青", NOON)
PRAISE = Material(
    key="praise-1",
    kind=Kind.WORD_OF_MOUTH,
    text="客人收到后说：「软」",
    products=("CS-02",),
    audience=Audience(frozenset({"宝妈"})),
    seasons=frozenset({Season.SPRING, Season.AUTUMN}),
    quotes="c1",
    consent="2026-03-10 微信里答应",
)
DRAFT = MaterialDraft(PRAISE, "review", ProposalState.WAITING, MACHINE)


async def test_what_was_drafted_once_is_not_drafted_again(any_store):
    other = replace(DRAFT, material=replace(PRAISE, key="praise-2"))
    async with any_store.unit() as unit:
        assert await unit.material_drafts.propose([DRAFT]) == 1
        assert await unit.material_drafts.propose([DRAFT, other]) == 1
        assert await unit.material_drafts.propose([]) == 0
        assert await unit.material_drafts.find("praise-1") == DRAFT
        assert await unit.material_drafts.list_in(ProposalState.WAITING) == [DRAFT, other]


async def test_a_draft_is_settled_once(any_store):
    async with any_store.unit() as unit:
        await unit.material_drafts.propose([DRAFT])
        assert await unit.material_drafts.settle("praise-1", ProposalState.REFUSED, QING)
        assert not await unit.material_drafts.settle("praise-1", ProposalState.APPROVED, QING)
        refused = replace(DRAFT, state=ProposalState.REFUSED, signed=QING)
        assert await unit.material_drafts.list_settled() == [refused]
        assert await unit.material_drafts.find("praise-2") is None


async def test_an_operators_own_material_stands_over_what_was_held(any_store):
    own = MaterialDraft(replace(PRAISE, text="新的"), "operator", ProposalState.APPROVED, QING)
    async with any_store.unit() as unit:
        await unit.material_drafts.propose([DRAFT])
        unit.material_drafts.put(own)
        assert await unit.material_drafts.find("praise-1") == own

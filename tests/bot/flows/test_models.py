from dataclasses import replace

import pytest

from bot.flows.models import (
    FEWEST,
    FEWEST_NEW,
    examples_of,
    keep_model,
    learn_lesson,
    prepare_lesson,
    view_model,
)
from bot.records import KeptFinding, KeptModel, Origin, Said
from bot.shop import renewed
from tagging.concerns import Finding, Rule
from tagging.labels import Example, Label
from tagging.review import Claim, FindingState
from tagging.stances import Stance
from tests.bot.flows.lessons import read_clauses
from tests.builders import NOON

MODEL = KeptModel("女装", NOON, FEWEST, FEWEST, "lexicon", {"reason": "too few"}, b"")


def decided(concern, evidence, state, *, clause="面料硬，还起球", text="t1"):
    claim = Claim(concern, Stance.COMPLAINS, 0, 2, evidence, state)
    said = Said(origin=Origin.REVIEW, id=text, at=NOON, category="女装")
    return KeptFinding(f"{text}{evidence}", said, claim, clause, "term", 0.8, clause)


def test_a_clause_teaches_what_people_agreed_to_and_a_denied_one_that_it_says_nothing():
    examples = examples_of(
        [
            decided("质量", "起球", FindingState.CONFIRMED),
            decided("舒适", "面料硬", FindingState.CORRECTED),
            decided("物流", "还", FindingState.REJECTED),
            decided("物流", "快递", FindingState.REJECTED, clause="快递柜在楼下", text="t2"),
            decided("物流", "旧", FindingState.CONFIRMED, clause="", text="t3"),  # not kept
            decided("物流", "别处", FindingState.CORRECTED, clause="改到别的句子", text="t4"),
        ]
    )

    assert examples == [
        Example(
            "面料硬，还起球",
            (
                Label("质量", Stance.COMPLAINS, ("起球",)),
                Label("舒适", Stance.COMPLAINS, ("面料硬",)),
            ),
        ),
        Example("快递柜在楼下"),
    ]


@pytest.mark.parametrize(("count", "is_enough"), [(FEWEST - 1, False), (FEWEST, True)])
async def test_a_lesson_needs_so_many_clauses(unit, shop, count, is_enough):
    await read_clauses(unit, count)

    assert (await prepare_lesson(unit, shop) is not None) is is_enough


@pytest.mark.parametrize(("more", "is_enough"), [(FEWEST_NEW - 1, False), (FEWEST_NEW, True)])
async def test_the_next_lesson_needs_so_many_more(unit, shop, more, is_enough):
    await keep_model(MODEL, unit)
    await read_clauses(unit, FEWEST + more)

    assert (await prepare_lesson(unit, shop) is not None) is is_enough


async def test_what_is_read_in_another_category_teaches_nothing_here(unit, shop):
    await read_clauses(unit, FEWEST, category="童装")

    assert await prepare_lesson(unit, shop) is None


async def test_what_was_learned_says_itself_who_is_in_charge_and_the_api_says_why(unit, shop):
    before = await view_model(unit, shop)
    await read_clauses(unit, FEWEST)
    lesson = await prepare_lesson(unit, shop)
    model = learn_lesson(lesson, NOON)
    await keep_model(model, unit)
    after = await view_model(unit, await renewed(shop, unit))

    assert (before.in_charge, before.newest) == ("lexicon", None)
    assert str(FEWEST) in before.why
    assert (model.examples, model.in_charge) == (FEWEST, "lexicon")
    assert model.charge["confirmed"] == FEWEST
    assert (after.newest.data, after.newest.at) == (model.data, NOON)
    assert "300" in after.why
    assert (after.in_charge, after.decided) == ("lexicon", FEWEST)


async def test_a_damaged_model_leaves_the_words_in_charge(unit, shop):
    await keep_model(replace(MODEL, in_charge="blend", data=b"rubbish"), unit)
    opened = await renewed(shop, unit)

    assert opened.model is None
    assert list(opened.find(["会不会偏小"])) == list(shop.find(["会不会偏小"]))


async def test_a_model_that_is_better_reads_with_the_words(unit, shop):
    view = await view_model(unit, replace(shop, model=object()))

    assert view.in_charge == "blend"
    assert "模型" in view.why


async def test_a_clause_with_something_undecided_beside_it_teaches_nothing_yet(unit, shop):
    await read_clauses(unit, FEWEST)
    kept = (await unit.findings.list_decided("女装", 1))[0]
    other = Finding("物流", Stance.ASKS, "件", 0, 1, kept.clause, Rule.TERM, 0.8)
    unit.findings.add(kept.said, [other])

    assert await prepare_lesson(unit, shop) is None

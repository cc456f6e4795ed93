"""Clauses that people read, enough to learn from."""

from sqlalchemy import update

from bot.records import Origin, Said
from bot.store.review_tables import findings
from tagging.concerns import Finding, Rule
from tagging.stances import Stance
from tests.builders import NOON

SPOKEN = (("像面口袋", "外观款式"), ("洗后板硬", "质量"), ("像个米袋", "外观款式"))


async def read_clauses(unit, count, *, category="女装", state="confirmed"):
    """Let people have decided what was found in so many clauses."""
    for number in range(count):
        words, concern = SPOKEN[number % len(SPOKEN)]
        clause = f"第{number}件{words}"
        place = clause.index(words), len(clause)
        said = Said(origin=Origin.REVIEW, id=f"{category}{number}", at=NOON, category=category)
        found = Finding(concern, Stance.COMPLAINS, words, *place, clause, Rule.TERM, 0.8)
        unit.findings.add(said, [found])
    await unit.work.change(update(findings).values(state=state))

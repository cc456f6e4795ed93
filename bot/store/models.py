"""What was learned from confirmations: the newest model is used, a few older ones are kept."""

from typing import Any

from sqlalchemy import Row, delete, desc, select

from bot.records import KeptModel
from bot.store.ids import new_id
from bot.store.review_tables import models
from bot.store.work import Work

KEPT = 3


class Models:
    """The models of this shop."""

    def __init__(self, work: Work) -> None:
        """Speak through this unit's work."""
        self._work = work

    async def add(self, model: KeptModel) -> None:
        """Keep a model, and of its category's older ones the newest few."""
        row = {
            "id": new_id(),
            "category": model.category,
            "at": model.at,
            "decided": model.decided,
            "examples": model.examples,
            "in_charge": model.in_charge,
            "charge": dict(model.charge),
            "data": model.data,
        }
        self._work.insert(models, row)
        is_its = models.c.category == model.category
        newest = select(models.c.id).where(is_its).order_by(desc(models.c.id)).limit(KEPT)
        kept = [row.id for row in await self._work.rows(newest)]
        await self._work.change(delete(models).where(is_its, models.c.id.not_in(kept)))

    async def newest(self, category: str) -> KeptModel | None:
        """Return the newest model of a category, or None."""
        statement = select(models).where(models.c.category == category)
        row = await self._work.row(statement.order_by(desc(models.c.id)).limit(1))
        return _model_of(row) if row else None


def _model_of(row: Row[Any]) -> KeptModel:
    return KeptModel(
        row.category,
        row.at,
        row.decided,
        row.examples,
        row.in_charge,
        row.charge,
        bytes(row.data),
    )

"""What was said, by both sides."""

from sqlalchemy import select

from bot.records import Direction, Message
from bot.store.ids import new_id
from bot.store.tables import messages
from bot.store.work import Work


class Messages:
    """The conversations."""

    def __init__(self, work: Work) -> None:
        """Speak through this unit's work."""
        self._work = work

    def add(self, message: Message, *, read_as: str = "", is_returning: bool | None = None) -> str:
        """Keep a message and return its id; its origin must be new.

        `read_as` is the category whose words it was read with; empty: nobody reads it.
        """
        row = {
            "id": new_id(),
            "customer": message.customer,
            "account": message.account,
            "direction": message.direction,
            "kind": message.kind,
            "text": message.text,
            "at": message.at,
            "origin": message.origin,
            "read_as": read_as,
            "is_returning": is_returning,
        }
        self._work.insert(messages, row)
        return str(row["id"])

    async def list_recent(self, customer: str, limit: int = 30) -> list[Message]:
        """List the last messages with a customer, the oldest first."""
        statement = (
            select(messages)
            .where(messages.c.customer == customer)
            .order_by(messages.c.at.desc(), messages.c.id.desc())
            .limit(limit)
        )
        return [
            Message(
                row.customer,
                row.account,
                Direction(row.direction),
                row.kind,
                row.text,
                row.at,
                row.origin,
            )
            for row in reversed(await self._work.rows(statement))
        ]

"""Group chats and their members."""

from datetime import datetime

from sqlalchemy import select

from bot.events import MemberJoined
from bot.records import Contact
from bot.store.tables import group_chats, members
from bot.store.work import Work


class GroupChats:
    """The group chats of our accounts."""

    def __init__(self, work: Work) -> None:
        """Speak through this unit's work."""
        self._work = work

    async def join(self, event: MemberJoined, contact: Contact) -> bool:
        """Note a member; False where they are in the group already."""
        where = (
            (members.c.account == event.account)
            & (members.c.chat == event.chat)
            & (members.c.contact == event.contact)
        )
        row = await self._work.row(select(members.c.left_at).where(where))
        if row is not None and row.left_at is None:
            return False
        chat = {"account": event.account, "chat": event.chat}
        await self._name(event)
        self._work.upsert(
            members,
            chat
            | {
                "contact": event.contact,
                "customer": contact.customer.id,
                "nickname": event.nickname or contact.nickname,
                "joined_at": event.at,
                "left_at": None,
            },
        )
        return True

    async def _name(self, event: MemberJoined) -> None:
        key = {"account": event.account, "chat": event.chat}
        where = (group_chats.c.account == event.account) & (group_chats.c.chat == event.chat)
        known = await self._work.row(select(group_chats.c.name).where(where))
        if known is None:
            row = key | {"name": event.chat_name, "created_at": event.at}
            self._work.insert(group_chats, row)
        elif event.chat_name:
            self._work.update(group_chats, key, {"name": event.chat_name})

    def leave(self, account: str, chat: str, contact: str, at: datetime) -> None:
        """Note that a member left."""
        key = {"account": account, "chat": chat, "contact": contact}
        self._work.update(members, key, {"left_at": at})

    async def list_members(self, account: str, chat: str) -> list[str]:
        """List the nicknames of those who are in the group now, in order of joining."""
        where = (members.c.account == account) & (members.c.chat == chat)
        statement = select(members.c.nickname).where(where, members.c.left_at.is_(None))
        rows = await self._work.rows(statement.order_by(members.c.joined_at))
        return [row.nickname for row in rows]

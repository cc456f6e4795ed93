"""What we hold to be true of customers, with its evidence and its history."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, delete, select

from bot.records import Said, Signed
from bot.store.ids import new_id
from bot.store.tables import customers, tag_events, tags
from bot.store.work import Work
from tagging.concerns import Finding, Stance
from tagging.signs import Key, Sign, tag_after
from tagging.tags import Tag, TagState, merge_tags

MILLE = 1000
MACHINE = "zhanggui"
RESTORED = "restored"  # a decision was undone


class Tags:
    """The tags of customers."""

    def __init__(self, work: Work) -> None:
        """Remember, within this unit, whose tags were already read."""
        self._work = work
        self._known: dict[str, dict[tuple[str, str], Tag]] = {}

    async def load(self, customers: Collection[str]) -> None:
        """Read the tags of these customers at once."""
        unread = [customer for customer in customers if customer not in self._known]
        self._known.update((customer, {}) for customer in unread)
        if stored := [customer for customer in unread if customer not in self._work.fresh]:
            statement = select(tags).where(tags.c.customer.in_(stored))
            for row in await self._work.rows(statement, sees_own=False):
                self._known[row.customer][row.concern, row.stance] = _tag_of(row)

    async def of(self, customer: str) -> list[Tag]:
        """Return a customer's tags."""
        return list((await self._known_of(customer)).values())

    async def tag_of(self, customer: str, concern: str, stance: str) -> Tag | None:
        """Return one tag of a customer, or None."""
        return (await self._known_of(customer)).get((concern, stance))

    async def sentences_of(self, customer: str) -> dict[tuple[str, str], str]:
        """Return, by (concern, stance), the words in which a customer's evidence stands."""
        columns = (tags.c.concern, tags.c.stance, tags.c.sentence)
        rows = await self._work.rows(select(*columns).where(tags.c.customer == customer))
        return {(row.concern, row.stance): row.sentence for row in rows}

    async def save(
        self, customer: str, changed: Sequence[Tag], sentence: str, message: str, at: datetime
    ) -> None:
        """Keep new and changed tags, and write their history.

        The state of a tag that stands already is kept: only a person changes it.
        """
        known = await self._known_of(customer)
        for tag in changed:
            self._keep(customer, known, tag, sentence, Signed(MACHINE, at), message)

    async def suggest(self, said: Said, found: Sequence[Finding], text: str) -> None:
        """Merge what one text of a known customer says into their tags."""
        if said.customer is not None and found:
            changed = merge_tags(await self.of(said.customer), found, said.at)
            await self.save(said.customer, changed, text, said.id, said.at)

    async def save_signs(
        self, customer: str, signs: Iterable[tuple[Key, Sign]], at: datetime
    ) -> None:
        """Keep what many messages of a customer say together, and write the tags' history."""
        known = await self._known_of(customer)
        signed = Signed(MACHINE, at)
        for key, sign in signs:
            tag = tag_after(known.get(key[1:]), key, sign, at)
            if tag:
                self._keep(customer, known, tag, sign.sentence, signed, "")

    def _keep(
        self,
        customer: str,
        known: dict[tuple[str, str], Tag],
        tag: Tag,
        sentence: str,
        signed: Signed,
        message: str,
    ) -> None:
        what = "strengthened" if (tag.concern, tag.stance) in known else "suggested"
        known[tag.concern, tag.stance] = tag
        self._work.upsert(tags, _row_of(customer, tag, sentence), keeps=("state",))
        self._note(customer, tag, what, signed, message)

    async def lock(self, customer: str) -> None:
        """Let nobody else decide about this customer's tags before the unit ends.

        Rows that only name the customer are written meanwhile: their messages do not wait.
        """
        statement = select(customers.c.id).where(customers.c.id == customer)
        await self._work.row(statement.with_for_update(key_share=True))

    async def make(
        self, customer: str, tag: Tag, sentence: str, signed: Signed, message: str
    ) -> None:
        """Keep a tag that a person gives."""
        (await self._known_of(customer))[tag.concern, tag.stance] = tag
        self._work.upsert(tags, _row_of(customer, tag, sentence))
        self._note(customer, tag, tag.state, signed, message)

    async def set_state(self, customer: str, tag: Tag, signed: Signed, message: str) -> None:
        """Write down what people hold of a known tag now."""
        (await self._known_of(customer))[tag.concern, tag.stance] = tag
        key = {"customer": customer, "concern": tag.concern, "stance": tag.stance}
        self._work.update(tags, key, {"state": tag.state})
        what = RESTORED if tag.state is TagState.SUGGESTED else tag.state
        self._note(customer, tag, what, signed, message)

    async def drop(self, customer: str, tag: Tag, signed: Signed) -> None:
        """Take away a tag that nobody holds any more."""
        await self._work.change(delete(tags).where(*_is_it(tags, customer, tag)))
        (await self._known_of(customer)).pop((tag.concern, tag.stance), None)
        self._note(customer, tag, "dropped", signed, "")

    async def was_suggested(self, customer: str, tag: Tag) -> bool:
        """Tell whether the machine ever suggested this tag."""
        found = select(tag_events.c.id).where(
            *_is_it(tag_events, customer, tag), tag_events.c.what == TagState.SUGGESTED
        )
        return await self._work.row(found.limit(1)) is not None

    async def _known_of(self, customer: str) -> dict[tuple[str, str], Tag]:
        await self.load([customer])
        return self._known[customer]

    def _note(self, customer: str, tag: Tag, what: str, signed: Signed, message: str) -> None:
        self._work.insert(
            tag_events,
            {
                "id": new_id(),
                "customer": customer,
                "concern": tag.concern,
                "stance": tag.stance,
                "what": what,
                "who": signed.who,
                "evidence": tag.evidence,
                "message": message,
                "at": signed.at,
            },
        )


def _is_it(table: Table, customer: str, tag: Tag) -> list[ColumnElement[bool]]:
    return [
        table.c.customer == customer,
        table.c.concern == tag.concern,
        table.c.stance == tag.stance,
    ]


def _row_of(customer: str, tag: Tag, sentence: str) -> dict[str, Any]:
    return {
        "customer": customer,
        "concern": tag.concern,
        "stance": tag.stance,
        "state": tag.state,
        "evidence": tag.evidence,
        "sentence": sentence,
        "confidence": round(tag.confidence * MILLE),
        "seen": tag.seen,
        "first_seen": tag.first_seen,
        "last_seen": tag.last_seen,
    }


def _tag_of(row: Row[Any]) -> Tag:
    return Tag(
        concern=row.concern,
        stance=Stance(row.stance),
        state=TagState(row.state),
        evidence=row.evidence,
        confidence=row.confidence / MILLE,
        seen=row.seen,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
    )

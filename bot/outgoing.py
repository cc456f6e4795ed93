"""Write decided actions down as rows of the outbox, and read rows back as actions."""

from datetime import datetime, timedelta

from bot.actions import Action, PublishPost, Purpose, Reply, SendText, SendToGroup
from bot.platforms import Outgoing
from bot.records import OutboxItem, OutboxState
from bot.store.ids import new_id
from persona.manners import MannerRules


def outbox_item(
    action: Action, key: str, since: datetime, now: datetime, rules: MannerRules
) -> OutboxItem:
    """Write an action down under its unique key.

    `since` is the moment of its cause: what waits for too long after it is not sent any more.
    """
    kind, target = "text", ""
    customer: str | None = None
    match action:
        case Reply():
            target, customer = action.contact, action.customer
            grace = timedelta(minutes=rules.reply_grace_minutes)
        case SendText():
            target, customer = action.contact, action.customer
            grace, since = timedelta(hours=rules.followup_grace_hours), action.since or since
        case SendToGroup():
            kind, target = "group", action.chat
            grace = timedelta(minutes=rules.reply_grace_minutes)
        case PublishPost():
            kind, target = "post", action.post
            grace, since = timedelta(minutes=rules.post_grace_minutes), action.since or since
    purpose = Purpose.MARKETING if isinstance(action, PublishPost) else action.purpose
    return OutboxItem(
        id=new_id(),
        key=key,
        kind=kind,
        account=action.account,
        target=target,
        customer=customer,
        purpose=purpose,
        text=action.text,
        state=OutboxState.DUE,
        created_at=now,
        due_at=now,
        expires_at=since + grace,
    )


def reply_key(event: int, place: int = 0) -> str:
    """Name the reply to a stored event."""
    return f"reply:{event}:{place}"


def key_of(action: Action, event: int, place: int) -> str:
    """Return the action's own key, or one made of the event that caused it."""
    return reply_key(event, place) if isinstance(action, Reply) else action.key


def action_of(item: OutboxItem) -> Outgoing:
    """Read a row as what the platform is asked to do."""
    match item.kind:
        case "group":
            return SendToGroup(
                account=item.account,
                chat=item.target,
                text=item.text,
                purpose=Purpose(item.purpose),
                key=item.key,
            )
        case "post":
            return PublishPost(
                account=item.account, post=item.target, text=item.text, key=item.key
            )
        case _:
            return SendText(
                customer=item.customer or "",
                account=item.account,
                contact=item.target,
                text=item.text,
                purpose=Purpose(item.purpose),
                key=item.key,
            )

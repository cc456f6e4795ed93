"""Write decided actions down as rows of the outbox, and read rows back as actions."""

from datetime import datetime
from typing import Any

from bot.actions import Action, PublishPost, Reply, SendText, SendToGroup
from bot.platforms import Outgoing
from bot.records import OutboxItem, OutboxState
from bot.store.ids import new_id
from bot.store.outbox import touch_of
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
        case SendText():
            target, customer = action.contact, action.customer
            since = action.since or since
        case SendToGroup():
            kind, target = "group", action.chat
        case PublishPost():
            kind, target = "post", action.post
            since = action.since or since
    return OutboxItem(
        id=new_id(),
        key=key,
        kind=kind,
        account=action.account,
        target=target,
        customer=customer,
        purpose=action.purpose,
        touch=action.touch,
        text=action.text,
        state=OutboxState.DUE,
        created_at=now,
        due_at=now,
        expires_at=rules.latest(action.touch, since),
        content=_content_of(action) if isinstance(action, PublishPost) else None,
    )


def _content_of(post: PublishPost) -> dict[str, Any] | None:
    """Write down what goes with a post's text, None where it is the text alone."""
    content = {
        "pictures": [*post.pictures],
        "video": post.video,
        "link": post.link,
        "link_title": post.link_title,
        "visible_to": [*post.visible_to],
    }
    return {name: value for name, value in content.items() if value} or None


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
                touch=touch_of(item),
                key=item.key,
            )
        case "post":
            content = item.content or {}
            return PublishPost(
                account=item.account,
                post=item.target,
                text=item.text,
                key=item.key,
                pictures=tuple(content.get("pictures", ())),
                video=content.get("video", ""),
                link=content.get("link", ""),
                link_title=content.get("link_title", ""),
                visible_to=tuple(content.get("visible_to", ())),
            )
        case _:
            return SendText(
                customer=item.customer or "",
                account=item.account,
                contact=item.target,
                text=item.text,
                touch=touch_of(item),
                key=item.key,
            )

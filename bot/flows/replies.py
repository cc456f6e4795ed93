"""How an answer is addressed: to whom, and by what name."""

from bot.actions import Reply
from bot.records import Contact


def reply_to(contact: Contact, text: str) -> Reply:
    """Answer a contact."""
    return Reply(
        customer=contact.customer.id,
        account=contact.account,
        contact=contact.contact,
        text=text,
    )


def called(contact: Contact) -> dict[str, str]:
    """Call customers by their name where it is known; the persona knows what to say elsewhere."""
    name = contact.customer.name or contact.nickname
    return {"称呼": name} if name else {}

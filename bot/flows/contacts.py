"""A customer arrives, clicks, or leaves."""

from bot.actions import Action, Purpose, Reply
from bot.events import Followed, MenuClicked, Unfollowed
from bot.records import Contact
from bot.shop import Shop
from bot.store import Unit


async def welcome(event: Followed, unit: Unit, shop: Shop) -> list[Action]:
    """Greet somebody who follows us; whoever comes back is greeted too."""
    contact = await unit.customers.meet(event, nickname=event.nickname, source=event.source)
    if contact.is_following:
        return [_words(contact, shop.say("welcome_follower"))]
    contact = unit.customers.follow(contact, is_following=True)
    return [_words(contact, shop.say("welcome_back"))]


async def point_the_way(event: MenuClicked, unit: Unit, shop: Shop) -> list[Action]:
    """Answer a click on the menu."""
    contact = await unit.customers.meet(event)
    return [_words(contact, shop.say("greeting"))]


async def say_goodbye(event: Unfollowed, unit: Unit, shop: Shop) -> list[Action]:
    """Note that somebody left; nothing is sent to them any more."""
    del shop
    contact = await unit.customers.meet(event)
    unit.customers.follow(contact, is_following=False)
    customer, because = contact.customer.id, {"code": "not_followed", "values": {}}
    await unit.followups.drop_open(customer, event.at, account=event.account)
    await unit.outbox.silence_waiting(customer, event.at, because, account=event.account)
    return []


def _words(contact: Contact, text: str) -> Reply:
    return Reply(
        customer=contact.customer.id,
        account=contact.account,
        contact=contact.contact,
        text=text,
        purpose=Purpose.ANSWER,
    )

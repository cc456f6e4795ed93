"""A customer arrives, clicks, or leaves."""

from bot.actions import Action
from bot.events import Followed, MenuClicked, Unfollowed
from bot.flows.replies import called, reply_to
from bot.shop import Shop
from bot.store import Unit


async def welcome(event: Followed, unit: Unit, shop: Shop) -> list[Action]:
    """Greet somebody who follows us; whoever comes back is greeted too."""
    contact = await unit.customers.meet(event, nickname=event.nickname, source=event.source)
    if contact.is_following:
        source = event.source or contact.customer.source
        text = shop.say("welcome_follower", source=source, **called(contact))
        return [reply_to(contact, text)]
    contact = unit.customers.follow(contact, is_following=True)
    return [reply_to(contact, shop.say("welcome_back", **called(contact)))]


async def point_the_way(event: MenuClicked, unit: Unit, shop: Shop) -> list[Action]:
    """Answer a click on the menu."""
    contact = await unit.customers.meet(event)
    return [reply_to(contact, shop.say("greeting", **called(contact)))]


async def say_goodbye(event: Unfollowed, unit: Unit, shop: Shop) -> list[Action]:
    """Note that somebody left; nothing is sent to them any more."""
    del shop
    contact = await unit.customers.meet(event)
    unit.customers.follow(contact, is_following=False)
    customer, because = contact.customer.id, {"code": "not_followed", "values": {}}
    await unit.followups.drop_open(customer, event.at, account=event.account)
    await unit.outbox.silence_waiting(customer, event.at, because, account=event.account)
    return []

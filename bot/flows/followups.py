"""A promised word comes due."""

from datetime import datetime, timedelta

from bot.actions import Action, SendText, TouchKind
from bot.flows.manners import ask
from bot.flows.replies import called
from bot.records import Followup, FollowupKind, FollowupState
from bot.shop import Shop
from bot.store import Unit
from persona.manners import Message, is_too_late
from persona.variables import fill

SIZE = "尺码大小"


async def send_due(now: datetime, unit: Unit, shop: Shop) -> list[Action]:
    """Write to every customer whose follow-up has come due, unless it is too late or unwanted.

    News that an answer is there now waits instead for as long as manners forbid it for now.
    """
    actions: list[Action] = []
    due = await unit.followups.list_due(now)
    await unit.followups.load({followup.customer for followup in due})
    await unit.customers.load({(followup.account, followup.contact) for followup in due})
    told: set[str] = set()
    for followup in due:
        if followup.kind is FollowupKind.SOLVED and await _waits(followup, told, now, unit, shop):
            continue
        state = await _fate_of(followup, now, unit, shop)
        is_ours = await unit.followups.settle(followup, state, now)
        if is_ours and state is FollowupState.DONE:
            actions.append(await _word_of(followup, now, unit, shop))
    return actions


async def _fate_of(followup: Followup, now: datetime, unit: Unit, shop: Shop) -> FollowupState:
    if followup.kind is FollowupKind.SOLVED:
        return FollowupState.DONE  # they asked for it: no answer is too late, and no open talk
    if is_too_late(TouchKind.CARE, followup.due_at, now, shop.manner_rules):
        return FollowupState.MISSED
    waiting = await unit.followups.open_of(followup.customer)
    if any(each.kind is FollowupKind.HAND_OVER for each in waiting):
        return FollowupState.DROPPED  # a person has the word
    return FollowupState.DONE


async def _waits(news: Followup, told: set[str], now: datetime, unit: Unit, shop: Shop) -> bool:
    """Put news off while manners forbid it, or while other news goes to the same customer."""
    later = await _later(news, now, unit, shop)
    if later is None and news.customer in told:
        later = now + timedelta(hours=shop.manner_rules.gap_hours)
    if later is None:
        told.add(news.customer)
        return False
    await unit.followups.postpone(news, later)
    return True


async def _later(followup: Followup, now: datetime, unit: Unit, shop: Shop) -> datetime | None:
    """Say when to try again to tell the news; None where it may go out now, or never."""
    message = Message(kind=TouchKind.NEWS, text=await _news(followup, unit, shop))
    at = (followup.account, followup.contact)
    return (await ask(message, at, unit, shop, now)).retry_at


async def _word_of(followup: Followup, now: datetime, unit: Unit, shop: Shop) -> SendText:
    """Give the promised word; news that nobody waits for counts as a touch."""
    shop, is_news = shop.speaking_for(followup.account), followup.kind is FollowupKind.SOLVED
    text = await _news(followup, unit, shop) if is_news else shop.say(_script_for(followup.about))
    return SendText(
        customer=followup.customer,
        account=followup.account,
        contact=followup.contact,
        text=text,
        touch=TouchKind.NEWS if is_news else TouchKind.CARE,
        key=f"followup:{followup.id}",
        since=now if is_news else followup.due_at,
    )


async def _news(followup: Followup, unit: Unit, shop: Shop) -> str:
    solution = await unit.solutions.find(followup.about)
    contacts = await unit.customers.load([(followup.account, followup.contact)])
    values = {"店名": shop.name} | (called(contacts[0]) if contacts else {})
    # a person worded it: it is said as it stands
    persona = shop.persona_of(followup.account)
    return fill(solution.answer if solution else "", persona, values)


def _script_for(concern: str) -> str:
    return "followup_size" if concern == SIZE else "followup_concern"


async def take_over(followup: Followup, unit: Unit, now: datetime, who: str) -> bool:
    """Note that a member of staff took a conversation over; an open complaint is closed."""
    if followup.kind is not FollowupKind.HAND_OVER:
        return False
    for contact in await unit.customers.load([(followup.account, followup.contact)]):
        unit.customers.complain(contact, None)
    unit.audit.note(who, "took_over", now, customer=followup.customer)
    return await unit.followups.settle(followup, FollowupState.DONE, now)

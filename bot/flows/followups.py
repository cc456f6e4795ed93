"""A promised word comes due."""

from datetime import datetime, timedelta

from bot.actions import Action, Purpose, SendText
from bot.flows.replies import called
from bot.flows.standing import reach_of
from bot.records import Followup, FollowupKind, FollowupState
from bot.shop import Shop
from bot.store import Unit
from persona.manners import is_too_late, may_speak
from persona.reasons import Reason
from persona.scripts import Script

SIZE = "尺码大小"
MONTH = timedelta(days=31)
A_DAY = timedelta(days=1)


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
    if is_too_late("followup", followup.due_at, now, shop.manner_rules):
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
    customer = followup.customer
    reach = await reach_of(customer, (followup.account, followup.contact), unit, shop, now)
    touches = await unit.outbox.touches_of(customer, now - MONTH)
    local = [shop.local(touch) for touch in touches]
    verdict = may_speak(Purpose.MARKETING, shop.local(now), reach, local, shop.manner_rules)
    if verdict.because.code == Reason.RECENT_BUYER:
        return now + A_DAY
    return shop.instant(verdict.retry_at) if verdict.retry_at else None


async def _word_of(followup: Followup, now: datetime, unit: Unit, shop: Shop) -> SendText:
    """Give the promised word; news that nobody waits for counts as a touch."""
    is_news = followup.kind is FollowupKind.SOLVED
    text = await _news(followup, unit, shop) if is_news else shop.say(_script_for(followup.about))
    return SendText(
        customer=followup.customer,
        account=followup.account,
        contact=followup.contact,
        text=text,
        purpose=Purpose.MARKETING if is_news else Purpose.SERVICE,
        key=f"followup:{followup.id}",
        since=now if is_news else followup.due_at,
    )


async def _news(followup: Followup, unit: Unit, shop: Shop) -> str:
    solution = await unit.solutions.find(followup.about)
    contacts = await unit.customers.load([(followup.account, followup.contact)])
    script = Script(key=FollowupKind.SOLVED, answers=(solution.answer if solution else "",))
    return shop.speak(script, **(called(contacts[0]) if contacts else {}))


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

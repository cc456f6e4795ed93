"""A promised word comes due."""

from datetime import datetime

from bot.actions import Action, Purpose, SendText
from bot.records import Followup, FollowupKind, FollowupState
from bot.shop import Shop
from bot.store import Unit

SIZE = "尺码大小"
DONE = FollowupState.DONE


async def send_due(now: datetime, unit: Unit, shop: Shop) -> list[Action]:
    """Write to every customer whose follow-up has come due."""
    due = await unit.followups.list_due(now)
    return [_care(each, shop) for each in due if await unit.followups.settle(each, DONE, now)]


def _care(followup: Followup, shop: Shop) -> SendText:
    return SendText(
        customer=followup.customer,
        account=followup.account,
        contact=followup.contact,
        text=shop.say(_script_for(followup.about)),
        purpose=Purpose.SERVICE,
        key=f"followup:{followup.id}",
    )


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

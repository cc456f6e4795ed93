"""A customer says something."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zlib import crc32

from bot.actions import Action, Reply
from bot.events import MessageKind, MessageReceived
from bot.flows.replies import called, reply_to
from bot.flows.standing import discount_for
from bot.records import Contact, Direction, Followup, FollowupKind, Message, Origin, Said
from bot.shop import Shop
from bot.store import Unit
from bot.store.ids import new_id
from persona.opt_out import is_opt_in, is_opt_out
from persona.personal import allows_personal, refuses_personal
from persona.refunds import asks_refund
from persona.scripts import Script, choose_script
from tagging.concerns import Finding, Stance
from tagging.counts import is_returning

HAND_OVER = FollowupKind.HAND_OVER
CARE = FollowupKind.CARE
PRICE = "价格"
ABOUT = 40
CALLED_LATELY = timedelta(hours=4)


async def answer(event: MessageReceived, unit: Unit, shop: Shop) -> list[Action]:
    """Remember what a customer said and worries about; answer, or hand over to a person."""
    contact = await unit.customers.meet(event)
    said = await _remember(event, contact, unit, shop)
    if is_opt_out(event.text):
        return await _stop(event, contact, unit, shop)
    if is_opt_in(event.text):
        return _resume(event, contact, unit, shop)
    if (wish := _personal_wish(event.text)) is not None:
        return _note_wish(event, contact, unit, shop, is_given=wish)
    findings = shop.find_in(event.text)
    unit.findings.add(said, findings)
    if not contact.customer.is_minor:
        await unit.tags.suggest(said, findings, event.text)
    concerns = [(finding.concern, finding.stance.value) for finding in findings]
    asked = shop.script_asked_in(event.text)
    script = choose_script(concerns, event.text, shop.scripts, asked=asked).script
    is_complaint = any(finding.stance is Stance.COMPLAINS for finding in findings)
    if is_complaint or (script and script.is_apology):
        contact = unit.customers.complain(contact, event.at)
    if asks_refund(event.text):
        contact = unit.customers.ask_refund(contact, event.at)
    if event.kind is MessageKind.IMAGE or not script or not _answers(script, shop):
        return await _hand_over(event, contact, unit, shop)
    if is_complaint or script.is_promise:
        await _call_a_person(event, contact, unit)
    await _promise_care(event, contact, findings, unit, shop)
    return [await _reply(event, contact, script, unit, shop)]


def _answers(script: Script, shop: Shop) -> bool:
    return script.key != HAND_OVER and shop.can_say(script)


async def _remember(event: MessageReceived, contact: Contact, unit: Unit, shop: Shop) -> Said:
    customer, category = contact.customer.id, shop.category
    state = await unit.purchases.state_of(customer)
    returns = is_returning(state.orders if state else 0, is_review=False)
    message = unit.messages.add(
        Message(
            customer,
            event.account,
            Direction.IN,
            event.kind,
            event.text,
            event.at,
            origin=event.cause,
        ),
        read_as=category,
        is_returning=returns,
    )
    return Said(
        origin=Origin.MESSAGE,
        id=message,
        at=event.at,
        category=category,
        customer=customer,
        is_returning=returns,
    )


async def _stop(event: MessageReceived, contact: Contact, unit: Unit, shop: Shop) -> list[Action]:
    unit.customers.consent(contact, event.at, is_given=False, ground=event.text[:100])
    await unit.followups.drop_open(contact.customer.id, event.at)
    because = {"code": "opted_out", "values": {}}
    await unit.outbox.silence_waiting(contact.customer.id, event.at, because)
    return [reply_to(contact, shop.say("opted_out", _turn(event), **called(contact)))]


def _resume(event: MessageReceived, contact: Contact, unit: Unit, shop: Shop) -> list[Action]:
    if contact.customer.opted_out_at:
        unit.customers.consent(contact, event.at, is_given=True, ground=event.text[:100])
    return [reply_to(contact, shop.say("opted_in", _turn(event), **called(contact)))]


def _personal_wish(text: str) -> bool | None:
    """Tell whether somebody allows offers picked for them alone, refuses them, or says neither."""
    if refuses_personal(text):
        return False
    return True if allows_personal(text) else None


def _note_wish(
    event: MessageReceived, contact: Contact, unit: Unit, shop: Shop, *, is_given: bool
) -> list[Action]:
    ground = event.text[:100]
    unit.customers.personalise(contact.customer.id, event.at, is_given=is_given, ground=ground)
    key = "personal_on" if is_given else "personal_off"
    return [reply_to(contact, shop.say(key, _turn(event), **called(contact)))]


async def _hand_over(
    event: MessageReceived, contact: Contact, unit: Unit, shop: Shop
) -> list[Action]:
    is_first = await _call_a_person(event, contact, unit)
    key = "hand_over" if is_first else "handed_over"
    return [reply_to(contact, shop.say(key, _turn(event), **called(contact)))]


async def _call_a_person(event: MessageReceived, contact: Contact, unit: Unit) -> bool:
    """Let a member of staff look at the conversation; False where one was called lately."""
    waiting = await unit.followups.open_of(contact.customer.id)
    lately = event.at - CALLED_LATELY
    if any(each.kind is HAND_OVER and each.due_at > lately for each in waiting):
        return False
    unit.followups.add(_followup(contact, HAND_OVER, event.text[:ABOUT], event.at))
    return True


async def _promise_care(
    event: MessageReceived,
    contact: Contact,
    findings: Sequence[Finding],
    unit: Unit,
    shop: Shop,
) -> None:
    worries = [f.concern for f in findings if f.stance in {Stance.ASKS, Stance.DOUBTS}]
    waiting = await unit.followups.open_of(contact.customer.id)
    has_promise = any(followup.kind == CARE for followup in waiting)
    if worries and not has_promise and not contact.customer.opted_out_at:
        unit.followups.add(_followup(contact, CARE, worries[0], event.at + shop.care_delay))


def _followup(contact: Contact, kind: FollowupKind, about: str, due_at: datetime) -> Followup:
    return Followup(
        new_id(), contact.customer.id, contact.account, contact.contact, kind, about, due_at
    )


async def _reply(
    event: MessageReceived, contact: Contact, script: Script, unit: Unit, shop: Shop
) -> Reply:
    values = called(contact)
    if script.concern == PRICE and not contact.customer.complained_at:
        title = await discount_for(contact.customer.id, unit, shop, event.at)
        values |= {"优惠": title} if title else {}
    return reply_to(contact, shop.speak(script, _turn(event), **values))


def _turn(event: MessageReceived) -> int:
    """Vary the phrasing from message to message, the same for the same message."""
    return crc32(f"{event.contact}{event.at.isoformat()}".encode()) % 97

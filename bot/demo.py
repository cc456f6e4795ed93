"""The demo shop: a few customers with a past, a group, a planned week. Opened twice is once."""

import tomllib
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.events import Followed, MemberJoined
from bot.flows.insights import mine_reviews
from bot.flows.materials import propose_materials
from bot.flows.moments import plan_ahead
from bot.flows.portraits import draw_portrait
from bot.house import House
from bot.imports.rows import OrderItem, OrderRow, OrderStatus, ReviewRow
from bot.imports.verdicts import changes_of, review_values
from bot.packaged import packaged
from bot.platforms.sandbox import ACCOUNT
from bot.posts import Post, PostState
from bot.records import Contact
from bot.shop import Shop
from bot.store import Unit
from bot.store.ids import new_id
from persona.manners import History, Message, TouchKind, may_speak
from persona.materials import Kind, dimension_of

FIRST_POST = timedelta(seconds=40)


async def open_demo_shop(house: House) -> None:
    """Bring in the demo's customers and plan their week, where that is not done yet."""
    now = house.clock()
    demo = tomllib.loads(packaged("bot.data", "demo.toml"))
    async with house.store.unit() as unit:
        keys = [(ACCOUNT, person["contact"]) for person in demo["customer"]]
        if not await unit.customers.load(keys):
            await unit.audit.hire("阿青", "owner", now)
            for person in demo["customer"]:
                await _bring_in(person, demo, unit, house.shop, now)
            await _bring_reviews(demo["review"], unit, house.shop, now)
            unit.posts.add(_opening_post(house.shop, now))
        for account in sorted({ACCOUNT, *house.shop.personas}):
            await plan_ahead(now, unit, house.shop, account)
        unit.portraits.keep(await draw_portrait(now, unit, house.shop), now)
    await house.renew()


async def _bring_in(
    person: dict[str, Any], demo: dict[str, Any], unit: Unit, shop: Shop, now: datetime
) -> None:
    told = {"account": ACCOUNT, "contact": person["contact"], "at": now}
    contact = await unit.customers.meet(
        Followed(**told), nickname=person["nickname"], source=person["story"]
    )
    if person.get("in_group"):
        joined = MemberJoined(
            **told,
            chat=demo["group_chat"],
            chat_name=demo["group"],
            nickname=person["nickname"],
        )
        await unit.group_chats.join(joined, contact)
    rows = [
        _order(number, order, contact, shop, shop.date_of(now))
        for number, order in enumerate(person["orders"], start=1)
    ]
    people = {contact.customer.id: contact.customer.id}
    await unit.imports.save_orders(rows, people, replaced=())
    await unit.imports.recount_purchases(list(people))


async def _bring_reviews(
    told: list[dict[str, str]], unit: Unit, shop: Shop, now: datetime
) -> None:
    """Bring in the reviews; who wrote one with their name let themselves be quoted."""
    for number, review in enumerate(told, start=1):
        row = ReviewRow(key=f"demo-{number}", text=review["text"], product=review["product"])
        author = None
        for contact in await unit.customers.load([(ACCOUNT, review.get("contact", ""))]):
            author = contact.customer.id
            unit.quoting.note(author, now, is_given=True, ground=review["quoting"])
        unit.imports.add_review(row, changes_of(review_values(row, author), {}))
    await mine_reviews(now, unit, shop)
    await propose_materials(now, unit, shop)


def _order(
    number: int, order: dict[str, Any], contact: Contact, shop: Shop, today: date
) -> OrderRow:
    day = today - timedelta(days=order["days_ago"])
    return OrderRow(
        key=f"demo-{contact.contact}-{number}",
        customer=contact.customer.id,
        paid_at=shop.instant(datetime.combine(day, time(15, 30))),
        day=day,
        amount_fen=order["fen"],
        discount_fen=order.get("discount_fen", 0),
        status=OrderStatus.PAID,
        items=(OrderItem(order["product"], 1, order["fen"]),),
        digest="demo",
        names=((order["product"], order["name"]),),
    )


def _opening_post(shop: Shop, now: datetime) -> Post:
    """Make the one post that comes due while the newcomer watches; at night, in the morning."""
    verdict = may_speak(
        Message(kind=TouchKind.POST), History(), now + FIRST_POST, shop.manner_rules
    )
    works = (material for material in shop.materials if material.kind is Kind.WORK)
    material = next(works, None)
    return Post(
        id=new_id(),
        account=ACCOUNT,
        material=material.key if material else "opening",
        dimension=dimension_of(Kind.WORK),
        kind=Kind.WORK,
        text=f"【开门】{shop.name}今天开门啦，{shop.persona.name}在这儿等您。",
        due_at=verdict.retry_at or now + FIRST_POST,
        state=PostState.APPROVED,
        because={"code": "opening", "values": {}},
        products=material.products if material else (),
    )

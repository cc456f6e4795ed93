"""Everything the page shows, read in one unit of work; plain values, so templates stay dumb."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.console.attention import Attention, read_attention
from bot.console.conversation import Bubble, read_bubbles
from bot.console.group_chats import GroupView, read_group
from bot.console.moments import MomentsView, read_moments
from bot.console.people import (
    Handover,
    Person,
    called,
    read_handovers,
    read_people,
)
from bot.console.reviews import ReviewsView, read_reviews
from bot.console.standing import StandingView, read_standing
from bot.records import Contact
from bot.shop import Shop
from bot.store import Unit


@dataclass(frozen=True, slots=True)
class PageView:
    """The page as one player sees it; without customers there is nobody to play."""

    contact: str
    name: str
    bubbles: tuple[Bubble, ...]
    standing: StandingView | None
    moments: MomentsView
    group: GroupView
    reviews: ReviewsView
    attention: tuple[Attention, ...]
    people: tuple[Person, ...]
    handovers: tuple[Handover, ...]


async def find_played(wanted: str | None, unit: Unit, account: str) -> Contact | None:
    """Find the customer who is played, the first one where none is named; None if unknown."""
    if wanted is None:
        contacts = await unit.customers.list_contacts(account, limit=1)
    else:
        contacts = await unit.customers.load([(account, wanted)])
    return contacts[0] if contacts else None


@dataclass(frozen=True, slots=True)
class Watched:
    """Whose plan is shown, and which accounts there are to choose from."""

    account: str
    accounts: Sequence[str] = ()


async def read_page(
    played: Contact | None,
    unit: Unit,
    shop: Shop,
    now: datetime,
    account: str,
    watched: Watched | None = None,
) -> PageView:
    """Read every panel for the customer who is played."""
    plan = watched or Watched(account)
    return PageView(
        contact=played.contact if played else "",
        name=called(played) if played else "",
        bubbles=await read_bubbles(played, unit, shop, now) if played else (),
        standing=await read_standing(played, unit, shop, now) if played else None,
        moments=await read_moments(unit, shop, now, plan.account, plan.accounts),
        group=await read_group(unit, shop, now, account),
        reviews=await read_reviews(unit),
        attention=await read_attention(unit, shop, now),
        people=await read_people(played, unit, shop, now, account),
        handovers=await read_handovers(unit, shop, now, account),
    )

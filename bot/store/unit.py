"""One unit of work: every aggregate on one transaction."""

from collections.abc import Collection
from functools import cached_property

from bot.store import moment_tables, tables
from bot.store.assignments import Assignments
from bot.store.audit import Audit
from bot.store.candidates import Candidates
from bot.store.concerns import ConcernCounts
from bot.store.customers import Customers, customer_ids
from bot.store.decisions import Decisions
from bot.store.findings import Findings
from bot.store.followups import Followups
from bot.store.group_chats import GroupChats
from bot.store.heard_files import HeardFiles
from bot.store.imports import Imports
from bot.store.inbox import InboxRows
from bot.store.material_drafts import MaterialDrafts
from bot.store.messages import Messages
from bot.store.models import Models
from bot.store.moments import Posts
from bot.store.outbox import OutboxRows
from bot.store.personas import Personas
from bot.store.plans import Plans
from bot.store.portraits import Portraits
from bot.store.proposals import Proposals
from bot.store.purchases import Purchases
from bot.store.quoting import Quoting
from bot.store.reactions import Reactions
from bot.store.reviews import Reviews
from bot.store.shelves import Shelf
from bot.store.solutions import Solutions
from bot.store.tags import Tags
from bot.store.work import Work
from persona.materials import Material
from persona.scripts import Script
from tagging.offers import Offer


class Unit:
    """What a flow reads and writes; either all of it is kept or nothing."""

    def __init__(self, work: Work) -> None:
        """Make the aggregates on first use, all on the same work."""
        self.work = work

    async def prepare(self, contacts: Collection[tuple[str, str]]) -> None:
        """Read at once what conversations with these (account, contact) will ask for."""
        if not contacts:
            return
        customers = customer_ids(await self.customers.load(contacts))
        await self.tags.load(customers)
        await self.followups.load(customers)
        await self.purchases.load(customers)

    @cached_property
    def customers(self) -> Customers:
        """People, contacts, consent."""
        return Customers(self.work)

    @cached_property
    def messages(self) -> Messages:
        """Conversations."""
        return Messages(self.work)

    @cached_property
    def tags(self) -> Tags:
        """What we hold to be true of customers."""
        return Tags(self.work)

    @cached_property
    def purchases(self) -> Purchases:
        """Purchase states."""
        return Purchases(self.work)

    @cached_property
    def followups(self) -> Followups:
        """Promised words."""
        return Followups(self.work)

    @cached_property
    def posts(self) -> Posts:
        """Moments posts."""
        return Posts(self.work)

    @cached_property
    def plans(self) -> Plans:
        """What the last plans could not give."""
        return Plans(self.work)

    @cached_property
    def reactions(self) -> Reactions:
        """Likes, comments, visits of posts."""
        return Reactions(self.work)

    @cached_property
    def personas(self) -> Personas:
        """Who speaks through which account."""
        return Personas(self.work)

    @cached_property
    def group_chats(self) -> GroupChats:
        """Group chats and members."""
        return GroupChats(self.work)

    @cached_property
    def reviews(self) -> Reviews:
        """What buyers wrote about products."""
        return Reviews(self.work)

    @cached_property
    def quoting(self) -> Quoting:
        """Who praises us, and may be quoted."""
        return Quoting(self.work)

    @cached_property
    def findings(self) -> Findings:
        """What was found in messages and reviews."""
        return Findings(self.work)

    @cached_property
    def decisions(self) -> Decisions:
        """What people decided about findings."""
        return Decisions(self.work)

    @cached_property
    def concerns(self) -> ConcernCounts:
        """How many texts speak of what."""
        return ConcernCounts(self.work)

    @cached_property
    def proposals(self) -> Proposals:
        """Changes to the words of the concerns."""
        return Proposals(self.work)

    @cached_property
    def candidates(self) -> Candidates:
        """Concerns that nobody had listed."""
        return Candidates(self.work)

    @cached_property
    def solutions(self) -> Solutions:
        """Answers that settle a concern."""
        return Solutions(self.work)

    @cached_property
    def models(self) -> Models:
        """What was learned from confirmations."""
        return Models(self.work)

    @cached_property
    def scripts(self) -> Shelf[Script]:
        """Prepared wording."""
        return Shelf(self.work, tables.scripts, Script)

    @cached_property
    def materials(self) -> Shelf[Material]:
        """What there is to post."""
        return Shelf(self.work, moment_tables.materials, Material)

    @cached_property
    def material_drafts(self) -> MaterialDrafts:
        """What people or the machine put beside the materials of the file."""
        return MaterialDrafts(self.work)

    @cached_property
    def offers(self) -> Shelf[Offer]:
        """What we may give."""
        return Shelf(self.work, tables.offers, Offer)

    @cached_property
    def assignments(self) -> Assignments:
        """Who was meant for which offer."""
        return Assignments(self.work)

    @cached_property
    def portraits(self) -> Portraits:
        """The shop's customers as a whole, day by day."""
        return Portraits(self.work)

    @cached_property
    def inbox(self) -> InboxRows:
        """Events as they came."""
        return InboxRows(self.work)

    @cached_property
    def outbox(self) -> OutboxRows:
        """Messages on their way."""
        return OutboxRows(self.work)

    @cached_property
    def imports(self) -> Imports:
        """Files of orders, customers, products, reviews, chats."""
        return Imports(self.work)

    @cached_property
    def heard_files(self) -> HeardFiles:
        """Chat logs that became suggestions."""
        return HeardFiles(self.work)

    @cached_property
    def audit(self) -> Audit:
        """Who did what."""
        return Audit(self.work)

"""Plan a persona's moments posts: the mix where the stock allows, the hard rules always.

A hole is better than a broken rule, and every hole says why. What a plan aims at is written in
persona/planned/aims.py, how it is found in persona/planned/search.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from persona.hours import learn_hours
from persona.materials import Material
from persona.planned.course import course_of, seconds_of
from persona.planned.drafts import Drafts, as_material, is_past, limited, sort_drafts, standing
from persona.planned.lanes import Lanes
from persona.planned.layout import Layout, lay_slots
from persona.planned.moving import check_move
from persona.planned.plans import Brief, Hole, Plan, PlannedPost
from persona.planned.search import Search
from persona.planned.state import Slot
from persona.planned.stock import Candidate, Stock
from persona.planned.told import Teller
from persona.planned.views import views_of
from persona.reasons import Because, Reason
from persona.slots import days_from, is_mourning
from persona.timeline import PostedPost, timeline_of
from persona.variables import fill

__all__ = ["check_move", "plan_posts"]


def plan_posts(brief: Brief) -> Plan:
    """Plan the posts of some days: a post for each slot, or a hole that says why.

    The same brief gives the same plan, in whatever order the materials come. What is posted or
    approved never moves; drafts that break no rule stay as they are.
    """
    if brief.days < 1:
        return Plan(())
    brief = limited(brief)
    known = {material.key: material for material in brief.materials}
    drafts = sort_drafts(brief, known)
    while True:
        work = _work_on(brief, known, drafts)
        found = work.search().run()
        if found.clash is None:
            return work.tell(found.chosen)
        drafts = drafts.without(found.clash.post)


@dataclass(frozen=True, slots=True)
class _Work:
    """One plan in the making."""

    brief: Brief
    known: Mapping[str, Material]
    fixed: Sequence[PostedPost]
    drafts: Drafts
    layout: Layout
    lanes: Lanes
    slots: Sequence[Slot]

    @property
    def last_day(self) -> date:
        return self.brief.first_day + timedelta(days=self.brief.days - 1)

    def search(self) -> Search:
        """Return the search for what to put into the slots."""
        last = max([self.last_day, *(post.at.date() for post in self.fixed)])
        return Search(self.brief, self.lanes.course, self.lanes, self.slots, last.toordinal())

    def tell(self, chosen: Sequence[Candidate | None]) -> Plan:
        """Turn what was chosen into posts, holes and what is unmet."""
        ours = {
            slot.moment: candidate.material
            for slot, candidate in zip(self.slots, chosen, strict=True)
            if candidate is not None
        }
        standing_posts = {at: _standing(material, at) for at, material in ours.items()}
        timeline = timeline_of(
            [*self.fixed, *standing_posts.values()], self.brief.rules, self.last_day
        )
        teller = Teller(self.brief, self.lanes.stock, timeline)
        posts = [self._kept(draft) for draft in self.drafts.kept]
        holes = [Hole(at, because) for at, because in self.layout.refused]
        for slot in self.slots:
            if material := ours.get(slot.moment):
                because = teller.because_of(material, standing_posts[slot.moment])
                posts.append(self._post(material, slot.moment, because))
            else:
                holes.append(teller.hole_at(slot.moment))
        return Plan(
            tuple(sorted(posts, key=lambda post: post.at)),
            tuple(sorted(holes, key=lambda hole: hole.at)),
            teller.unmet(),
        )

    def _kept(self, draft: PostedPost) -> PlannedPost:
        because = Because(Reason.KEPT_AS_PLANNED)
        post = self._post(self.known[draft.material_key], draft.at, because)
        return replace(post, text=draft.text or post.text)

    def _post(self, material: Material, at: datetime, because: Because) -> PlannedPost:
        return PlannedPost(
            material_key=material.key,
            at=at,
            dimension=material.dimension,
            kind=material.kind,
            text=fill(material.text, self.brief.persona, {}, turn=at.toordinal()),
            because=because,
            products=material.products,
            pictures=material.pictures,
            video=material.video,
            link=material.link,
            link_title=material.link_title,
            audience=material.audience,
        )


def _work_on(brief: Brief, known: Mapping[str, Material], drafts: Drafts) -> _Work:
    """Lay out the slots and sift the stock."""
    posted = standing(brief, known)
    kept = [as_material(draft, known) for draft in drafts.kept]
    fixed = [*posted, *kept]
    hours = learn_hours(brief.reactions, brief.rules.slots)
    days = days_from(brief.first_day, brief.days)
    freed = [at for at in drafts.freed if not is_past(at, brief)]
    layout = lay_slots(
        days, [post.at for post in fixed], freed, hours, brief.rules, brief.not_before
    )
    views = views_of(
        [*(post.audience for post in fixed), *(each.audience for each in brief.materials)]
    )
    course = course_of(posted, kept, views)
    lanes = Lanes(Stock(brief, course, days[0], days[-1]), course, brief.rules)
    slots = [
        Slot(
            at,
            seconds_of(at),
            at.toordinal(),
            hours.value_of(at),
            is_mourning(at.date(), brief.rules.slots),
        )
        for at in layout.slots
    ]
    return _Work(brief, known, fixed, drafts, layout, lanes, slots)


def _standing(material: Material, at: datetime) -> PostedPost:
    return PostedPost(
        material_key=material.key,
        at=at,
        dimension=material.dimension,
        kind=material.kind,
        products=material.products,
        text=material.text,
        audience=material.audience,
    )

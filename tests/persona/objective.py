"""What a plan is worth, from the words of persona/planned/aims.py, and the best by force."""

from collections import Counter
from datetime import timedelta

from persona.hours import learn_hours
from persona.materials import Dimension, Kind, dimension_of
from persona.planned.plans import Plan, PlannedPost
from persona.reasons import Because, Reason
from tests.persona.rulebook import broken_rules

MOST_OF_A_SLOT = 10_008.0
"""No slot adds more: filled, hours, fresh, timely and role at their best."""


def worth_of(brief, slots, chosen):
    """Return what materials (or None) in slots are worth beside what was posted and kept."""
    aims, mix = brief.aims, brief.rules.mix
    hours = learn_hours(brief.reactions, brief.rules.slots)
    past = [(post.at, post) for post in (*brief.posted, *brief.drafts)]
    worth = 0.0
    for at, material in zip(slots, chosen, strict=True):
        before = sorted((pair for pair in past if pair[0] < at), key=lambda pair: pair[0])
        if material is not None:
            worth += aims.filled + aims.hours * hours.value_of(at)
            worth += alone(material, at.date(), before, brief)
            lately = [post for then, post in before if (at.date() - then.date()).days < 28]
            if lately and lately[-1].kind is material.kind:
                worth -= aims.same_kind
            past.append((at, stands(material, at)))
        since = at.date() - timedelta(days=27)
        window = [post for then, post in past if since <= then.date() and then <= at]
        worth -= off_the_mix(window, aims, mix)
    return worth


def stands(material, at):
    return PlannedPost(
        material_key=material.key,
        at=at,
        dimension=material.dimension,
        kind=material.kind,
        text=material.text,
        because=Because(Reason.NO_MATERIAL),
        products=material.products,
        pictures=material.pictures,
        video=material.video,
        link=material.link,
        audience=material.audience,
    )


def alone(material, day, before, brief):
    aims, worth = brief.aims, 0.0
    uses = [then.date() for then, post in before if post.material_key == material.key]
    uses += [material.last_used] if material.last_used else []
    worth += aims.fresh * (min(1.0, (day - max(uses)).days / 180) if uses else 1.0)
    if material.occasion:
        worth += aims.timely
    elif material.valid_until:
        worth += aims.timely * max(0.0, 1 - (material.valid_until - day).days / 14)
    if material.products and (material.kind is Kind.LIMITED_EVENT or material.offer):
        roles = {"traffic_driver": 1, "edge": 1, "profit": -1}
        worth += aims.role * min(roles.get(brief.roles.get(each), 0) for each in material.products)
    shown = [then.date() for then, post in before if {*post.products} & {*material.products}]
    if shown:
        worth -= aims.product * max(0.0, 1 - (day - max(shown)).days / 28)
    return worth


def off_the_mix(window, aims, mix):
    dimensions = Counter(post.dimension for post in window)
    kinds = Counter(post.kind for post in window if post.kind)
    off = sum(
        (dimensions[each] - mix.percent_of(each) / 100 * len(window)) ** 2 for each in Dimension
    )
    own = {each: [k for k in Kind if dimension_of(k) is each] for each in Dimension}
    off_kinds = sum(
        (kinds[kind] - mix.percent_of(each) / 100 / len(own[each]) * kinds.total()) ** 2
        for each in Dimension
        for kind in own[each]
    )
    return aims.dimension * off + aims.kind * off_kinds


def best_by_force(brief, slots, at_least=float("-inf")):
    """Return the most that lawful materials in these slots can be worth, trying all of them.

    What cannot become more than `at_least`, which is known to be lawful, is not followed up.
    """
    best = [at_least]

    def go_on(chosen):
        so_far = worth_of(brief, slots[: len(chosen)], chosen)
        if so_far + MOST_OF_A_SLOT * (len(slots) - len(chosen)) <= best[0]:
            return
        if len(chosen) == len(slots):
            if is_lawful(brief, slots, chosen):
                best[0] = so_far
            return
        for material in (*brief.materials, None):
            if material is None or may_follow(material, slots, chosen, brief):
                go_on([*chosen, material])

    go_on([])
    return best[0]


def may_follow(material, slots, chosen, brief):
    """Cut what cannot be lawful whatever follows: the search is by force, not by patience."""
    at = slots[len(chosen)]
    if material.obstacle_on(at.date()):
        return False
    for then, other in zip(slots, chosen, strict=False):
        if other is material and (at - then).days < brief.rules.rest_days:
            return False
    last = next((each for each in reversed(chosen) if each), None)
    same = last and last.dimension is Dimension.SELLING and material.dimension is last.dimension
    return not (same and last.audience.is_everybody and material.audience.is_everybody)


def is_lawful(brief, slots, chosen):
    posts = [stands(material, at) for at, material in zip(slots, chosen, strict=True) if material]
    return not broken_rules(brief, Plan((*posts, *kept(brief))))


def kept(brief):
    known = {material.key: material for material in brief.materials}
    last = brief.first_day + timedelta(days=brief.days - 1)
    mine = [draft for draft in brief.drafts if draft.at.date() <= last]
    return [stands(known[draft.material_key], draft.at) for draft in mine]

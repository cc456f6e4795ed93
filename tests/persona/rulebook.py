"""The hard rules of a plan once more, written from their words and not from our code."""

import re
import unicodedata
from collections import Counter
from datetime import timedelta
from itertools import combinations, pairwise

from persona.materials import Audience, Dimension, Kind

WEEK = timedelta(days=7)
SELLING_KINDS = {
    Kind.SELLING_POINT,
    Kind.WORD_OF_MOUTH,
    Kind.HONOUR,
    Kind.LIMITED_EVENT,
}
SEASONS = {"spring": (3, 4, 5), "summer": (6, 7, 8), "autumn": (9, 10, 11), "winter": (12, 1, 2)}
OCCASIONS = {
    "双11": ["2025-11-11", "2026-11-11", "2027-11-11", "2028-11-11"],
    "双12": ["2025-12-12", "2026-12-12", "2027-12-12"],
    "618": ["2026-06-18", "2027-06-18", "2028-06-18"],
    "春节": ["2026-02-17", "2027-02-06", "2028-01-26"],
    "中秋": ["2026-09-25", "2027-09-15", "2028-10-03"],
}
NUMERALS = "0123456789〇零一二两三四五六七八九十百千万亿"
TOMB_SWEEPING = {"2026-04-05", "2027-04-05", "2028-04-04"}


def broken_rules(brief, plan):
    """List every hard rule that a plan's posts break beside what was posted; empty: none."""
    known = {material.key: material for material in brief.materials}
    rules, persona = brief.rules, brief.persona
    limits = persona.limits
    a_day = min(rules.posts_per_day, limits.posts_per_day or rules.posts_per_day)
    a_week = min(rules.posts_per_week, limits.posts_per_week or rules.posts_per_week)
    cap = rules.selling_cap_percent
    cap = cap if limits.selling_cap_percent is None else min(cap, limits.selling_cap_percent)
    ours = list(plan.posts)
    later = [
        draft
        for draft in brief.drafts
        if draft.at.date() >= brief.first_day + timedelta(days=brief.days)
    ]
    everything = sorted([*brief.posted, *later, *ours], key=lambda post: post.at)
    broken = []
    for post in ours:
        material = known.get(post.material_key)
        if material is None:
            broken.append(f"unknown material {post.material_key}")
            continue
        broken += [f"{post.at} {what}" for what in by_itself(post, material, brief)]
        broken += [
            f"{post.at} {what}" for what in beside_others(post, material, everything, known, rules)
        ]
        broken += [f"{post.at} {what}" for what in crowded(post, everything, a_day, a_week)]
        broken += [f"{post.at} {what}" for what in too_many_for_viewers(post, everything, rules)]
    last = max(
        [
            brief.first_day + timedelta(days=brief.days - 1),
            *(post.at.date() for post in everything),
        ]
    )
    for name, seen in views(everything, brief.materials):
        broken += [f"{name}: {what}" for what in oversold(seen, ours, cap, last)]
    return broken


def by_itself(post, material, brief):
    day, when = post.at.date(), post.at.time()
    slots = brief.rules.slots
    first, last = brief.first_day, brief.first_day + timedelta(days=brief.days - 1)
    quiet = (
        slots.quiet_from <= when < slots.quiet_until
        if slots.quiet_from <= slots.quiet_until
        else when >= slots.quiet_from or when < slots.quiet_until
    )
    if quiet:
        yield "in the quiet hours"
    if not first <= day <= last:
        yield "outside the days that were asked for"
    yield from by_its_form(post, material, brief)
    yield from out_of_time(material, day)
    if post.dimension is Dimension.SELLING and (
        str(day) in TOMB_SWEEPING or (day.month, day.day) == (12, 13) or day in slots.mourning_days
    ):
        yield "selling on a day of mourning"


def by_its_form(post, material, brief):
    if len(post.text.encode()) > brief.rules.text_bytes or len(post.text) > 2000:
        yield "too long"
    if len(post.pictures) > 9:
        yield "too many pictures"
    if sum([bool(post.pictures), bool(post.video), bool(post.link)]) > 1:
        yield "mixed attachments"
    if (post.kind in SELLING_KINDS) != (post.dimension is Dimension.SELLING):
        yield "in the wrong dimension"
    if any(word in material.text for word in brief.persona.voice.forbidden_words):
        yield "a word the persona never says"
    if material.key in brief.unfit:
        yield "unfit"
    if material.quotes and not material.consent:
        yield "quoted without consent"
    if material.stock == 0:
        yield "sold out"


def out_of_time(material, day):
    if (material.valid_from and day < material.valid_from) or (
        material.valid_until and day > material.valid_until
    ):
        yield "outside its validity"
    if material.month_days and day.day not in material.month_days:
        yield "on another day of the month"
    if material.seasons and not any(day.month in SEASONS[each] for each in material.seasons):
        yield "out of season"
    if material.occasion:
        ahead = [
            occasion
            for occasion in OCCASIONS[material.occasion]
            if str(day) <= occasion <= str(day + timedelta(days=material.lead_days))
        ]
        if not ahead:
            yield "not its occasion"


def beside_others(post, material, everything, known, rules):
    day = post.at.date()
    uses = [
        other.at.date()
        for other in everything
        if other is not post and other.material_key == post.material_key
    ]
    uses += [material.last_used] if material.last_used else []
    if uses and not material.is_evergreen:
        yield "posted again, and was to be posted once"
    if any(abs((day - use).days) < rules.rest_days for use in uses):
        yield "not rested"
    for other in everything:
        if other is post:
            continue
        apart = abs((other.at.date() - day).days)
        if {*post.products} & {*other.products} and apart < rules.product_gap_days:
            yield "its product twice"
        theirs = known[other.material_key].text if other.material_key in known else other.text
        is_another = other.material_key != post.material_key and apart < rules.rest_days
        if is_another and likeness(material.text, theirs) * 100 >= rules.alike_percent:
            yield f"nearly the words of {other.at}"


def crowded(post, everything, a_day, a_week):
    days = [other.at.date() for other in everything]
    if days.count(post.at.date()) > a_day:
        yield "too many posts that day"
    for ahead in range(7):
        last = post.at.date() + timedelta(days=ahead)
        if sum(last - WEEK < day <= last for day in days) > a_week:
            yield f"too many posts in the seven days up to {last}"


def sees(audience, viewer):
    if not audience.tags and not audience.layers:
        return True
    return bool(audience.tags & viewer.tags or audience.layers & viewer.layers)


def too_many_for_viewers(post, everything, rules):
    for viewer in [Audience(), *viewers_of(other.audience for other in everything)]:
        seen = [other for other in everything if sees(other.audience, viewer)]
        if post not in seen:
            continue
        a_day = sum(other.at.date() == post.at.date() for other in seen)
        a_month = sum(
            (other.at.year, other.at.month) == (post.at.year, post.at.month) for other in seen
        )
        if rules.viewer_posts_a_day is not None and a_day > rules.viewer_posts_a_day:
            yield "more than a viewer is shown that day"
        if rules.viewer_posts_a_month is not None and a_month > rules.viewer_posts_a_month:
            yield "more than a viewer is shown that month"


def views(everything, materials):
    """Name what everybody sees, what each sort of viewer sees, and the whole account."""
    yield "the account", everything
    named = [post.audience for post in (*everything, *materials)]
    for viewer in [Audience(), *viewers_of(named)]:
        yield str(viewer), [post for post in everything if sees(post.audience, viewer)]


def viewers_of(audiences):
    """Give people of one tag, of one layer, of two where all together are six at most, of all."""
    whole = {audience for audience in audiences if audience.tags or audience.layers}
    marks = {("tag", tag) for audience in whole for tag in audience.tags}
    marks |= {("layer", layer) for audience in whole for layer in audience.layers}
    sorts = [{mark} for mark in marks]
    if len(marks) <= 6:
        sorts += [{*pair} for pair in combinations(marks, 2)]
    for sort in sorts:
        yield Audience(
            frozenset(name for what, name in sort if what == "tag"),
            frozenset(name for what, name in sort if what == "layer"),
        )
    yield from whole


def oversold(seen, ours, cap, last):
    def sells(post):
        return post.dimension is Dimension.SELLING

    mine = {id(post) for post in ours}
    for one, other in pairwise(seen):
        if sells(one) and sells(other) and {id(one), id(other)} & mine:
            yield f"selling in a row at {one.at} and {other.at}"
    days = {post.at.date() for post in seen if id(post) in mine and sells(post)}
    ends = {day + timedelta(days=ahead) for day in days for ahead in range(7)}
    windows = [
        (f"the seven days up to {end}", [p for p in seen if end - WEEK < p.at.date() <= end])
        for end in ends
        if end <= last
    ]
    windows += [
        (f"the 168 hours up to {end.at}", [p for p in seen if end.at - WEEK < p.at <= end.at])
        for end in seen
        if days and end.at.date() >= min(days)
    ]
    for name, window in windows:
        if not any(sells(post) and id(post) in mine for post in window):
            continue
        if sum(map(sells, window)) * 100 > cap * len(window):
            yield f"oversold in {name}"


def likeness(one, other):
    """2·LCS ÷ (m + n) of the letters, any number one; 1 where one holds all of the other."""
    one, other = letters(one), letters(other)
    if not one or not other:
        return 0.0
    short, long = sorted(("".join(one), "".join(other)), key=len)
    if len(short) >= 12 and short in long:
        return 1.0
    common = sum((Counter(one) & Counter(other)).values())
    if 2 * common / (len(one) + len(other)) < 0.5:
        return 0.0
    row = [0] * (len(other) + 1)
    for mine in one:
        before = 0
        for place, theirs in enumerate(other):
            before, row[place + 1] = (
                row[place + 1],
                before + 1 if mine == theirs else max(row[place + 1], row[place]),
            )
    return 2 * row[-1] / (len(one) + len(other))


def letters(text):
    plain = unicodedata.normalize("NFKC", re.sub(r"\{[^{}]*\}", "", text))
    signs = ["0" if sign in NUMERALS else sign for sign in plain.casefold() if sign.isalnum()]
    return [sign for before, sign in pairwise(["", *signs]) if (before, sign) != ("0", "0")]

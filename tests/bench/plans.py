"""Plans of moments posts: how near the best, how fast, and a year of plans with interruptions.

Beside ours plans a naive planner: dimensions in turn by the target, materials in turn, no history.
"""

import os
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random
from time import perf_counter

from persona.materials import EVERYBODY, Audience, Kind, Material, Season, dimension_of
from persona.planned.plans import Brief
from persona.planner import plan_posts
from persona.profile import Persona, Voice
from persona.timeline import PlanRules, PostedPost
from tests.bench.figures import Effort, Figure
from tests.bench.plan_year import ROLES, WORDS, Year, live_a_year
from tests.persona.objective import best_by_force, worth_of

GAP_PERCENT = 1.0
WEEK_MS = 50.0
SEASON_SECONDS = 2.0
MIX_PERCENT = 95.0
WEEKS, SHOPS = 20, 6
"""About three minutes; ZHANGGUI_PLANS=full tries 200 weeks and 20 shops, a quarter of an hour."""
if os.environ.get("ZHANGGUI_PLANS") == "full":
    WEEKS, SHOPS = 200, 20
START = date(2026, 11, 23)
DAY = timedelta(days=1)
PERSONA = Persona(
    name="阿青",
    role="掌柜",
    tone="实在",
    audience="上班的女性",
    voice=Voice(address="姐妹", particles=("呀",), forbidden_words=("家人们",)),
)
MOTHERS = Audience(frozenset({"宝妈"}))


def measure(effort: Effort) -> list[Figure]:
    """Compare with force, take times, live years."""
    return [*_gaps(effort), *_times(effort), *_years(effort)]


def _gaps(effort: Effort) -> list[Figure]:
    count = effort.count(WEEKS, 4)
    gaps = [_gap_of(small_week(seed)) for seed in range(count)]
    exact = sum(gap < 1e-9 for gap in gaps)
    note = f"{count} weeks of 4 or 5 slots and 6 or 7 materials; {exact} of them exactly the best"
    return [
        Figure(
            name=f"plans: gap to the best by force, {name}",
            value=value,
            unit="%",
            target=GAP_PERCENT,
            note=note,
        )
        for name, value in (("mean", sum(gaps) / count), ("worst", max(gaps)))
    ]


def _gap_of(brief: Brief) -> float:
    """Return how much less a plan is worth than the best there is, in percent.

    Of the soft part alone: what the number of filled slots is worth would hide any difference.
    """
    plan = plan_posts(brief)
    known = {material.key: material for material in brief.materials}
    posted = {post.at: known[post.material_key] for post in plan.posts}
    slots = sorted([*posted, *(hole.at for hole in plan.holes)])
    ours = worth_of(brief, slots, [posted.get(at) for at in slots])
    best = best_by_force(brief, slots, at_least=ours)
    filled = brief.aims.filled * len(plan.posts)
    return 100 * (best - ours) / max(1.0, abs(best - filled))


def _times(effort: Effort) -> list[Figure]:
    runs = effort.count(20, 2)
    many = shop_stock(effort.count(5_000, 300))
    figures = [
        Figure(
            name=f"plans: a week out of {len(stock):,} materials",
            value=1_000 * _fastest_usual(lambda stock=stock: plan_posts(_brief(stock, 7)), runs),
            unit="ms",
            target=WEEK_MS,
            note=f"the median of {runs}",
        )
        for stock in (shop_stock(120), many)
    ]
    season = [_brief(many, 90, seed) for seed in range(5)]
    return [
        *figures,
        Figure(
            name=f"plans: 90 days, 5 personas, {len(many):,} materials",
            value=_fastest_usual(lambda: [plan_posts(brief) for brief in season], runs // 4 or 1),
            unit="s",
            target=SEASON_SECONDS,
            note="one after the other, each sifting the stock anew",
        ),
    ]


def _fastest_usual(work: Callable[[], object], runs: int) -> float:
    """Return the median of some runs, in seconds."""
    taken = []
    for _ in range(runs + 1):
        began = perf_counter()
        work()
        taken.append(perf_counter() - began)
    return sorted(taken[1:])[runs // 2]


def _years(effort: Effort) -> list[Figure]:
    shops, weeks = effort.count(SHOPS, 1), effort.count(52, 8)
    years = [live_a_year(seed, weeks) for seed in range(shops)]

    def total(count: Callable[[Year], int]) -> int:
        return sum(map(count, years))

    plans, windows = total(lambda year: year.plans), max(1, total(lambda year: year.windows))
    lived = f"{shops} shops, {weeks} weeks, {plans:,} plans"
    return [
        Figure(
            name="plans: hard rules broken",
            value=total(lambda year: len(year.broken)),
            unit="",
            target=0,
            rivals={"the naive planner": total(lambda year: year.naive_broken)},
            note=f"{lived}, {total(lambda year: year.posts):,} posts, "
            f"{total(lambda year: year.holes):,} holes; judged by tests/persona/rulebook.py",
        ),
        Figure(
            name="plans: 28 days within 5 points of the target",
            value=100 * total(lambda year: year.within) / windows,
            unit="%",
            target=MIX_PERCENT,
            is_floor=True,
            rivals={"the naive planner": 100 * total(lambda year: year.naive_within) / windows},
            note=f"{windows:,} windows in which stock and cap allowed it; "
            f"worst {max(year.worst_points for year in years):.1f} points off",
        ),
        Figure(
            name="plans: lawful drafts moved by planning again",
            value=total(lambda year: year.moved),
            unit=f"of {total(lambda year: year.drafts):,}",
            note="drafts that break no rule where they are",
        ),
        Figure(
            name="plans: moves let through that break a rule",
            value=total(lambda year: year.wrong_moves),
            unit=f"of {total(lambda year: year.moves):,}",
            target=0,
            note="check_move said nothing, the rulebook did",
        ),
    ]


def small_week(seed: int) -> Brief:
    """Draw a week that force can solve."""
    chance = Random(seed)
    audiences = [EVERYBODY] * 3 + [MOTHERS] * (chance.random() < 0.3)
    materials = [
        Material(
            key=f"m{number}",
            kind=chance.choice(list(Kind)),
            text="".join(chance.choices(WORDS, k=12)),
            products=tuple(f"p{chance.randrange(4)}" for _ in range(chance.randrange(2))),
            audience=chance.choice(audiences),
            valid_until=START + chance.randrange(2, 20) * DAY if chance.random() < 0.25 else None,
            is_evergreen=chance.random() < 0.7,
            last_used=START - chance.randrange(31, 200) * DAY if chance.random() < 0.4 else None,
            offer="满减" if chance.random() < 0.2 else "",
        )
        for number in range(chance.choice([6, 7]))
    ]
    rules = PlanRules(
        weekly_target=chance.choice([4, 5]),
        rest_days=chance.choice([3, 30]),
        selling_cap_percent=chance.choice([35, 35, 50]),
    )
    return Brief(
        persona=PERSONA,
        materials=materials,
        first_day=START,
        posted=[_past_post(chance, number) for number in range(chance.choice([0, 4, 12, 24]))],
        rules=rules,
        roles={f"p{number}": ROLES[number] for number in range(4)},
    )


def _past_post(chance: Random, number: int) -> PostedPost:
    kind = chance.choice(list(Kind)[:7])
    return PostedPost(
        material_key=f"old{number}",
        at=datetime.combine(START - chance.randrange(1, 28) * DAY, time(12, 20)),
        dimension=dimension_of(kind),
        kind=kind,
        products=(f"p{chance.randrange(4)}",) if chance.random() < 0.3 else (),
        text="".join(chance.choices(WORDS, k=12)),
    )


def shop_stock(count: int) -> list[Material]:
    """Draw a big stock: a ninth of each kind, some for a season or a festival, events that end."""
    chance = Random(count)
    return [_material(chance, number) for number in range(count)]


def _material(chance: Random, number: int) -> Material:
    kind = chance.choice(list(Kind))
    start = START + chance.randrange(-30, 90) * DAY
    is_event = kind is Kind.LIMITED_EVENT
    return Material(
        key=f"m{number:05}",
        kind=kind,
        text="{称呼}" * (chance.random() < 0.3) + "".join(chance.choices(WORDS, k=12)),
        products=(f"p{chance.randrange(300)}",) if kind in list(Kind)[5:] else (),
        valid_from=start if is_event else None,
        valid_until=start + chance.randrange(5, 30) * DAY if is_event else None,
        seasons=frozenset({chance.choice(list(Season))} if chance.random() < 0.1 else ()),
        occasion="双12" if chance.random() < 0.02 else "",
    )


def _brief(stock: list[Material], days: int, seed: int = 0) -> Brief:
    return Brief(persona=PERSONA, materials=stock, first_day=START, days=days, seed=seed)

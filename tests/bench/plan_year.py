"""A shop's year of planning: stocks come and go, people approve, skip, move and reject."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import product
from random import Random

from persona.materials import EVERYBODY, Audience, Dimension, Kind, Material, dimension_of
from persona.mix import Mix, rank_by_need
from persona.planned.plans import Brief, Plan, PlannedPost
from persona.planner import check_move, plan_posts
from persona.profile import Persona, Voice
from persona.reasons import Because, Reason
from persona.slots import days_from, slots_of
from persona.timeline import PlanRules, PostedPost
from tests.persona.builders import WORDS
from tests.persona.objective import stands
from tests.persona.rulebook import broken_rules, oversold, views

START = date(2026, 11, 23)
DAY = timedelta(days=1)
MANY_WORDS = [
    *WORDS,
    *[
        "晒单",
        "袖口",
        "颜色",
        "领子",
        "周末",
        "客人",
        "猫咪",
        "书店",
        "打包",
        "换季",
        "洗护",
        "口袋",
        "样衣",
        "尺码",
        "毛线",
        "公园",
    ],
]
AUDIENCES = [EVERYBODY] * 8 + [
    Audience(frozenset({"宝妈"})),
    Audience(layers=frozenset({"returning_buyer"})),
]
APPROVED, SKIPPED, REJECTED, DRAGGED = 0.5, 0.04, 0.03, 0.15
"""What becomes of a draft each time somebody looks at the week; the others wait."""
MISSED, SOLD_OUT = 0.03, 0.05
ROLES = ("traffic_driver", "profit", "edge", "potential")


@dataclass(slots=True)
class Year:
    """What a year of planning came to."""

    plans: int = 0
    posts: int = 0
    holes: int = 0
    broken: list[str] = field(default_factory=list)
    naive_broken: int = 0
    windows: int = 0
    """28-day windows of plans in which neither stock nor rules stood in the way of the mix."""
    within: int = 0
    naive_within: int = 0
    worst_points: float = 0.0
    drafts: int = 0
    """Drafts that still broke no rule when planned again, and those of them that moved."""
    moved: int = 0
    wrong_moves: int = 0
    """Moves that check_move let through and the rulebook does not."""
    moves: int = 0


def live_a_year(seed: int, weeks: int = 52) -> Year:
    """Plan a shop's year, twice a week or so, and judge every plan by the rulebook."""
    shop, year = _Shop(seed), Year()
    while shop.today < START + timedelta(days=7 * weeks):
        shop.plan(year)
        shop.decide(year)
        shop.live_on()
    return year


class _Shop:
    def __init__(self, seed: int) -> None:
        self.chance = chance = Random(seed)
        self.rich = chance.random() < 0.6
        self.audiences = AUDIENCES if chance.random() < 0.4 else [EVERYBODY]
        self.rules = PlanRules(
            weekly_target=chance.choice([7, 7, 7, 10]),
            rest_days=chance.choice([20, 30]),
            viewer_posts_a_month=None,
            mix=chance.choice([Mix(), Mix(), Mix(45, 30, 25), Mix(35, 40, 25)]),
        )
        self.persona = Persona(
            name="阿青",
            role="掌柜",
            tone="实在",
            audience="上班的女性",
            voice=Voice(address="姐妹", forbidden_words=("家人们",)),
        )
        self.today = START
        self.materials: dict[str, Material] = {}
        self.unfit: dict[str, Because] = {}
        self.posted: list[PostedPost] = []
        self.drafts: list[PostedPost] = []
        self.made = 0
        self.lacked: list[date] = []
        """Days on which a plan said that something lacked, or left a slot empty."""
        for kind in Kind:
            for _ in range(chance.randrange(10, 22) if self.rich else chance.randrange(0, 9)):
                self._add_material(kind)

    def plan(self, year: Year) -> None:
        """Plan the coming week, keep it as drafts, and judge it."""
        brief = Brief(
            persona=self.persona,
            materials=list(self.materials.values()),
            first_day=self.today,
            posted=self.posted,
            drafts=self.drafts,
            unfit=self.unfit,
            roles={f"p{number}": ROLES[number % 4] for number in range(40)},
            rules=self.rules,
            seed=year.plans % 3,
        )
        plan = plan_posts(brief)
        year.plans += 1
        year.posts += len(plan.posts)
        year.holes += len(plan.holes)
        year.broken += [f"{self.today}: {what}" for what in broken_rules(brief, plan)]
        naive = _naive(brief)
        year.naive_broken += len(broken_rules(brief, naive))
        self._judge_drafts(brief, plan, year)
        if plan.holes or plan.unmet:
            self.lacked.append(self.today)
        self._judge_mix(plan, naive, year)
        self.drafts = [post.as_posted() for post in plan.posts]
        self.brief = brief

    def decide(self, year: Year) -> None:
        """Approve most, skip some, reject some materials, move some by hand."""
        for draft in list(self.drafts):
            dice = self.chance.random()
            if dice < APPROVED:
                self.drafts.remove(draft)
                self.posted.append(draft)
            elif dice < APPROVED + SKIPPED:  # not wanted, nor its material for a while
                self.drafts.remove(draft)
                self._change(draft.material_key, last_used=self.today)
            elif dice < APPROVED + SKIPPED + REJECTED:
                self.unfit[draft.material_key] = Because(Reason.WORD_BLOCKED)
            elif dice < APPROVED + SKIPPED + REJECTED + DRAGGED:
                self._move(draft, year)

    def live_on(self) -> None:
        """Let some days pass: what is due goes out or is missed; stocks change."""
        ahead = self.today + self.chance.choice([1, 2, 3, 4, 7]) * DAY
        due = [
            each for each in (*self.posted, *self.drafts) if self.today <= each.at.date() < ahead
        ]
        missed = [each for each in due if self.chance.random() < MISSED]
        self.posted += [each for each in self.drafts if each in due]
        self.posted = [each for each in self.posted if each not in missed]
        self.drafts = [each for each in self.drafts if each not in due]
        for key in list(self.materials):
            if self.materials[key].kind is Kind.LIMITED_EVENT and self.chance.random() < SOLD_OUT:
                self._change(key, stock=0)
        self.today = ahead
        for kind in Kind:
            if self.chance.random() < (0.5 if self.rich else 0.15):
                self._add_material(kind)

    def _move(self, draft: PostedPost, year: Year) -> None:
        """Drag a draft to another hour where nothing says no."""
        day = self.today + self.chance.randrange(7) * DAY
        at = self.chance.choice(slots_of(day, self.rules.slots))
        now = replace(self.brief, posted=self.posted, drafts=self.drafts)
        if at == draft.at or check_move(now, draft, at):
            return
        year.moves += 1
        moved = replace(draft, at=at)
        others = [each for each in self.drafts if each is not draft]
        alone = replace(now, drafts=())
        known = len(broken_rules(alone, _plan_of(self.drafts, now)))
        year.wrong_moves += len(broken_rules(alone, _plan_of([*others, moved], now))) > known
        self.drafts = others
        self.posted.append(moved)

    def _add_material(self, kind: Kind) -> None:
        chance, self.made = self.chance, self.made + 1
        sells = dimension_of(kind) is Dimension.SELLING
        is_event = kind is Kind.LIMITED_EVENT
        start = self.today + chance.randrange(0, 20) * DAY
        key = f"{kind}-{self.made}"
        self.materials[key] = Material(
            key=key,
            kind=kind,
            text="{称呼}" + "".join(chance.choices(MANY_WORDS, k=12)),
            products=(f"p{chance.randrange(40)}",) if sells else (),
            audience=chance.choice(self.audiences),
            valid_from=start if is_event else None,
            valid_until=start + chance.randrange(5, 40) * DAY if is_event else None,
            is_evergreen=chance.random() < 0.85,
            occasion=chance.choice(["春节", "中秋", "618", "双12"])
            if chance.random() < 0.03
            else "",
        )

    def _change(self, key: str, **changes: object) -> None:
        self.materials[key] = replace(self.materials[key], **changes)

    def _judge_drafts(self, brief: Brief, plan: Plan, year: Year) -> None:
        """Count the lawful drafts of before that a plan moved or dropped."""
        kept = {(post.material_key, post.at) for post in plan.posts}
        lawful = [
            draft
            for draft in brief.drafts
            if not broken_rules(replace(brief, drafts=()), _plan_of([draft], brief))
        ]
        if not broken_rules(replace(brief, drafts=()), _plan_of(lawful, brief)):
            year.drafts += len(lawful)
            year.moved += sum((each.material_key, each.at) not in kept for each in lawful)

    def _judge_mix(self, plan: Plan, naive: Plan, year: Year) -> None:
        """Look at the 28 days that end with the plan, where nothing was lacking all along."""
        last = self.today + 6 * DAY
        since = last - 27 * DAY
        if self.today < START + 28 * DAY or any(day >= since for day in self.lacked):
            return
        past = [post for post in self.posted if since <= post.at.date() <= last]
        sold = sum(post.is_selling for post in past) + self._most_selling(plan)
        share = 100 * sold / (len(past) + len(plan.posts))
        if share < self.rules.mix.selling - 5:
            return
        off = _points_off([*past, *plan.posts], self.rules.mix)
        year.windows += 1
        year.within += off <= 5
        year.worst_points = max(year.worst_points, off)
        year.naive_within += _points_off([*past, *naive.posts], self.rules.mix) <= 5

    def _most_selling(self, plan: Plan) -> int:
        """Count how many posts of a plan could sell at most: every choice of new ones is tried.

        After weeks with skipped posts the cap takes more than one week to catch up.
        """
        new = [post for post in plan.posts if post.because.code is not Reason.KEPT_AS_PLANNED]
        kept = [post for post in plan.posts if post not in new]
        last = self.today + 6 * DAY
        since = datetime.combine(self.today - 8 * DAY, datetime.min.time())
        lately = [post for post in self.posted if post.at >= since]
        best = 0
        for choice in product((Dimension.SELLING, Dimension.LIVING), repeat=len(new)):
            ours = [replace(post, dimension=each) for post, each in zip(new, choice, strict=True)]
            ours += kept
            selling = sum(post.dimension is Dimension.SELLING for post in ours)
            seen = sorted([*lately, *ours], key=lambda post: post.at)
            if selling > best and not any(
                list(oversold(posts, ours, self.rules.selling_cap_percent, last))
                for _, posts in views(seen, ())
            ):
                best = selling
        return best


def _plan_of(posts: Iterable[PostedPost], brief: Brief) -> Plan:
    known = {material.key: material for material in brief.materials}
    return Plan(tuple(stands(known[post.material_key], post.at) for post in posts))


def _naive(brief: Brief) -> Plan:
    """Plan as a spreadsheet does: dimensions in turn by the target, materials in turn."""
    taken = {post.at.date() for post in brief.posted}
    days = [day for day in days_from(brief.first_day, brief.days) if day not in taken]
    counts: Counter[Dimension] = Counter()
    posts: list[PlannedPost] = []
    for day in days:
        at = slots_of(day, brief.rules.slots)[day.toordinal() % 3]
        dimension = rank_by_need(brief.rules.mix, counts)[0]
        counts[dimension] += 1
        stock = [
            material
            for material in brief.materials
            if material.dimension is dimension and not material.obstacle_on(day)
        ]
        if stock:
            posts.append(stands(stock[at.toordinal() % len(stock)], at))
    return Plan(tuple(posts))


def _points_off(posts: Sequence[PostedPost | PlannedPost], mix: Mix) -> float:
    """Return how many percentage points the dimension that is most off lies off its target."""
    counts = Counter(post.dimension for post in posts)
    return max(abs(100 * counts[each] / len(posts) - mix.percent_of(each)) for each in Dimension)

"""Random briefs: stocks, posted posts, drafts, audiences and rules of every sort."""

from dataclasses import replace
from datetime import date, time, timedelta

from hypothesis import strategies as st

from persona.materials import EVERYBODY, Audience, Kind, Material, Season, dimension_of
from persona.mix import Mix
from persona.planned.plans import Brief
from persona.profile import PersonaLimits
from persona.reasons import Because, Reason
from persona.slots import SlotRules
from persona.timeline import PlanRules, PostedPost
from tests.persona.builders import MONDAY, aqing, at, words_of

KEYS = [f"m{turn}" for turn in range(30)]
NEAR_WORDS = [*(words_of(key) for key in KEYS), words_of("m0") + "呀", "家人们" + words_of("m1")]
HOURS = [(8, 40), (11, 7), (12, 20), (20, 10), (22, 0)]
audiences = st.sampled_from(
    [EVERYBODY] * 5
    + [
        Audience(frozenset({"宝妈"})),
        Audience(frozenset({"宝妈", "学生"})),
        Audience(frozenset({"宝妈", "老客"})),
        Audience(layers=frozenset({"due"})),
    ]
)
first_days = st.sampled_from([MONDAY, date(2026, 4, 1), date(2026, 12, 10), date(2027, 6, 12)])
products = st.sampled_from([(), (), ("大衣",), ("衬衫",), ("长裤", "衬衫")])


def near(first_day, first, last):
    return st.integers(first, last).map(lambda ahead: first_day + timedelta(days=ahead))


def materials_from(first_day):
    plain = st.builds(
        Material,
        key=st.sampled_from(KEYS),
        kind=st.sampled_from(Kind),
        text=st.just(""),
        products=products,
        audience=audiences,
        is_evergreen=st.booleans(),
    )
    odd = st.fixed_dictionaries(
        {},
        optional={
            "text": st.sampled_from([*NEAR_WORDS, "长" * 1_400]),
            "pictures": st.sampled_from([("1.jpg",), tuple(f"{n}.jpg" for n in range(10))]),
            "video": st.just("a.mp4"),
            "valid_from": near(first_day, -20, 15),
            "valid_until": near(first_day, -20, 15),
            "seasons": st.just(frozenset({Season.WINTER})),
            "occasion": st.sampled_from(["双12", "618"]),
            "last_used": near(first_day, -40, -1),
            "stock": st.sampled_from([0, 3]),
            "quotes": st.just("客户"),
            "consent": st.just("微信同意"),
        },
    )
    one = st.builds(
        lambda each, oddities: replace(each, **{"text": words_of(each.key)} | oddities),
        plain,
        st.one_of(st.just({}), st.just({}), odd),
    )
    few, many = (
        st.lists(one, min_size=least, max_size=30, unique_by=lambda each: each.key)
        for least in (0, 20)
    )
    return st.one_of(few, many)


def posts_from(first_day, stock, first, last):
    """Draw posts of materials in stock, and of some that nobody knows any more."""
    strange = st.builds(
        PostedPost,
        material_key=st.sampled_from(["x1", "x2", *KEYS[:5]]),
        at=st.just(at(first_day)),
        dimension=st.sampled_from([dimension_of(kind) for kind in Kind]),
        products=products,
        audience=audiences,
    )
    posts = strange
    if stock:
        posts = st.one_of(
            strange, st.sampled_from(stock).map(lambda each: posted(each, first_day))
        )
    moments = st.builds(
        lambda day, hour: at(day, *hour), near(first_day, first, last), st.sampled_from(HOURS)
    )
    return st.builds(lambda post, moment: replace(post, at=moment), posts, moments)


def posted(material, day):
    return PostedPost(
        material_key=material.key,
        at=at(day),
        dimension=material.dimension,
        kind=material.kind,
        products=material.products,
        text=material.text,
        audience=material.audience,
    )


rule_sets = st.builds(
    PlanRules,
    mix=st.sampled_from([Mix(), Mix(20, 20, 60), Mix(60, 40, 0)]),
    weekly_target=st.sampled_from([1, 3, 7, 10, 21]),
    posts_per_day=st.integers(1, 4),
    posts_per_week=st.sampled_from([3, 7, 10]),
    selling_cap_percent=st.sampled_from([0, 20, 35, 50, 100]),
    rest_days=st.sampled_from([3, 30]),
    viewer_posts_a_day=st.sampled_from([None, 1, 3]),
    viewer_posts_a_month=st.sampled_from([None, None, 4]),
    slots=st.sampled_from([SlotRules(), SlotRules(quiet_until=time(9))]),
)


@st.composite
def briefs(draw):
    first_day = draw(first_days)
    stock = draw(materials_from(first_day))
    return Brief(
        persona=aqing(
            forbidden_words=("家人们",),
            limits=draw(st.sampled_from([PersonaLimits(), PersonaLimits(selling_cap_percent=30)])),
        ),
        materials=stock,
        first_day=first_day,
        days=draw(st.sampled_from([1, 7, 7, 16])),
        posted=draw(st.lists(posts_from(first_day, stock, -35, 9), max_size=15)),
        drafts=draw(st.lists(posts_from(first_day, stock, 0, 9), max_size=6)),
        unfit={
            key: Because(Reason.WORD_BLOCKED) for key in draw(st.sets(st.sampled_from(KEYS[:6])))
        },
        roles={"大衣": "profit", "衬衫": "traffic_driver"},
        rules=draw(rule_sets),
        seed=draw(st.integers(0, 2)),
    )

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona.errors import MaterialError
from persona.materials import (
    EVERYBODY,
    Audience,
    Dimension,
    Kind,
    MaterialFile,
    parse_materials,
    read_materials,
)
from persona.occasions import Season
from persona.reasons import Reason
from tests.persona.builders import material

FIRST, LAST = date(2026, 6, 16), date(2026, 6, 18)
TODAY = date(2026, 11, 22)
WHOLE = """
[[material]]
key = "a"
kind = "干货"
dimension = "专业"
text = "羊毛要平铺晾"
link = "https://example.com/wash"
link_title = "羊毛洗护"
products = "羊毛衫"
audience = { tags = ["宝妈"] }
layers = ["due"]
valid_from = 2026-06-16
valid_until = 2027-06-18
month_days = [18, 8]
seasons = ["秋", "winter"]
occasion = "双十一"
lead_days = 3
is_evergreen = false
last_used = 2026-05-01
stock = 5
offer = "full300"
author = "阿青"
quotes = "c-7"
consent = "2026-11-20 微信"
evidence = "检测报告"
"""


def parse(*lines, kind="work", today=None):
    head = ["[[material]]", 'key = "a"', f'kind = "{kind}"', 'text = "今天打包"']
    return read_materials("\n".join([*head, *lines]), "m.toml", today)


def test_a_material_is_read_with_all_its_keys():
    (read,) = parse_materials(WHOLE, "m.toml")

    assert read == material(
        "a",
        Kind.KNOWLEDGE,
        text="羊毛要平铺晾",
        link="https://example.com/wash",
        link_title="羊毛洗护",
        products=("羊毛衫",),
        audience=Audience(frozenset({"宝妈"}), frozenset({"due"})),
        valid_from=FIRST,
        valid_until=date(2027, 6, 18),
        month_days=(8, 18),
        seasons=frozenset({Season.AUTUMN, Season.WINTER}),
        occasion="双11",
        lead_days=3,
        is_evergreen=False,
        last_used=date(2026, 5, 1),
        stock=5,
        offer="full300",
        author="阿青",
        quotes="c-7",
        consent="2026-11-20 微信",
        evidence="检测报告",
    )


def test_everybody_sees_what_names_nobody():
    assert EVERYBODY.is_everybody
    assert not Audience(tags=frozenset({"宝妈"})).is_everybody


def test_every_kind_belongs_to_a_dimension():
    dimensions = [material("a", kind).dimension for kind in Kind]

    assert [dimensions.count(each) for each in Dimension] == [2, 3, 4]


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (FIRST - timedelta(days=1), False),
        (FIRST, True),
        (LAST, True),
        (LAST + timedelta(days=1), False),
    ],
)
def test_an_event_holds_from_its_first_to_its_last_day(day, holds):
    event = material("618", Kind.LIMITED_EVENT, valid_from=FIRST, valid_until=LAST)

    assert (event.obstacle_on(day) is None) is holds


@pytest.mark.parametrize(("day", "holds"), [(17, False), (18, True), (19, False)])
def test_a_members_day_holds_on_its_days_of_the_month(day, holds):
    event = material("members", Kind.LIMITED_EVENT, month_days=(18,))

    assert (event.obstacle_on(date(2026, 11, day)) is None) is holds


@pytest.mark.parametrize(
    ("told", "day", "obstacle"),
    [
        ({"stock": 0}, TODAY, Reason.STOCK_EMPTY),
        ({"stock": 1}, TODAY, None),
        ({"quotes": "c-7"}, TODAY, Reason.NO_CONSENT),
        ({"quotes": "c-7", "consent": "微信"}, TODAY, None),
        ({"valid_until": TODAY}, TODAY, None),
        ({"valid_until": TODAY - timedelta(days=1)}, TODAY, Reason.OUT_OF_DATE),
        ({"seasons": frozenset({Season.AUTUMN})}, date(2026, 11, 30), None),
        ({"seasons": frozenset({Season.AUTUMN})}, date(2026, 12, 1), Reason.OUT_OF_SEASON),
        ({"occasion": "中秋"}, date(2026, 9, 17), Reason.NOT_ITS_OCCASION),
        ({"occasion": "中秋"}, date(2026, 9, 18), None),
        ({"occasion": "中秋"}, date(2026, 9, 25), None),
        ({"occasion": "中秋"}, date(2026, 9, 26), Reason.NOT_ITS_OCCASION),
        ({"occasion": "中秋", "lead_days": 0}, date(2026, 9, 24), Reason.NOT_ITS_OCCASION),
        ({"occasion": "中秋"}, date(2101, 9, 1), Reason.OUT_OF_CALENDAR),
        ({"occasion": "双11"}, date(2101, 11, 11), None),
    ],
)
def test_a_material_says_what_keeps_it_from_being_posted(told, day, obstacle):
    assert material("a", **told).obstacle_on(day) is obstacle


ENDLESS = (
    "限时活动没有尽头；写上结束日（valid_until）、每月几号（month_days）、"
    "节日（occasion）或库存（stock）"
)
NINE = ", ".join(f'"{turn}.jpg"' for turn in range(9))


@pytest.mark.parametrize(
    ("lines", "kind", "complaint"),
    [
        ([f'pictures = [{NINE}, "9", "10", "11"]'], "work", "图片有 12 张，最多 9 张；删去 3 张"),
        (
            [f"pictures = [{NINE}]", 'video = "a.mp4"'],
            "work",
            "同时有图片和视频，一条朋友圈只能有一种；留下一种",
        ),
        (
            ['link = "www.example.com"'],
            "work",
            "链接“www.example.com”不是网址；写成 https:// 开头的",
        ),
        (
            ['link_title = "' + "羊" * 22 + '"'],
            "work",
            "链接标题有 66 字节，最多 64（约 21 个汉字）；缩短它",
        ),
        ([], "gossip", "kind = “gossip” 不对；请写成其中之一：互动、干货"),
        ([], "limited_event", ENDLESS),
        (['season = "雨季"'], "work", "seasons = “雨季” 不对；请写成其中之一：春、夏"),
        (['occasion = "泼水节"'], "work", "occasion = “泼水节” 不对；请写成其中之一：春节"),
        (
            ['dimension = "selling"'],
            "work",
            "dimension = “selling” 不对；请写成 living，work 属于它",
        ),
        (['mood = "好"'], "work", "不认识“mood”；可以写：dimension"),
        (
            ["valid_from = 2026-06-18", "valid_until = 2026-06-17"],
            "work",
            "结束日 2026-06-17 早于开始日 2026-06-18；改正其中一个",
        ),
        (
            ["valid_until = 2026-11-21"],
            "work",
            "2026-11-21 已经结束；改结束日（valid_until），或删去这一条",
        ),
        (["stock = 0"], "work", "库存是 0，不会发；补货后改库存（stock），或删去这一条"),
        (
            ["valid_from = 2101-01-01", 'occasion = "中秋"'],
            "work",
            "2101 年超出农历表（1901 到 2100 年），算不出中秋是哪一天；",
        ),
    ],
)
def test_a_wrong_material_is_refused_with_its_place(lines, kind, complaint):
    read = parse(*lines, kind=kind, today=TODAY)
    (fault,) = read.faults

    assert read.materials == ()
    assert fault.startswith(f"m.toml：素材 a：{complaint}")


@pytest.mark.parametrize(
    "lines",
    [
        [f"pictures = [{NINE}]"],
        ["stock = 5"],
        ["valid_until = 2026-11-22"],
        ["valid_until = '2026-11-22'"],
        ['occasion = "中秋"'],
        ["occasion = 618"],
        ['quotes = "c-7"'],  # the planner waits for the consent
    ],
)
def test_what_is_just_right_is_read(lines):
    assert parse(*lines, kind="limited_event", today=TODAY).faults == (
        ()
        if lines[0].startswith(("stock", "valid", "occasion"))
        else (f"m.toml：素材 a：{ENDLESS}",)
    )
    assert parse(*lines, today=TODAY).faults == ()


def test_what_is_over_or_sold_out_is_wrong_only_for_a_plan_from_today_on():
    assert parse("valid_until = 2026-11-21", "stock = 0").faults == ()


def test_a_text_of_4000_bytes_is_a_post_and_one_more_is_too_long():
    def fault_of(text):
        file = f'[[material]]\nkey = "a"\nkind = "work"\ntext = "{text}"'
        return read_materials(file, "m.toml").faults

    assert fault_of("货" * 1333 + "a") == ()
    (fault,) = fault_of("货" * 1333 + "ab")
    assert fault == "m.toml：素材 a：正文有 4001 字节，最多 4000（约 1333 个汉字）；缩短它"


def test_an_unknown_variable_is_refused_with_those_that_are_known():
    with pytest.raises(
        MaterialError, match=r"^m\.toml：素材 a：正文里的“{昵称}”不是变量；.*{称呼}"
    ):
        parse_materials('[[material]]\nkey="a"\nkind="work"\ntext="{昵称}好"', "m.toml")


def test_a_key_given_twice_keeps_the_first():
    one = '[[material]]\nkey="a"\nkind="work"\ntext="{}"\n'
    read = read_materials(one.format("先") + one.format("后"), "m.toml")

    assert [each.text for each in read.materials] == ["先"]
    assert read.faults == ("m.toml：素材 a：编号“a”前面已经有了；换一个编号",)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[[materials]]\nkey = "a"', "m.toml：不认识“materials”；是不是想写 material？"),
        ("[material]", "m.toml：material = {} 不对；请写成若干段，每段以 [[material]] 开头"),
        ("小王的素材", "m.toml：第 1 行第 1 列不是合法的 TOML"),
    ],
)
def test_a_file_that_is_laid_out_wrong_gets_one_line(text, fault):
    read = read_materials(text, "m.toml")

    assert read.materials == ()
    assert len(read.faults) == 1
    assert read.faults[0].startswith(fault)


def test_a_quote_left_open_costs_one_material_and_the_line_is_named():
    good = '[[material]]\nkey = "{}"\nkind = "work"\ntext = "今天打包"\n'
    broken = '[[material]]\nkey = "b"\nkind = "work"\ntext = "今天打包\n'
    read = read_materials(good.format("a") + broken + good.format("c"), "m.toml")

    assert [each.key for each in read.materials] == ["a", "c"]
    (fault,) = read.faults
    assert fault.startswith("m.toml：第 8 行")


BAD = (
    "text = ''",
    "kind = 'gossip'",
    "month_days = [32]",
    "stock = -1",
    "mood = 1",
    "lead_days = 'x'",
    "text = '{昵称}'",
    "valid_until = 2026-11-21",
    "stock = 0",
)


def one_of(key, bad):
    told = {"kind": "kind = 'work'", "text": "text = '今天打包'"}
    if bad:
        told[bad.split()[0]] = bad
    return "\n".join(["[[material]]", f"key = '{key}'", *told.values()])


@settings(max_examples=40)
@given(st.lists(st.sampled_from(("", *BAD)), max_size=8))
def test_so_many_bad_materials_give_so_many_lines_and_all_the_others(bads):
    text = "\n".join(one_of(number, bad) for number, bad in enumerate(bads))
    read = read_materials(text, "m.toml", TODAY)

    assert [each.key for each in read.materials] == [
        str(number) for number, bad in enumerate(bads) if not bad
    ]
    assert [fault.split("：")[1] for fault in read.faults] == [
        f"素材 {number}" for number, bad in enumerate(bads) if bad
    ]


def test_what_is_over_is_not_offered_again_but_still_known():
    text = "\n".join([one_of("sold", "stock = 0"), one_of("new", ""), one_of("odd", "stock = -1")])
    read = read_materials(text, "m.toml", TODAY)

    assert [each.key for each in read.materials] == ["new"]
    assert [each.key for each in read.over] == ["sold"]


def test_a_strict_reader_stops_at_the_first_fault():
    with pytest.raises(MaterialError, match="素材 1：stock = -1 不对"):
        parse_materials("\n".join([one_of(0, ""), one_of(1, "stock = -1")]), "m.toml")
    assert parse_materials("", "m.toml") == ()
    assert read_materials("", "m.toml") == MaterialFile(())

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.cli.posted_file import read_posted
from bot.errors import ImportFileError
from persona.hours import Reaction
from persona.materials import Audience, Dimension, Kind, Material
from persona.timeline import PostedPost

ZONE = ZoneInfo("Asia/Shanghai")
COAT = Material(key="coat", kind=Kind.SELLING_POINT, text="灰大衣有内袋", products=("羊毛大衣",))
POST = {"time": "2026-11-20T20:10", "material": "coat"}


def read(tmp_path, content, name="posted.json", encoding="utf-8"):
    file = tmp_path / name
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    file.write_bytes(text.encode(encoding))
    return read_posted(file, ZONE, {"coat": COAT})


def test_what_a_post_does_not_say_its_material_knows(tmp_path):
    (post,) = read(tmp_path, [POST]).posts

    assert post == PostedPost(
        material_key="coat",
        at=datetime(2026, 11, 20, 20, 10),
        dimension=Dimension.SELLING,
        kind=Kind.SELLING_POINT,
        products=("羊毛大衣",),
        text="灰大衣有内袋",
    )


def test_a_plan_of_last_week_is_read_with_its_audiences(tmp_path):
    audience = {"tags": ["怕冷"], "layers": ["due"]}
    document = {"posts": [{**POST, "audience": audience}], "holes": [], "mix": {}}
    (post,) = read(tmp_path, document).posts

    assert post.audience == Audience(frozenset({"怕冷"}), frozenset({"due"}))


@pytest.mark.parametrize("name", ["posted.jsonl", "posted.txt"])
def test_a_line_a_post_and_a_broken_one_is_named(tmp_path, name):
    found = read(tmp_path, f"\n{json.dumps(POST)}\n\n{{oops\n{json.dumps(POST)}\n", name)

    assert len(found.posts) == 2
    assert found.faults == (
        f'{name} 第 4 行：不是一条 JSON 记录；写成 {{"time": …, "material": …}}',
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_has_chinese_or_english_headers(tmp_path, encoding):
    chinese = "时间,素材,类型,商品\n2026-11-20 20:10,x,卖点,大衣；围巾\n2026/11/21,,专业,\n"
    found = read(tmp_path, chinese, "posted.csv", encoding)

    assert [(post.kind, post.products) for post in found.posts] == [
        (Kind.SELLING_POINT, ("大衣", "围巾"))
    ]
    assert found.faults[0].startswith("posted.csv 第 3 行：类型看不懂：专业；写成互动、提问、干货")

    english = "time,dimension,product,text\n2026-11-20T12:10:00+00:00,living,,早市\n"
    (post,) = read(tmp_path, english, "posted.csv", encoding).posts
    assert (post.at, post.dimension) == (datetime(2026, 11, 20, 20, 10), Dimension.LIVING)


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        (7, "不是一条 JSON 记录"),
        ({"time": "2026-11-20"}, "不知道是哪一类；补上 kind"),
        ({"time": "2026-11-20", "material": "hat"}, "素材里没有 hat，不知道是哪一类；补上 kind"),
        ({**POST, "time": "gestern"}, "时间看不懂：gestern"),
        ({**POST, "time": ""}, "时间为空"),
        (
            {"time": "2026-11-20", "dimension": "gossip"},
            "类型看不懂：gossip；写成专业、专家、生活、种草",
        ),
    ],
)
def test_a_bad_post_is_named_and_the_rest_is_used(tmp_path, row, complaint):
    found = read(tmp_path, [row, POST])

    assert len(found.posts) == 1
    assert found.faults[0].startswith(f"posted.json 第 1 条：{complaint}")


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("posted.json", "{", "不是能读的 JSON"),
        ("posted.json", "7", "要一个列表，或者带 posts 的文档"),
        ("posted.csv", "素材,文案\na,好\n", "表头要有 time（时间）.*现有：素材、文案"),
        ("posted.csv", "时间,文案\n2026-11-20,好\n", ".*之一；现有：时间、文案"),
    ],
)
def test_a_past_that_cannot_be_read_at_all_is_refused(tmp_path, name, content, complaint):
    with pytest.raises(ImportFileError, match=rf"{name}：{complaint}"):
        read(tmp_path, content, name)


def test_reactions_are_read_where_they_are_counted(tmp_path):
    rows = "时间,类型,点赞,评论,进店\n2026-11-20 20:10,互动,12,3,\n2026-11-21 8:40,互动,0,,\n"
    found = read(tmp_path, rows, "posted.csv")

    assert len(found.posts) == 2
    assert found.reactions == (
        Reaction(at=datetime(2026, 11, 20, 20, 10), likes=12, comments=3),
        Reaction(at=datetime(2026, 11, 21, 8, 40)),
    )


def test_a_post_counts_even_where_its_reactions_cannot_be_read(tmp_path):
    rows = "时间,类型,点赞\n2026-11-20 20:10,卖点,很多\n"
    found = read(tmp_path, rows, "posted.csv")

    assert [post.kind for post in found.posts] == [Kind.SELLING_POINT]
    assert found.reactions == ()
    assert found.faults == ("posted.csv 第 2 行：点赞不是整数：很多；写成整数后重新导入",)


def test_nothing_was_posted_yet(tmp_path):
    assert read(tmp_path, "", "posted.csv").posts == ()
    assert read(tmp_path, "", "posted.jsonl").posts == ()
    assert read(tmp_path, "[]").posts == ()

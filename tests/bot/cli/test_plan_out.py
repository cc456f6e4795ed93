from datetime import date, datetime

import pytest
from rich.cells import cell_len

from bot.cli.plan_out import Report, Warned, document_of, kind_name, report_of, shares_of
from persona.materials import Audience, Dimension, Kind
from persona.mix import Mix
from persona.planned.plans import Hole, Plan, PlannedPost
from persona.reasons import Because, Reason

WANTED = Because(Reason.MIX_WANTS_EXPERT, {"percent": 40, "posts": 0, "total": 0})
NOTHING = Because(Reason.NO_MATERIAL, {"at": "2026-11-24 08:40", "materials": 0})
POST = PlannedPost(
    material_key="wool",
    at=datetime(2026, 11, 23, 20, 10),
    dimension=Dimension.EXPERT,
    kind=Kind.KNOWLEDGE,
    text="羊毛衫洗护三句话：冷水、中性洗涤剂、平铺晾干。" * 5,
    because=WANTED,
    products=("羊毛衫",),
    pictures=("a.jpg", "b.jpg"),
    audience=Audience(frozenset({"怕冷"}), frozenset({"due"})),
)
FILM = PlannedPost(
    material_key="film",
    at=datetime(2026, 11, 25, 12, 20),
    dimension=Dimension.LIVING,
    kind=Kind.WORK,
    text="收货日常",
    because=WANTED,
    video="day.mp4",
)
WARNINGS = (
    Warned(about="materials", text="mine.toml：素材 bad：图片有 12 张"),
    Warned(
        about="wording", text="「秒杀」请确认", material="wool", level="warn", excerpt="全店秒杀…"
    ),
    Warned(about="wording", text="「顶级」先拦下", material="top", level="block"),
    Warned(about="unmet", text="口碑类素材不够"),
)


def report(holes=1, warnings=WARNINGS, posts=(POST, FILM)):
    plan = Plan(posts, (Hole(datetime(2026, 11, 24, 8, 40), NOTHING),) * holes)
    return Report(
        persona="阿青",
        first_day=date(2026, 11, 23),
        days=7,
        plan=plan,
        mix=Mix(),
        warnings=warnings,
    )


def test_the_document_says_who_sees_a_post_and_why_it_stands_there():
    document = document_of(report())
    post, film = document["posts"]

    assert post["time"] == "2026-11-23T20:10"
    assert post["audience"] == {"tags": ["怕冷"], "layers": ["due"]}
    assert post["because"]["text"].startswith("近四周 0 条里")
    assert film["video"] == "day.mp4"
    assert "video" not in post
    assert document["holes"] == [
        {
            "time": "2026-11-24T08:40",
            "code": "no_material",
            "values": {"at": "2026-11-24 08:40", "materials": 0},
            "text": "2026-11-24 08:40 空着：素材库里没有能用的素材",
        }
    ]
    assert document["warnings"][1] == {
        "about": "wording",
        "text": "「秒杀」请确认",
        "material": "wool",
        "level": "warn",
    }


def test_the_mix_is_set_beside_its_target_by_dimension_and_by_kind():
    shares = shares_of([POST, FILM], Mix())

    assert shares["expert"]["kinds"]["knowledge"] == {
        "posts": 1,
        "total": 2,
        "target_percent": 20.0,
    }
    assert (shares["living"]["posts"], shares["living"]["target_percent"]) == (1, 30)
    assert sum(each["target_posts"] for each in shares.values()) == 2
    assert shares["selling"]["kinds"]["honour"]["target_percent"] == 7.5


@pytest.mark.parametrize("columns", [45, 80])
def test_the_report_fits_the_terminal(monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = list(report_of(report()))

    assert max(map(cell_len, lines)) <= columns
    assert lines[:2] == ["阿青的朋友圈：2026-11-23 起 7 天", "排了 2 条，空着 1 个时段"]
    assert "  干货       1 条   50%  目标 20%" in lines
    assert "11-23 周一 20:10  专业·干货" in lines
    assert "  ＋2 张图，商品 羊毛衫，只给 due、怕冷" in lines


def test_long_texts_are_cut_and_what_stderr_said_is_only_counted():
    lines = list(report_of(report()))

    assert "…" in "".join(lines)
    assert "· wool（全店秒杀…）：「秒杀」请确认" in lines
    assert lines[lines.index("没有排") + 1] == "· top：「顶级」先拦下"
    assert lines[lines.index("还缺") + 1] == "· 口碑类素材不够"
    assert lines[-1] == "文件里有 1 处没有采用，上面已逐行列出"
    assert not any("12 张" in line for line in lines)


def test_of_many_holes_the_first_are_named():
    lines = list(report_of(report(holes=40, warnings=())))

    assert sum(line.startswith("· 2026") for line in lines) == 12
    assert lines[-1] == "  另有 28 个，见 --json"


def test_a_plan_without_posts_has_no_shares():
    lines = list(report_of(report(posts=(), holes=0, warnings=())))

    assert "专业         0 条     -  目标 40%" in lines
    assert kind_name(POST) == "专业·干货"

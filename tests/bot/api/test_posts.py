import pytest

from bot.flows.moments import plan_ahead


@pytest.fixture
async def planner(operator):
    """An operator whose sandbox account has a planned week."""
    house = operator.house
    async with house.store.unit() as unit:
        await plan_ahead(house.clock(), unit, house.shop, "sandbox")
    return operator


async def drafts(operator):
    shown = await operator.ask("/posts")
    return [post for post in shown["posts"] if post["state"] == "draft"]


async def test_the_plan_shows_what_stands_when_why_and_what_is_lacking(planner):
    shown = await planner.ask("/posts", params={"account": "sandbox"})
    post = shown["posts"][0]

    assert (shown["account"], shown["persona"]) == ("sandbox", "阿青")
    assert post["because"]
    assert post["local"].startswith("2026-03-1")
    assert {"text", "pictures", "audience", "wording", "previous"} <= post.keys()
    assert isinstance(shown["unmet"], list)
    assert sum(each["posts"] for each in shown["mix"].values()) == len(shown["posts"])
    assert shown["mix"]["expert"]["wanted_percent"] == 40
    error = await planner.ask("/posts", params={"account": "gh_9"}, status=404)
    assert "gh_9" in error["error"]["message"]


async def test_a_post_is_approved_and_a_second_operator_is_told(planner):
    post = (await drafts(planner))[0]
    approved = await planner.do(f"/posts/{post['id']}/approve")
    await planner.do(f"/posts/{post['id']}/approve", status=409)

    assert approved["post"]["state"] == "approved"


async def test_blocked_wording_is_shown_with_its_law_and_needs_evidence(planner):
    post = (await drafts(planner))[0]
    reworded = await planner.do(f"/posts/{post['id']}/text", text="面料全国第一")
    refused = await planner.do(f"/posts/{post['id']}/approve", status=400)
    await planner.do(f"/posts/{post['id']}/approve", evidence="行业协会 2025 年证书")

    assert reworded["post"]["wording"][0]["level"] == "block"
    assert "广告法" in reworded["post"]["wording"][0]["law"]
    assert "依据" in refused["error"]["message"]


async def test_a_skipped_post_is_made_up_for(planner):
    before = await drafts(planner)
    skipped = await planner.do(f"/posts/{before[0]['id']}/skip")

    assert skipped["post"]["state"] == "skipped"
    assert len(await drafts(planner)) == len(before)


async def test_a_move_is_tried_refused_with_its_reasons_and_done(planner):
    post = (await drafts(planner))[-1]
    day = post["local"][:10]
    at_night = {"to": f"{day}T23:30"}
    tried = await planner.do(f"/posts/{post['id']}/move", dry_run=True, **at_night)
    refused = await planner.do(f"/posts/{post['id']}/move", status=400, **at_night)
    moved = await planner.do(f"/posts/{post['id']}/move", to=f"{day}T20:11")

    assert tried["breaks"]
    assert tried["breaks"][0] in refused["error"]["message"]
    assert moved["post"]["local"] == f"{day}T20:11"
    assert moved["post"]["previous"] == post["because"]


@pytest.mark.parametrize("to", ["tomorrow", "2026-03-12T20:10+08:00", "0001-01-01T00:00", ""])
async def test_a_time_that_is_none_is_refused(planner, to):
    post = (await drafts(planner))[-1]
    error = await planner.do(f"/posts/{post['id']}/move", status=400, to=to)

    assert "2026-11-01T20:10" in error["error"]["message"]


async def test_a_week_is_planned_on_demand_and_once(operator):
    planned = await operator.do("/posts/plan", account="sandbox")
    again = await operator.do("/posts/plan")

    assert planned == again
    assert planned["posts"] == len(await drafts(operator))


async def test_nothing_is_counted_or_noted_of_a_post_that_is_not_out(planner):
    post = (await drafts(planner))[0]

    told = await planner.do(f"/posts/{post['id']}/reactions", status=400, likes=3)
    assert "还没有发出去" in told["error"]["message"]
    await planner.do(f"/posts/{post['id']}/published", status=409)
    await planner.do("/posts/gone/reactions", status=404, likes=3)
    await planner.do(f"/posts/{post['id']}/reactions", status=400, likes=-1)

"""The timeline, and the plan with its mix and its reasons."""

import re
from dataclasses import replace
from datetime import timedelta

from bot.flows.moments import publish_due
from bot.flows.personas import keep_persona
from bot.flows.posts import approve
from bot.flows.solutions import solve
from bot.outgoing import outbox_item
from bot.records import OutboxState, Signed, Solution


async def test_the_plan_shows_day_hour_dimension_reason_and_the_mix(visitor):
    page = await visitor.look()

    shares = (
        r"专业 \d 条 \d+% （目标 40%） 生活 \d 条 \d+% （目标 30%） 种草 \d 条 \d+% （目标 30%）"
    )
    assert re.search(shares, page.words)
    assert re.search(
        r'aria-label="内容配比：专业 \d 条、生活 \d 条、种草 \d 条，共 \d 条"', page.html
    )
    assert re.search(r"3月\d+日 周. \d\d:\d\d · (专业|生活|种草) · \S+ · ", page.words)
    assert re.search(r"近四周 \d+ 条里\S+类占 \d+ 条，目标 \d+%，轮到它。", page.words)


async def test_the_bar_is_as_long_as_its_parts(visitor):
    page = await visitor.look()

    widths = [float(width) for width in re.findall(r'<rect [^>]* width="([\d.]+)"', page.html)]
    assert abs(sum(widths) - 100) < 0.1


async def test_a_draft_is_approved_once(visitor):
    page = await visitor.look()
    draft = page.find(r'action="(/posts/\w+/approve)"')
    first = await visitor.submit(draft, contact="xiaoman")
    second = await visitor.submit(draft, contact="xiaoman")

    assert (first.status, second.status) == (200, 409)
    assert draft not in first.html
    assert "已经处理过" in second.words


async def first_draft(visitor):
    page = await visitor.look()
    return page.find(r'action="/posts/(\w+)/approve"')


async def test_a_skipped_post_leaves_the_plan_and_another_takes_its_place(visitor):
    draft = await first_draft(visitor)
    before = (await visitor.look()).html.count("/approve")
    page = await visitor.submit(f"/posts/{draft}/skip", contact="xiaoman")
    again = await visitor.submit(f"/posts/{draft}/skip", contact="xiaoman")

    assert f"/posts/{draft}/" not in page.html
    assert page.html.count("/approve") == before
    assert again.status == 409


async def test_a_move_that_breaks_a_rule_is_refused_in_chinese_and_nothing_moves(visitor):
    draft = await first_draft(visitor)
    move = {"contact": "xiaoman", "day": "2026-03-12", "hour": "23:30"}
    refused = await visitor.submit(f"/posts/{draft}/move", **move)
    wrong = await visitor.submit(f"/posts/{draft}/move", contact="xiaoman", day="3月", hour="")

    assert (refused.status, wrong.status) == (400, 400)
    assert re.search(r"不能挪到 3月12日 23:30：.*在安静时间里。", refused.words)
    assert "2026-03-12 23:30" not in refused.words
    assert "请选好要挪到的日期和时间。" in wrong.words
    assert "挪到这里" not in (await visitor.look()).words


async def test_a_moved_post_says_from_where_and_why_it_was_planned(visitor):
    draft = await first_draft(visitor)
    day = (await visitor.look()).find(rf'id="day-{draft}" name="day" type="date" value="([\d-]+)"')
    move = {"contact": "xiaoman", "day": day, "hour": "20:59"}
    page = await visitor.submit(f"/posts/{draft}/move", **move)

    assert re.search(r"店员从 2026-03-1\d \d\d:\d\d 挪到这里。 ?原来排它：近四周", page.words)


async def test_blocked_words_show_their_law_and_ask_for_what_they_rest_on(visitor):
    draft = await first_draft(visitor)
    page = await visitor.submit(
        f"/posts/{draft}/text", contact="xiaoman", text="我们家的面料全国第一"
    )
    refused = await visitor.submit(f"/posts/{draft}/approve", contact="xiaoman")
    proof = {"contact": "xiaoman", "evidence": "协会证书 2025-17"}
    approved = await visitor.submit(f"/posts/{draft}/approve", **proof)

    assert re.search(r"拦下 ：\S*全国第一\S*广告法", page.words)
    assert f'id="evidence-{draft}"' in page.html
    assert (refused.status, approved.status) == (400, 200)
    assert f"/posts/{draft}/approve" not in approved.html


async def test_the_nine_kinds_and_what_is_lacking_stand_beside_the_mix(visitor):
    page = await visitor.look()

    kinds = ["互动", "干货", "工作", "休闲", "态度", "卖点", "口碑", "荣誉", "限时活动"]
    assert all(re.search(rf"{kind} \d", page.words) for kind in kinds)


async def test_hours_that_stay_empty_for_the_same_reason_share_a_sentence(visitor):
    now = visitor.clock()
    holes = [
        (
            now + timedelta(days=day),
            {"code": "no_material", "values": {"at": "2026", "materials": 0}},
        )
        for day in (1, 2)
    ]
    async with visitor.server.house.store.unit() as unit:
        unit.plans.keep("sandbox", now, holes=holes, unmet=[])
    page = await visitor.look()

    assert re.search(
        r"3月\d+日 \d\d:\d\d、3月\d+日 \d\d:\d\d 空着：素材库里没有能用的素材。", page.words
    )


async def test_another_persona_has_a_plan_of_its_own_to_look_at(visitor):
    house = visitor.server.house
    he = replace(house.shop.persona, name="小禾", account="wechat_2")
    async with house.store.unit() as unit:
        await keep_persona(he, Signed("阿青", house.clock()), unit, house.shop)
    await house.renew()
    await visitor.server.schedule.plan()
    page = await visitor.look("/?as=xiaoman&account=wechat_2")
    ours = await visitor.look("/?as=xiaoman&account=nobody")

    assert "小禾（wechat_2）" in page.words
    assert '<option value="wechat_2" selected>' in page.html
    assert '<option value="sandbox" selected>' in ours.html
    assert set(re.findall(r"/posts/(\w+)/", page.html)).isdisjoint(
        re.findall(r"/posts/(\w+)/", ours.html)
    )


async def test_what_a_person_put_out_by_hand_is_noted(visitor):
    house = visitor.server.house
    post = await first_draft(visitor)
    async with house.store.unit() as unit:
        await approve(post, Signed("阿青", house.clock()), unit, house.shop)
        due = (await unit.posts.find(post)).due_at
        (action,) = [
            each for each in await publish_due(due, unit, house.shop) if each.post == post
        ]
        item = outbox_item(action, f"post:{post}", due, due, house.shop.manner_rules)
        unit.outbox.add(replace(item, state=OutboxState.BY_HAND))
    page = await visitor.look()
    done = await visitor.submit(f"/posts/{post}/published", contact="xiaoman", is_out="yes")

    assert "等人手动发布" in page.words
    assert done.status == 200
    assert "等人手动发布" not in done.words


async def test_reactions_to_a_post_that_is_out_are_noted_and_shown(visitor):
    visitor.clock.advance(seconds=60)
    for _ in range(3):  # queued, sent, noted as out
        await visitor.server.schedule.tick()
        await visitor.server.schedule.tick()
    page = await visitor.look()
    address = page.find(r'action="(/posts/\w+/reactions)"')
    counts = {"contact": "xiaoman", "likes": "12", "comments": "2", "visits": "0"}
    wrong = await visitor.submit(address, **counts | {"likes": "很多"})
    done = await visitor.submit(address, **counts)

    assert "记下互动" in page.words
    assert (wrong.status, done.status) == (400, 200)
    assert "赞、评论、进店都要填" in wrong.words
    assert "赞 12 · 评论 2 · 进店 0" in done.words


async def test_a_drafted_material_goes_on_the_shelf_or_away(visitor):
    house, signed = visitor.server.house, Signed("阿青", visitor.clock())
    async with house.store.unit() as unit:
        for number, concern in enumerate(("尺码大小", "质量")):
            solution = Solution(f"{number}" * 32, concern, "按平时穿的码拍就好。", signed)
            await solve(solution, unit, house.shop)
    await visitor.server.schedule.draft_materials()
    page = await visitor.look()
    taken, left = (f"solved-{number * 12}" for number in "01")
    await visitor.submit(f"/drafts/{left}/refuse", contact="xiaoman")
    after = await visitor.submit(f"/drafts/{taken}/approve", contact="xiaoman")

    assert "系统拟的素材，等您过目（3）" in page.words
    assert "来自解决了的问题" in page.words
    assert "系统拟的素材，等您过目（1）" in after.words
    keys = {each.key for each in house.shop.materials}
    assert (taken in keys, left in keys) == (True, False)

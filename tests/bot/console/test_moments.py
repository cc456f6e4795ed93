"""The timeline, and the plan with its mix and its reasons."""

import re


async def test_the_plan_shows_day_hour_dimension_reason_and_the_mix(visitor):
    page = await visitor.look()

    shares = r"专业 \d 条 （目标 40%） 生活 \d 条 （目标 30%） 种草 \d 条 （目标 30%）"
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
    assert "已经确认过" in second.words

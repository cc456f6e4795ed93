"""Who can be played, and who waits for a person."""

import pytest


async def test_every_demo_customer_can_be_played_and_shows_their_layer(visitor):
    page = await visitor.look("/?as=tangtang")

    assert "糖 糖糖 还没买过 潜客" in page.words
    assert "小 小满 3 天前买过 · 2 单 近期购买" in page.words
    assert '<a href="/?as=tangtang" aria-current="true">' in page.html
    assert page.html.count('aria-current="true"') == 1


async def test_a_new_customer_is_played_and_welcomed(visitor):
    page = await visitor.submit("/customers", nickname="林夕")

    assert page.status == 200
    assert "您在扮演：林夕" in page.words
    assert page.html.count('class="bubble ours') == 1
    assert "还没有付过款的订单" in page.words


@pytest.mark.parametrize(
    ("later", "story"), [(-3, "今天买过"), (-2, "昨天买过"), (-1, "2 天前买过"), (1, "4 天前买过")]
)
async def test_a_story_is_told_from_the_orders_and_stays_true(visitor, later, story):
    visitor.clock.advance(days=later)
    page = await visitor.look()

    assert f"小 小满 {story} · 2 单" in page.words


async def test_who_came_through_the_group_is_told_apart(visitor):
    page = await visitor.submit("/group/join", contact="xiaoman", nickname="新朋友")

    assert "新朋友 从青禾老客群来 · 还没买过" in page.words


async def test_what_waits_is_counted_beside_the_way_there(visitor):
    before = await visitor.look()
    after = await visitor.say("你们周六开车去不去黄山呀")
    done = await visitor.submit(after.find(r'action="(/handovers/\w+/done)"'), contact="xiaoman")
    badge = r'<a href="#todo">等人处理<span id="waiting" class="count">(\d*)'

    assert [page.find(badge) for page in (before, after, done)] == ["", "1", ""]
    assert 'id="todo"' in before.html


async def test_who_takes_over_reads_the_worry_the_words_and_what_was_promised(visitor):
    page = await visitor.say("衣服洗一次就掉色，太差了")

    assert "小满在等人回。关注：质量（抱怨）。原话：「衣服洗一次就掉色，太差了」" in page.words
    assert "已答应：小满，" in page.words


async def test_a_nickname_stays_text(visitor):
    page = await visitor.submit("/customers", nickname="<b>老王</b>")

    assert "&lt;b&gt;老王&lt;/b&gt;" in page.html
    assert "<b>" not in page.html


async def test_what_nobody_can_answer_waits_for_a_person_until_somebody_took_it_over(visitor):
    page = await visitor.say("你们周六开车去不去黄山呀")
    task = page.find(r'action="(/handovers/\w+/done)"')
    done = await visitor.submit(task, contact="xiaoman")
    again = await visitor.submit(task, contact="xiaoman")

    assert "等人处理 小满 ：你们周六开车去不去黄山呀" in page.words
    assert "正在等人来答" in page.words
    assert (done.status, again.status) == (200, 409)
    assert task not in done.html
    assert "这一条已经处理过了" in again.words

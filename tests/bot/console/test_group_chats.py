"""The demo group welcomes who joins."""


async def test_a_new_friend_is_welcomed_in_the_group(visitor):
    visitor.clock.advance(seconds=9)
    page = await visitor.submit("/group/join", contact="xiaoman", nickname="新朋友")

    assert page.status == 200
    assert "（3 人）老陈、小满、新朋友" in page.words
    assert "您在扮演：小满" in page.words
    assert [each.chat for each in visitor.server.sandbox.delivered] == ["demo-group"]


async def test_the_played_customer_joins_the_group_once(visitor):
    before = await visitor.look("/?as=zhouyu")
    after = await visitor.submit("/group/join", contact="zhouyu")
    again = await visitor.submit("/group/join", contact="zhouyu")

    assert "让 周雨 进群" in before.words
    assert "让 周雨 进群" not in after.words
    assert "（3 人）" in again.words


async def test_a_friend_needs_a_name(visitor):
    page = await visitor.submit("/group/join", contact="xiaoman", nickname=" ")

    assert page.status == 400
    assert "昵称还是空的" in page.words

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.records import Post, PostState
from bot.store.ids import new_id
from tests.builders import NOON

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
BECAUSE = {"code": "best_slot", "values": {"天": 3}}


def post(due_at=NOON, *, account="gh_1", state=PostState.APPROVED):
    kinds = ("work-fabric", "CS-02", "living", "work")
    return Post(new_id(), account, *kinds, "今天裁了一批棉麻", due_at, state, BECAUSE)


async def keep(store, *posts):
    async with store.unit() as unit:
        for each in posts:
            unit.posts.add(each)


async def test_posts_come_back_in_their_order_from_the_first_moment_to_before_the_last(any_store):
    first, second, last = post(), post(NOON + HOUR), post(NOON + 2 * HOUR)
    await keep(any_store, last, second, first, post(account="gh_2"))

    async with any_store.reading() as unit:
        found = await unit.posts.list_between("gh_1", NOON, NOON + 2 * HOUR)
    assert found == [first, second]


@pytest.mark.parametrize(("wait", "count"), [(-SECOND, 0), (0 * SECOND, 1)])
async def test_an_approved_post_is_due_at_its_time_and_a_draft_never(any_store, wait, count):
    approved, draft = post(), post(NOON - HOUR, state=PostState.DRAFT)
    await keep(any_store, approved, draft)

    async with any_store.unit() as unit:
        assert await unit.posts.list_due(NOON + wait) == [approved][:count]


async def test_the_longest_overdue_come_first_and_in_portions(any_store):
    posts = [post(NOON - n * HOUR) for n in range(3)]
    await keep(any_store, *posts)

    async with any_store.unit() as unit:
        assert await unit.posts.list_due(NOON, limit=2) == [posts[2], posts[1]]


async def test_a_post_moves_on_once(any_store):
    draft = post(state=PostState.DRAFT)
    await keep(any_store, draft)

    async with any_store.unit() as unit:
        assert await unit.posts.change(draft.id, PostState.DRAFT, PostState.APPROVED, NOON)
        assert not await unit.posts.change(draft.id, PostState.DRAFT, PostState.APPROVED, NOON)
        assert [each.id for each in await unit.posts.list_due(NOON)] == [draft.id]
        assert not await unit.posts.change("gone", PostState.DRAFT, PostState.APPROVED, NOON)


async def test_one_account_posts_once_at_a_moment(any_store):
    await keep(any_store, post(), post(account="gh_2"))

    with pytest.raises(IntegrityError):
        await keep(any_store, post())

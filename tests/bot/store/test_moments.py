from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.posts import Post, PostState
from bot.records import OutboxItem, OutboxState
from bot.store.ids import new_id
from persona.materials import Audience
from tests.builders import NOON

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
BECAUSE = {"code": "best_slot", "values": {"天": 3}}


def post(due_at=NOON, *, account="gh_1", state=PostState.APPROVED, **shown):
    return Post(
        id=new_id(),
        account=account,
        material="work-fabric",
        dimension="living",
        kind="work",
        text="今天裁了一批棉麻",
        due_at=due_at,
        state=state,
        because=BECAUSE,
        products=("CS-02", "CS-03"),
        **shown,
    )


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


@pytest.mark.parametrize("gone", [PostState.SKIPPED, PostState.MISSED])
async def test_what_was_skipped_or_missed_leaves_its_moment_to_another(any_store, gone):
    old, new = post(state=gone), post()
    await keep(any_store, old, new)

    async with any_store.reading() as unit:
        until = NOON + HOUR
        assert await unit.posts.list_between("gh_1", NOON, until) == [old, new]
        left = await unit.posts.list_between("gh_1", NOON, until, states=[PostState.APPROVED])
    assert left == [new]


async def test_all_that_a_post_shows_comes_back(any_store):
    whole = post(
        pictures=("a.jpg", "b.jpg"),
        link="https://shop.example/p/2",
        link_title="棉麻衬衫",
        audience=Audience(frozenset({"宝妈"}), frozenset({"due"})),
        evidence="检测报告 2026-01",
        previous=BECAUSE,
    )
    await keep(any_store, whole)

    async with any_store.reading() as unit:
        assert await unit.posts.find(whole.id) == whole
        assert await unit.posts.find("gone") is None


async def test_a_post_is_moved_once_and_keeps_the_reason_it_had(any_store):
    draft, other = post(state=PostState.DRAFT), post(NOON + HOUR)
    moved = {"code": "moved_by_hand", "values": {}}
    await keep(any_store, draft, other)

    async with any_store.unit() as unit:
        assert not await unit.posts.move(draft, other.due_at, moved)
        assert await unit.posts.move(draft, NOON + 2 * HOUR, moved)
        assert not await unit.posts.move(draft, NOON + 3 * HOUR, moved)
        found = await unit.posts.find(draft.id)
    assert (found.due_at, found.because, found.previous) == (NOON + 2 * HOUR, moved, BECAUSE)


async def test_only_drafts_are_reworded_and_dropped(any_store):
    draft, approved = post(state=PostState.DRAFT), post(NOON + HOUR)
    await keep(any_store, draft, approved)

    async with any_store.unit() as unit:
        assert await unit.posts.reword(draft.id, "换个说法")
        assert not await unit.posts.reword(approved.id, "换个说法")
        assert (await unit.posts.find(draft.id)).text == "换个说法"
        assert await unit.posts.drop([draft.id, approved.id]) == 1
        assert await unit.posts.drop([]) == 0
    await keep(any_store, post(state=PostState.DRAFT), post(state=PostState.DRAFT, account="gh_2"))
    async with any_store.unit() as unit:
        assert await unit.posts.drop_drafts("gh_1") == 1
        assert await unit.posts.drop_of("work-fabric") == 1
        assert [each.id for each in await unit.posts.list_due(NOON + HOUR)] == [approved.id]


@pytest.mark.parametrize(
    ("state", "is_settled"),
    [(OutboxState.SENT, True), (OutboxState.FAILED, True), (OutboxState.UNCERTAIN, False)],
)
async def test_a_queued_post_is_settled_by_what_became_of_its_message(
    any_store, state, is_settled
):
    queued = post(state=PostState.QUEUED)
    message = OutboxItem(
        id=new_id(),
        key=f"post:{queued.id}",
        kind="post",
        account="gh_1",
        target=queued.id,
        customer=None,
        purpose="marketing",
        text=queued.text,
        state=state,
        created_at=NOON,
        due_at=NOON,
        expires_at=NOON + HOUR,
    )
    await keep(any_store, queued)

    async with any_store.unit() as unit:
        unit.outbox.add(message)
        assert await unit.posts.list_settled() == [(queued.id, state)][: int(is_settled)]

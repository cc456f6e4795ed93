from datetime import timedelta

from bot.posts import PostState, Reaction
from tests.bot.store.test_moments import post
from tests.builders import NOON

DAY = timedelta(days=1)


async def test_the_newest_count_of_a_post_stands_with_the_moment_it_was_posted(any_store):
    old, new = post(NOON - DAY, state=PostState.PUBLISHED), post(state=PostState.PUBLISHED)
    counted = Reaction(new.id, 12, 3, 1, NOON + DAY)
    async with any_store.unit() as unit:
        unit.posts.add(old)
        unit.posts.add(new)
        unit.reactions.note(Reaction(new.id, 1, 0, 0, NOON))
        unit.reactions.note(Reaction(old.id, 9, 9, 9, NOON))
        await unit.work.flush()
        unit.reactions.note(counted)

        assert await unit.reactions.list_since("gh_1", NOON) == [(NOON, counted)]
        assert len(await unit.reactions.list_since("gh_1", NOON - DAY)) == 2
        assert await unit.reactions.list_since("gh_2", NOON - DAY) == []

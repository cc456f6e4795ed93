from datetime import timedelta

from bot.flows.concerns import EXAMPLES, view_concerns
from bot.flows.conversation import answer
from bot.records import Wanted
from tagging.counts import Direction, Share
from tests.bot.flows.orders import bought
from tests.builders import NOON, said

WEEK = timedelta(weeks=1)


async def test_a_concern_is_shown_with_its_share_who_asks_and_sentences(unit, shop):
    await bought(unit, shop, "laoke", days_ago=[30])
    texts = ("会不会偏小", "会偏小吗", "真的不会偏小吗", "偏小不偏小", "在吗")
    for number, text in enumerate(texts):
        contact = "laoke" if number == 0 else f"c{number}"
        await answer(said(text, contact=contact, cause=f"event:{number}"), unit, shop)
    old = said("会不会偏小", contact="c9", cause="event:9", at=NOON - 5 * WEEK)
    await answer(old, unit, shop)
    views = await view_concerns(Wanted(category="女装"), unit, NOON, 4)
    size = next(view for view in views if view.count.concern == "尺码大小")

    assert size.count.all == Share(4, 5)
    assert (size.count.returning, size.count.new) == (Share(1, 1), Share(3, 4))
    assert size.count.before == Share(1, 1)
    assert size.count.direction is Direction.STEADY
    assert len(size.examples) == EXAMPLES
    assert set(size.examples) <= set(texts)

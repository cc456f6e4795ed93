"""The forms of the plan; what they do is told in test_moments.py."""

import pytest

from bot.console.posts import DEEDS


@pytest.mark.parametrize("path", DEEDS)
async def test_every_form_needs_our_own_page_and_something_that_is_there(visitor, path):
    fields = {"contact": "xiaoman", "day": "2026-03-12", "hour": "20:10", "text": "好"}
    fields |= {"likes": "3", "comments": "1", "visits": "0"}
    address = f"/{path.format(id='gone')}"
    forged = await visitor.submit(address, seal="wrong", **fields)
    strange = await visitor.submit(address, **fields)

    assert (forged.status, strange.status) == (403, 404)
    assert "请刷新列表。" in strange.words

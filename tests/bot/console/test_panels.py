"""Panels are drawn whole, or as pieces that find their place."""

import re

from bot.console.panels import PANELS

HTMX = {"HX-Request": "true"}


async def test_htmx_is_answered_with_pieces_that_find_their_place(visitor):
    page = await visitor.look()
    pieces = await visitor.say("在吗", headers=HTMX)

    places = re.findall(r'hx-swap-oob="innerHTML:#(\w+)"', pieces.html)
    assert set(places) == {*PANELS, "notice"}
    assert all(f'id="{place}"' in page.html for place in places)
    assert "<html" not in pieces.html


async def test_a_refusal_is_a_piece_too(visitor):
    notice = await visitor.say("", headers=HTMX)

    assert notice.status == 400
    assert notice.html.startswith('<div hx-swap-oob="innerHTML:#notice">消息还是空的')


async def test_what_happens_elsewhere_does_not_wipe_a_refusal_away(visitor):
    page = await visitor.look()
    path = page.find(r'ws-connect="([^"]+)"').split("&")[0]
    socket = await visitor.session.ws_connect(visitor.origin + path)
    pushed = (await socket.receive()).data
    await socket.close()

    assert 'hx-swap-oob="innerHTML:#bubbles"' in pushed
    assert "#notice" not in pushed


async def test_the_same_look_has_the_same_name_and_another_look_another(visitor):
    seen = r"seen=(\w+)"
    first, second = await visitor.look(), await visitor.look()
    third = await visitor.submit("/group/join", contact="xiaoman", nickname="新朋友")

    assert first.find(seen) == second.find(seen) != third.find(seen)

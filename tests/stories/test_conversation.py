"""A customer asks, the shop answers: the whole way through the sandbox."""

from tests.builders import Clock, open_server, said, tell, until


async def test_a_question_about_size_is_answered_tagged_and_followed_up(sqlite_url):
    async with open_server(sqlite_url) as server:
        await tell(server, said("这件会不会偏小？"), "m1")
        await until(lambda: server.sandbox.texts_to("xiaoman"))

        async with server.house.store.reading() as unit:
            contact = (await unit.customers.load([("sandbox", "xiaoman")]))[0]
            tags = await unit.tags.of(contact.customer.id)
            followups = await unit.followups.open_of(contact.customer.id)
        assert [(tag.concern, tag.evidence in "这件会不会偏小？") for tag in tags] == [
            ("尺码大小", True)
        ]
        assert [followup.about for followup in followups] == ["尺码大小"]


async def test_the_same_event_delivered_three_times_is_answered_once(sqlite_url):
    async with open_server(sqlite_url) as server:
        for _ in range(3):
            await tell(server, said("有没有色差"), "m1")
        await tell(server, said("在吗", contact="laochen"), "m2")
        await until(lambda: server.sandbox.texts_to("laochen"))

        assert len(server.sandbox.texts_to("xiaoman")) == 1


async def test_a_restart_works_off_what_was_kept_before(sqlite_url):
    clock = Clock()
    async with open_server(sqlite_url, clock=clock) as server:
        await server._tasks.stop()
        from bot.platforms.sandbox import arrival_of

        async with server.house.store.unit() as unit:
            await unit.inbox.take([arrival_of(said("在吗"), "m1", clock.now)])
    async with open_server(sqlite_url, clock=clock) as server:
        await until(lambda: server.sandbox.texts_to("xiaoman"))

        assert len(server.sandbox.texts_to("xiaoman")) == 1

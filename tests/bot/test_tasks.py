import asyncio

import pytest
from structlog.testing import capture_logs

from bot.tasks import Tasks
from tests.builders import until


class Desk:
    """Tasks that note who died and who was ended."""

    def __init__(self):
        self.deaths = 0
        self.ended = []
        self.tasks = Tasks(self.die)

    def die(self):
        self.deaths += 1

    async def for_ever(self):
        try:
            await asyncio.Event().wait()
        finally:
            self.ended.append("for_ever")


@pytest.fixture
def desk():
    return Desk()


async def test_a_task_that_dies_is_logged_and_ends_the_server(desk):
    async def fail():
        raise ZeroDivisionError

    with capture_logs() as logs:
        desk.tasks.start("worker", fail)
        await until(lambda: desk.deaths)

    assert desk.deaths == 1
    assert [(line["event"], line["task"]) for line in logs] == [("a task died", "worker")]


async def test_a_task_that_stops_by_itself_ends_the_server_too(desk):
    async def leave():
        await asyncio.sleep(0)

    desk.tasks.start("worker", leave)
    await until(lambda: desk.deaths)

    assert desk.deaths == 1


async def test_tasks_that_are_stopped_end_and_nobody_died(desk):
    desk.tasks.start("inbox", desk.for_ever)
    desk.tasks.start("worker", desk.for_ever)
    await asyncio.sleep(0)
    await desk.tasks.stop()

    assert (desk.ended, desk.deaths) == (["for_ever", "for_ever"], 0)


async def test_a_task_that_was_asked_to_finish_is_waited_for(desk):
    finished = []

    async def finish_soon():
        await asyncio.sleep(0.02)
        finished.append(1)

    desk.tasks.start("delivery", finish_soon)
    await desk.tasks.finish("delivery", 5)

    assert (finished, desk.deaths) == ([1], 0)


async def test_a_task_that_does_not_finish_is_not_waited_for_for_ever(desk):
    desk.tasks.start("delivery", desk.for_ever)
    await desk.tasks.finish("delivery", 0.01)
    assert desk.ended == []
    await desk.tasks.stop()

    assert (desk.ended, desk.deaths) == (["for_ever"], 0)


async def test_stopping_when_nothing_was_started_is_fine(desk):
    await desk.tasks.stop()

    assert desk.deaths == 0

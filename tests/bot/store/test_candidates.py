from sqlalchemy import insert

from bot.records import CandidateState, Direction, Message, Verdict
from bot.store.tables import reviews
from tests.bot.store.kept import WHO, customer_of
from tests.builders import NOON


async def test_a_candidate_is_settled_once_in_its_category(any_store):
    no = Verdict("拉链", CandidateState.DISMISSED)
    yes = Verdict("拉链", CandidateState.ACCEPTED, "拉链")
    async with any_store.unit() as unit:
        settled = [
            await unit.candidates.settle(verdict, category, WHO)
            for verdict, category in ((no, "女装"), (yes, "女装"), (yes, "童装"))
        ]

        assert settled == [True, False, True]
        assert await unit.candidates.list_settled("女装") == {"拉链"}
        assert await unit.candidates.list_settled("3C") == set()


async def test_the_newest_reviews_and_messages_that_were_read_are_sifted(any_store):
    async with any_store.unit() as unit:
        customer = await customer_of(unit)
        for number, (text, read_as) in enumerate(
            (("旧话", "女装"), ("新话", "女装"), ("", "女装"), ("没读", ""))
        ):
            message = Message(customer, "gh_1", Direction.IN, "text", text, NOON, str(number))
            unit.messages.add(message, read_as=read_as)
        row = {"id": "r1", "key": "r1", "text": "评价", "read_as": "女装"}
        await unit.work.change(insert(reviews).values(row))

        assert await unit.candidates.list_texts("女装", 1) == ["评价", "新话"]
        assert await unit.candidates.list_texts("女装", 9) == ["评价", "新话", "旧话"]

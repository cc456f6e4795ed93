"""GET /api/answers: which scripts may answer a question, for a member of staff to choose from."""

from aiohttp import web

from bot.api.requests import answer, expect
from bot.errors import MakesNoSense
from bot.house import House
from persona.scripts import find_script

NO_QUESTION = "请在 question 里写上客户的问题（1 到 {most} 个字）。"
LONGEST_QUESTION = 600


class AnswersApi:
    """What the scripts say they answer."""

    def __init__(self, house: House) -> None:
        """Read from this house."""
        self._house = house

    def routes(self) -> list[web.RouteDef]:
        """List the routes."""
        return [web.get("/answers", self.show)]

    async def show(self, request: web.Request) -> web.Response:
        """Show the scripts whose questions come closest, and what the machine would do."""
        expect(request, "question")
        question = request.query.get("question", "").strip()
        if not 1 <= len(question) <= LONGEST_QUESTION:
            raise MakesNoSense(NO_QUESTION.format(most=LONGEST_QUESTION))
        shop = self._house.shop
        if shop.faq is None:
            return answer({"decision": "abstain", "top": []})
        match = shop.faq.match(question)
        top = [
            {
                "script": scored.id,
                "score": round(scored.score, 3),
                "asks": scored.phrasing,
                "answers": find_script(shop.scripts, scored.id).answers,
            }
            for scored in match.top
        ]
        return answer({"decision": match.decision, "top": top})

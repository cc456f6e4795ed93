"""The JSON API: people decide about findings, words, answers, offers, posts; docs/api.md lists it.

One file a feature, named as its flow; `guard` lets in and says what went wrong, `requests` reads.
"""

from aiohttp import web

from bot.api.answers import AnswersApi
from bot.api.candidates import CandidatesApi
from bot.api.concerns import ConcernsApi
from bot.api.decisions import DecisionsApi
from bot.api.findings import FindingsApi
from bot.api.guard import ask_for_token, only_from_here, speak_json
from bot.api.manners import MannersApi
from bot.api.materials import MaterialsApi
from bot.api.models import ModelsApi
from bot.api.offers import OffersApi
from bot.api.personas import PersonasApi
from bot.api.posts import PostsApi
from bot.api.proposals import ProposalsApi
from bot.api.solutions import SolutionsApi
from bot.house import House

__all__ = ["add_api"]
FEATURES = (
    FindingsApi,
    DecisionsApi,
    ProposalsApi,
    ConcernsApi,
    SolutionsApi,
    AnswersApi,
    CandidatesApi,
    ModelsApi,
    OffersApi,
    MannersApi,
    PostsApi,
    MaterialsApi,
    PersonasApi,
)


def add_api(app: web.Application, house: House, token: str = "") -> None:
    """Mount the API under /api: for who knows the token, else for this machine alone."""
    guard = ask_for_token(token) if token else only_from_here
    api = web.Application(middlewares=[speak_json, guard])
    for feature in FEATURES:
        api.router.add_routes(feature(house).routes())
    app.add_subapp("/api", api)

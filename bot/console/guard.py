"""Keep forged requests out, and say in Chinese what went wrong."""

import hmac
import secrets
from hashlib import sha256
from http import HTTPStatus
from urllib.parse import urlsplit

import aiohttp_jinja2
import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from bot.errors import BotError

FIELD = "seal"
PREFIX = "console."
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'; connect-src 'self' ws: wss:",
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: under it browsers send `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
SENTENCES = {
    HTTPStatus.BAD_REQUEST: "这次提交不完整，请回到页面再试一次。",
    HTTPStatus.FORBIDDEN: "这次提交没有通过安全检查，请刷新页面后再试。",
    HTTPStatus.NOT_FOUND: "没有这个页面，请回到首页。",
    HTTPStatus.METHOD_NOT_ALLOWED: "这个地址不能这样访问，请回到首页。",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "内容太长了，请分几次发。",
    HTTPStatus.INTERNAL_SERVER_ERROR: "出了点问题，已经记下来了，请稍后再试。",
}
logger = structlog.get_logger(__name__)


class PageRefused(BotError):
    """A request that cannot be answered; the message is one clear Chinese sentence."""

    def __init__(self, status: HTTPStatus, sentence: str = "") -> None:
        """Say it in the status's own sentence where there is no better one."""
        super().__init__(sentence or SENTENCES[status])
        self.status = status


def seal_of(page_key: str) -> str:
    """Make the token that only our own pages know.

    Without a key it lives as long as this process.
    """
    key = page_key or secrets.token_urlsafe(32)
    return hmac.new(key.encode(), b"zhanggui console", sha256).hexdigest()


def refuse_foreign(request: web.Request) -> None:
    """Raise PageRefused where a browser says that another site sent this."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin")
    is_ours = origin is None or urlsplit(origin).netloc == request.host
    if site not in {"same-origin", "none"} or not is_ours:
        raise PageRefused(HTTPStatus.FORBIDDEN)


async def refuse_forged(request: web.Request, seal: str) -> None:
    """Raise PageRefused unless a form of ours, on a page of ours, sent this."""
    refuse_foreign(request)
    try:
        given = (await request.post()).get(FIELD)
    except (ValueError, LookupError):
        raise PageRefused(HTTPStatus.BAD_REQUEST) from None
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), seal.encode()):
        raise PageRefused(HTTPStatus.FORBIDDEN)


@web.middleware
async def speak_plainly(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn whatever goes wrong on our pages into a page with one clear sentence."""
    if not _is_ours(request):
        return await handler(request)
    try:
        return await handler(request)
    except PageRefused as refusal:
        return _explain(request, refusal.status, str(refusal))
    except web.HTTPException as error:
        if error.status < HTTPStatus.BAD_REQUEST:
            raise
        status = HTTPStatus(error.status)
        return _explain(request, status, SENTENCES.get(status, status.phrase))
    except Exception:
        logger.exception("a page failed", page=request.match_info.route.name)
        status = HTTPStatus.INTERNAL_SERVER_ERROR
        return _explain(request, status, SENTENCES[status])


async def harden(_: web.Request, response: web.StreamResponse) -> None:
    """Put the security headers on every answer that has none of its own."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)


def _is_ours(request: web.Request) -> bool:
    name = request.match_info.route.name or ""
    return request.match_info.http_exception is not None or name.startswith(PREFIX)


def _explain(request: web.Request, status: HTTPStatus, sentence: str) -> web.Response:
    template = "notice.html" if is_fragment(request) else "error.html"
    return aiohttp_jinja2.render_template(template, request, {"sentence": sentence}, status=status)


def is_fragment(request: web.Request) -> bool:
    """Tell whether htmx asks for pieces of a page that is already there."""
    return request.headers.get("HX-Request") == "true"

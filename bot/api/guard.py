"""Who may ask, and one clear Chinese sentence for everything that goes wrong."""

import hmac
import ipaddress
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.api.requests import answer
from bot.errors import AlreadySettled, BotError, MakesNoSense, NothingThere, Refused, StoreBusy

SCHEME = "Bearer "
NO_LETTER = "%00"  # PostgreSQL keeps no such text
HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
STATUSES: dict[type[BotError], HTTPStatus] = {
    NothingThere: HTTPStatus.NOT_FOUND,
    AlreadySettled: HTTPStatus.CONFLICT,
    MakesNoSense: HTTPStatus.BAD_REQUEST,
}
SENTENCES = {
    HTTPStatus.BAD_REQUEST: "请求不完整，请对照 docs/api.md。",
    HTTPStatus.UNAUTHORIZED: "令牌不对或没有带上：Authorization: Bearer 后面写 [api] token。",
    HTTPStatus.FORBIDDEN: "这个接口只给本机用，请在运行掌柜的这台电脑上打开。",
    HTTPStatus.NOT_FOUND: "没有这个接口，请对照 docs/api.md。",
    HTTPStatus.METHOD_NOT_ALLOWED: "这个接口不能这样访问，请对照 docs/api.md。",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "内容太长了，请分几次提交。",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "内容要用 JSON，并写明 Content-Type: application/json。",
    HTTPStatus.INTERNAL_SERVER_ERROR: "出了点问题，已经记下来了，请稍后再试。",
    HTTPStatus.SERVICE_UNAVAILABLE: "数据库正忙，没有改动任何东西，请稍后再试。",
}
logger = structlog.get_logger(__name__)


def ask_for_token(token: str) -> Middleware:
    """Let in who knows the token."""
    wanted = (SCHEME + token).encode()

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        given = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, wanted):
            raise web.HTTPUnauthorized(headers={"WWW-Authenticate": SCHEME.strip()})
        return await handler(request)

    return guard


@web.middleware
async def only_from_here(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let in this machine alone, asked by its own name, and no page of another site."""
    origin = request.headers.get("Origin")
    is_foreign = request.headers.get("Sec-Fetch-Site", "same-origin") not in {
        "same-origin",
        "none",
    } or (origin is not None and urlsplit(origin).netloc != request.host)
    if is_foreign or not (_is_loopback(request.remote or "") and _is_own(request.host)):
        raise web.HTTPForbidden
    return await handler(request)


def _is_own(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return name == "localhost" or _is_loopback(name)


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


@web.middleware
async def speak_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn whatever goes wrong into {"error": {"code", "message"}}."""
    try:
        if NO_LETTER in request.raw_path:
            raise web.HTTPBadRequest
        response = await handler(request)
    except Refused as refusal:
        status = STATUSES.get(type(refusal), HTTPStatus.BAD_REQUEST)
        response = _error(status, str(refusal))
    except StoreBusy:
        response = _error(HTTPStatus.SERVICE_UNAVAILABLE)
    except web.HTTPException as error:
        response = _error(HTTPStatus(error.status), headers=error.headers)
    except Exception:
        logger.exception("the API failed", path=request.path)
        response = _error(HTTPStatus.INTERNAL_SERVER_ERROR)
    response.headers.update(HEADERS)
    return response


def _error(
    status: HTTPStatus, sentence: str = "", headers: Mapping[str, str] | None = None
) -> web.Response:
    message = sentence or SENTENCES.get(status, status.phrase)
    kept = {
        name: value
        for name, value in (headers or {}).items()
        if name in {"WWW-Authenticate", "Allow"}
    }
    body = {"error": {"code": status.name.lower(), "message": message}}
    return answer(body, status=status, headers=kept)

import pytest
from aiohttp import ClientSession, web

from bot.api.guard import speak_json
from bot.errors import StoreBusy
from tests.builders import open_server

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    "given",
    [None, "", "Bearer", "Bearer wrong", "Basic a-token-that-nobody-guesses", "Bearer 令牌"],
)
async def test_without_the_token_nothing_is_shown(operator, given):
    headers = {"Authorization": given}
    answer = await operator.ask("/queue", status=401, headers=headers)

    assert answer["error"]["code"] == "unauthorized"
    assert "令牌" in answer["error"]["message"]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("POST", "/queue", 405, "method_not_allowed"),
        ("GET", "/findings/x/confirm", 405, "method_not_allowed"),
    ],
)
async def test_a_wrong_address_is_one_clear_sentence(operator, method, path, status, code):
    answer = await operator.ask(path, method=method, status=status)

    assert answer["error"]["code"] == code
    assert "docs/api.md" in answer["error"]["message"]


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"data": "{}", "headers": {"Content-Type": "text/plain"}}, 415),
        (
            {"data": b"{" + b" " * 70_000 + b"}", "headers": JSON},
            413,
        ),
        ({"data": b"[]", "headers": JSON}, 400),
        ({"data": b"{'", "headers": JSON}, 400),
        ({"json": {"nonsense": 1}}, 400),
        ({"json": {"always": "perhaps"}}, 400),
    ],
)
async def test_a_body_that_is_none_of_ours_is_refused(operator, options, status):
    answer = await operator.ask("/findings/x/confirm", method="POST", status=status, **options)

    assert answer["error"]["message"]


@pytest.mark.parametrize("name", [None, "", "  ", "字" * 61, "a%0Ab"])
async def test_who_decides_must_say_their_name(operator, name):
    headers = {"X-Operator": name}
    answer = await operator.ask("/findings/x/undo", method="POST", status=400, headers=headers)

    assert "X-Operator" in answer["error"]["message"]


async def test_a_shop_without_a_token_has_no_api(sqlite_url):
    async with (
        open_server(sqlite_url) as server,
        ClientSession() as session,
        session.get(f"http://127.0.0.1:{server.port}/api/queue") as response,
    ):
        assert response.status == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost"}, 200),
        ({"Host": "shop.example"}, 403),  # a name that was led to this machine
        ({"Host": "[::1"}, 403),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
async def test_the_demos_api_is_for_this_machine_alone(sqlite_url, headers, status):
    async with open_server(sqlite_url, is_demo=True) as server, ClientSession() as session:
        url = f"http://127.0.0.1:{server.port}/api/queue"
        async with session.get(url, headers=headers) as response:
            assert response.status == status
            assert response.content_type == "application/json"


@pytest.mark.parametrize(("error", "status"), [(StoreBusy("x"), 503), (ZeroDivisionError(), 500)])
async def test_what_breaks_is_told_without_its_inside(error, status):
    async def break_down(_):
        raise error

    request = type("Request", (), {"path": "/api/queue", "raw_path": "/api/queue"})()
    response = await speak_json(request, break_down)

    assert isinstance(response, web.Response)
    assert response.status == status
    assert "ZeroDivision" not in response.text

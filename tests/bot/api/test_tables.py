from datetime import date

import pytest

from bot.api.tables import with_days
from persona.errors import MaterialError
from persona.fields import Fields

TOML = 'kind = "leisure"\ntext = "周末去看了茶山"\nvalid_until = 2026-05-01\n'
JSON = {"kind": "leisure", "text": "周末去看了茶山", "valid_until": "2026-05-01"}


async def test_toml_and_json_say_the_same(operator):
    shown = [
        await operator.ask("/materials/hill", method="PUT", **body)
        for body in ({"data": TOML.encode()}, {"json": JSON})
    ]

    assert shown[0] == shown[1]
    assert shown[0]["material"]["valid_until"] == "2026-05-01"


@pytest.mark.parametrize(
    "body",
    [
        {"data": b"kind = "},
        {"data": b"\xff\xfe"},
        {"json": ["leisure"]},
        {"data": b"{", "headers": {"Content-Type": "application/json"}},
        {"json": {"text": "\x00"}},
    ],
)
async def test_what_is_no_table_is_refused_in_one_line(operator, body):
    error = await operator.ask("/materials/hill", method="PUT", status=400, **body)

    assert "\n" not in error["error"]["message"]


def test_days_are_read_from_texts_and_what_is_none_is_left_for_the_check():
    table = {"valid_from": "2026-05-01", "valid_until": "soon", "last_used": None, "key": "a"}
    days = ("valid_from", "valid_until", "last_used")
    keys = with_days(Fields(table, "素材", MaterialError), *days)

    assert keys.table == {"valid_from": date(2026, 5, 1), "valid_until": "soon", "key": "a"}

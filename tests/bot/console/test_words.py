"""Everything that has a name in the code has a Chinese one on the page."""

from datetime import date, datetime

import pytest

from bot import posts
from bot.console import words
from bot.posts import PostState
from bot.records import OutboxState
from persona.materials import Dimension, Kind
from tagging.concerns import Stance
from tagging.layering import Flag, Layer, Level, Tier
from tagging.tags import TagState


@pytest.mark.parametrize(
    ("table", "names"),
    [
        (words.STANCES, Stance),
        (words.TAG_STATES, TagState),
        (words.TIERS, Tier),
        (posts.DIMENSIONS, Dimension),
        (posts.KINDS, Kind),
        (words.OUTBOX_STATES, OutboxState),
        (words.POST_STATES, PostState),
    ],
)
def test_no_name_lacks_a_word(table, names):
    assert set(table) == set(names)


def test_layers_levels_and_flags_have_words():
    names = [
        *(words.name_of("layer", layer) for layer in Layer),
        *(words.name_of("level", level.name.lower()) for level in Level),
        *(words.name_of("flag", flag) for flag in Flag),
    ]

    assert all(names)
    assert words.name_of("layer", "recent_buyer") == "近期购买"


UNKNOWN = "平台没有明确回话，多半已送达；系统不会重发"


@pytest.mark.parametrize(
    ("because", "sentence"),
    [
        (None, ""),
        ({"code": "opted_out", "values": {}}, "客户已经退订，不再打扰"),
        (
            {"code": "day_budget", "values": {"limit": 1, "retry_at": "明天"}},
            "今天已经触达 1 次，明天 再发",
        ),
        (
            {"code": "unknown", "values": {"why": "no answer"}},
            UNKNOWN,
        ),
        ({"code": "of_old", "values": {}}, "原因代码 of_old"),
        ({"code": "day_budget"}, "原因代码 day_budget"),
    ],
)
def test_a_kept_reason_becomes_a_sentence(because, sentence):
    assert words.sentence_of(because) == sentence


@pytest.mark.parametrize(
    ("local", "words_for_it"),
    [
        (datetime(2026, 3, 10, 9, 5), "今天 09:05"),
        (datetime(2026, 3, 9, 23, 59), "3月9日 23:59"),
        (datetime(2025, 12, 31, 8, 0), "2025年12月31日 08:00"),
    ],
)
def test_a_moment_is_written_without_what_goes_without_saying(local, words_for_it):
    assert words.moment_of(local, date(2026, 3, 10)) == words_for_it


def test_a_day_is_written_with_its_weekday():
    assert words.day_of(date(2026, 3, 10)) == "3月10日 周二"

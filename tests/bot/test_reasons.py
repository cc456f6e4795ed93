import re
import tomllib
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

import pytest

import persona.reasons
import tagging.reasons
from bot import delivery
from bot.errors import ConfigError
from bot.reasons import word
from tagging.bought.level_tags import Closeness
from tagging.layering import Flag, Layer, Level
from tagging.reasons import Because, Reason


@dataclass(frozen=True)
class Kept:
    """A reason as a store gives it back: plain text."""

    code: str
    values: dict = field(default_factory=dict)


VALUES = {"recency_days": 3, "last_day": "2026-02-26", "protected_until": "2026-03-28"}


def test_a_reason_is_worded_in_chinese_unless_asked_otherwise():
    because = Because(Reason.WITHIN_PROTECTION, VALUES)

    assert word(because).startswith("3 天前（2026-02-26）刚买过，到 2026-03-28")
    assert word(because, "en").startswith("bought 3 days ago (2026-02-26)")


def test_a_reason_from_the_store_reads_like_a_fresh_one():
    fresh = Because(Reason.WITHIN_PROTECTION, VALUES)

    assert word(Kept("within_protection", VALUES)) == word(fresh)


def test_a_layer_in_a_reason_has_a_name_in_the_readers_language():
    because = Because(Reason.LAYER_NOT_MEANT, {"layer": Layer.LAPSING})

    assert word(because) == "不是给“沉默”这一层的"
    assert word(because, "en") == "not meant for the layer lapsing"


def test_a_product_that_is_called_like_a_layer_keeps_its_name():
    because = Because(
        Reason.WITHIN_PRODUCT_CYCLE, {"product": "lost", "protected_until": "2026-03-28"}
    )

    assert "lost" in word(because)


def test_braces_in_a_value_are_only_braces():
    because = Because(Reason.THANKS_TO_SHARE, {"offer": "{values} {0}"})

    assert word(because).endswith("{values} {0}")


@pytest.mark.parametrize(("code", "language"), [("unheard_of", "zh"), ("sold_out", "fr")])
def test_a_reason_without_words_is_named(code, language):
    with pytest.raises(ConfigError, match=f"'{language}' for the reason {code}"):
        word(Kept(code), language)


def test_every_layer_level_and_flag_has_a_name_in_both_languages():
    names = tomllib.loads((files("bot.data.reasons") / "words.toml").read_text("utf-8"))

    assert set(names["layer"]) == set(Layer)
    assert set(names["flag"]) == set(Flag)
    assert set(names["level"]) == {level.name.lower() for level in Level}
    assert set(names["closeness"]) == set(Closeness)
    assert all(set(name) == {"zh", "en"} for kind in names.values() for name in kind.values())


def test_the_shells_own_reasons_have_words_in_both_languages():
    wordings = tomllib.loads((files("bot.data.reasons") / "shell.toml").read_text("utf-8"))
    given = set(re.findall(r'_because\("(\w+)"', Path(delivery.__file__).read_text("utf-8")))

    assert given | {"no_result", "opening", "moved_by_hand"} == set(wordings)
    assert all(set(wording) == {"zh", "en"} for wording in wordings.values())


def test_no_code_stands_in_both_rooms():
    assert not set(tagging.reasons.Reason) & set(persona.reasons.Reason)

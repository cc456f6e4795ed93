import tomllib
from datetime import date, timedelta
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from string import Formatter

import pytest

from tagging.layering import Flag, Layer, LayerRules, Level, standing_of
from tagging.offers import Offer, OfferKind, choose_offer
from tagging.purchases import PurchaseState
from tagging.reasons import Reason
from tagging.scores import Scores

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 3, 1)
WORDS = tomllib.loads((files("bot.data.reasons") / "tagging.toml").read_text("utf-8"))


def offer(name, kind=OfferKind.FREE_SHIPPING, **more):
    return Offer(
        name=name, title=name, kind=kind, layers=more.pop("layers", frozenset(Layer)), **more
    )


SHELVES = (
    (),
    (
        offer("包邮", expected_margin_fen=500),
        offer("更薄的包邮"),
        offer("感谢", OfferKind.THANKS),
        offer("明天的", valid_from=TODAY + timedelta(days=1)),
        offer("昨天的", valid_until=TODAY - timedelta(days=1)),
        offer("没了的", stock=0),
        offer("刚买的", products=frozenset({"奶粉"})),
        offer("别人的", layers=frozenset({Layer.LOST})),
        offer("忠诚的", levels=frozenset({Level.LOYAL})),
        offer("贵宾的", flags=frozenset({Flag.HIGH_VALUE})),
    ),
)


def decisions():
    """Every reason as real decisions give it."""
    for days_ago in (None, 3, 35, 50, 100, 200, 300):
        for orders, m, is_held_out in ((1, 3, False), (2, 3, False), (2, 5, False), (2, 3, True)):
            day = TODAY - timedelta(days=days_ago or 0)
            state = PurchaseState(day, day, orders, money_fen=9000) if days_ago else None
            standing = standing_of(
                "小周",
                state,
                TODAY,
                LayerRules(),
                scores=Scores(3, 3, m),
                cycle_days=50,
                is_held_out=is_held_out,
            )
            yield standing.because
            for shelf in SHELVES:
                choice = choose_offer(standing, shelf, TODAY, {"奶粉": TODAY})
                yield choice.because
                yield from (because for _, because in choice.rejected)


def given_elsewhere():
    """Every reason that other test files give, by a function `given_reasons` of their own."""
    for path in sorted(Path(__file__).parent.rglob("test_*.py")):
        if "\ndef given_reasons()" in path.read_text("utf-8"):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            yield from import_module(name).given_reasons()


GIVEN = [*decisions(), *given_elsewhere()]


def placeholders_of(sentence):
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_every_reason_is_given_by_some_decision_and_worded():
    assert {because.code for because in GIVEN} == set(Reason)
    assert set(WORDS) == set(Reason)


@pytest.mark.parametrize("code", Reason)
def test_a_reason_says_in_both_languages_what_it_rests_on(code):
    wording = WORDS[code]

    assert set(wording) == {"zh", "en"}
    for because in GIVEN:
        if because.code is code:
            for sentence in wording.values():
                assert placeholders_of(sentence) == set(because.values), sentence

from importlib.resources import files

import pytest

from tagging.errors import RuleError
from tagging.layering import Flag, Layer, LayerRules, Level
from tagging.offered.offer import OfferKind
from tagging.offered.policy import Policy, PolicyRule
from tagging.offered.policy_file import parse_policy
from tagging.products import ProductRole

POLICY = """
margin_percent = 35
basket_fen = 12900
price_protection_days = 15

[layers]
active_days = 60
due_from = 0.9

[rules.rich]
title = "高价值"
layers = ["due", "lapsing"]
flags = ["high_value"]
levels = ["loyal"]
roles = ["profit"]
allow = ["threshold_coupon"]
min_depth_percent = 10
max_depth_percent = 30
min_threshold_fen = 30000
cool_down_days = 60
comes_first = true

[rules.others]
forbid = ["threshold_coupon", "gift"]
"""


def test_a_policy_is_read_from_toml():
    rich = PolicyRule(
        name="rich",
        title="高价值",
        layers=frozenset({Layer.DUE, Layer.LAPSING}),
        flags=frozenset({Flag.HIGH_VALUE}),
        levels=frozenset({Level.LOYAL}),
        roles=frozenset({ProductRole.PROFIT}),
        allow=frozenset({OfferKind.THRESHOLD_COUPON}),
        min_depth_percent=10,
        max_depth_percent=30,
        min_threshold_fen=30_000,
        cool_down_days=60,
        comes_first=True,
    )
    others = PolicyRule(
        name="others", forbid=frozenset({OfferKind.THRESHOLD_COUPON, OfferKind.GIFT})
    )

    assert parse_policy(POLICY, "policy.toml") == Policy(
        rules=(rich, others),
        margin_percent=35,
        basket_fen=12_900,
        price_protection_days=15,
        layer_rules=LayerRules(active_days=60, due_from=0.9),
    )


def test_an_empty_policy_leaves_all_to_the_shelf():
    assert parse_policy("", "policy.toml") == Policy()


def test_the_packaged_policy_is_read_and_its_rules_have_titles_for_the_page():
    text = (files("bot.data") / "policy.toml").read_text("utf-8")

    assert all(rule.title for rule in parse_policy(text, "policy.toml").rules)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("[rules.rich]", "[rules.rich", "line 10"),
        ("margin_percent", "margin", "policy: margin is none of margin_percent, "),
        ("= 35", '= "35"', "margin_percent must be a whole number, not '35'"),
        ("= 35", "= 135", "margin_percent must be 1 to 100, not 135"),
        ("active_days = 60", "active = 60", "table layers: active is none of active_days, "),
        ("active_days = 60", "active_days = 180", "active_days, .* must rise"),
        ('["due", "lapsing"]', '["dew"]', "rule rich: layers must be one of .*, not 'dew'"),
        ('["profit"]', '["star"]', "rule rich: roles must be one of .*, not 'star'"),
        ("true", "1", "rule rich: comes_first must be true or false, not 1"),
        ("min_depth_percent = 10", "min_depth_percent = 31", "rule rich: min_depth_percent 31"),
        ("[rules.others]", "[rules]\nothers = 3\n[x]", "others must be a table .others., not 3"),
    ],
)
def test_a_wrong_policy_is_refused_in_one_line_that_names_the_file(old, new, sentence):
    with pytest.raises(RuleError, match=f"^policy.toml: .*{sentence}|{sentence}") as error:
        parse_policy(POLICY.replace(old, new, 1), "policy.toml")

    assert str(error.value).startswith("policy.toml: ")
    assert "\n" not in str(error.value)


def test_rules_must_be_tables():
    with pytest.raises(RuleError, match=r"^policy.toml: rules must be tables such as"):
        parse_policy("rules = 3", "policy.toml")

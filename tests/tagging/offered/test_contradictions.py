import pytest

from tagging.errors import RuleError
from tagging.offered.policy_file import parse_policy


def read(*tables):
    """Read rules a, b, c …, each by its lines."""
    rules = "\n".join(
        f"[rules.{name}]\n{table}" for name, table in zip("abcd", tables, strict=False)
    )
    return parse_policy(rules, "policy.toml").rules


ALLOWS = 'layers = ["due", "lost"]\nflags = ["high_value"]\nallow = ["coupon"]'


@pytest.mark.parametrize(
    ("tables", "sentence"),
    [
        (['layers = ["due"]'], "rule a: neither allow nor forbid names a kind"),
        (['allow = ["gift", "care"]\nforbid = ["gift"]'], "rule a: gift is both allowed and forb"),
        (
            ['layers = ["recent_buyer", "due"]\nallow = ["coupon"]'],
            "rule a: coupon is a discount and cannot be allowed to recent_buyer",
        ),
        (
            ['allow = ["coupon"]\nmin_depth_percent = 30\nmax_depth_percent = 20'],
            "rule a: min_depth_percent 30 and max_depth_percent 20 must rise",
        ),
        (['allow = ["coupon"]\nmax_depth_percent = 101'], "rule a: .* from 0 to 100"),
        (['allow = ["coupon"]\nmin_threshold_fen = -1'], "rule a: .* must not be below 0"),
        (['forbid = ["coupon"]\ncomes_first = true'], "rule a: it allows nothing"),
        (['forbid = ["coupon"]\nmax_depth_percent = 30'], "rule a: it allows nothing"),
        (
            ['flags = ["high_value"]\nforbid = ["discount"]'],
            "rule a: a discount changes the price itself",
        ),
        (['layers = ["due"]\nforbid = ["discount"]'], "rule a: .* all active customers or for no"),
        (
            [ALLOWS, ALLOWS.replace("allow", "forbid").replace('"due", ', "")],
            "rules a and b: one allows and one forbids coupon to lost under the same conditions",
        ),
        (
            ['allow = ["care"]', 'forbid = ["care"]'],
            "rules a and b: one allows and one forbids care under the same conditions",
        ),
        ([ALLOWS, ALLOWS], "rule b is never reached: a before it decides on everything it names"),
        (
            [
                'layers = ["due"]\nallow = ["gift"]',
                'forbid = ["gift"]',
                'roles = ["edge"]\nlayers = ["lost"]\nallow = ["gift"]',
            ],
            "rule c is never reached: b before it decides",
        ),
        (
            ['layers = ["first_time_buyer"]\nlevels = ["loyal"]\nallow = ["gift"]'],
            "rule a: there are no such customers",
        ),
        (['flags = ["held_out"]\nallow = ["gift"]'], "rule a: there are no such customers"),
        (
            ['layers = ["prospect"]\nflags = ["high_value"]\nallow = ["gift"]'],
            "rule a: there are no such customers",
        ),
    ],
)
def test_rules_that_cannot_all_be_meant_are_refused_with_file_and_names(tables, sentence):
    with pytest.raises(RuleError, match=f"^policy.toml: {sentence}") as error:
        read(*tables)

    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "tables",
    [
        [ALLOWS, 'layers = ["due", "lost"]\nforbid = ["coupon"]'],
        ['layers = ["due"]\nallow = ["coupon"]', 'forbid = ["coupon"]'],
        ['roles = ["profit"]\nforbid = ["gift"]', 'allow = ["gift"]'],
        ['levels = ["loyal"]\nallow = ["care"]', 'forbid = ["care"]', 'allow = ["thanks"]'],
        ['allow = ["care"]', 'allow = ["care", "thanks"]'],
    ],
)
def test_an_exception_before_the_rule_is_no_contradiction(tables):
    assert [rule.name for rule in read(*tables)] == list("abcd")[: len(tables)]

import numpy as np
import pytest

from bot.cli.group_file import Groups
from bot.cli.response_report import report_of
from bot.cli.response_study import Dealt
from bot.cli.response_text import say_report
from tagging.measured.observations import Observations, Outcome
from tagging.measured.study import Study, Words


def words_of(cells):
    names = list(dict.fromkeys(cells))
    return Words(np.array([names.index(cell) for cell in cells], np.int32), names)


@pytest.fixture
def shown(capsys):
    """Print the report of a study, and give what people read."""

    def show(groups, values, *, is_share=True, **words):
        dealt = words_of(groups)
        outcome = Outcome("bought", np.array(values, dtype=float), is_share=is_share)
        columns = {name: words_of(own) for name, own in words.items()}
        study = Study(Observations(dealt.names, dealt.codes, [outcome]), columns)
        report = report_of(study, [name for name in words if name == "age"], worth=None, shares={})
        say_report(report, Dealt(Groups({}), np.ones(len(groups), dtype=bool)), None)
        return capsys.readouterr().out

    return show


def test_a_share_is_read_in_points_and_a_mean_as_it_is(shown):
    share = shown(["券", "control"] * 50, [1, 0, 0, 0] * 25)
    mean = shown(["券", "control"] * 50, [9, 5, 0, 2] * 25, is_share=False)

    assert "50.00% of 50     against     0.00% of 50" in share
    assert "+50.00 points (+34.86 to +63.36)" in share
    assert "effective; a discount pays up to 100% of the margin" in share
    assert "4.5000 of 50     against    3.5000 of 50     +1.0000 (" in mean


def test_what_is_not_sure_says_why(shown):
    text = shown(["券", "control"] * 10, [1, 1] * 4 + [0, 0] * 6)

    assert "too_small_to_tell\n" in text  # nor is it said what a discount may cost
    assert "    too few to tell: 10 treated, 10 in control; telling 48.00% from 40.00%" in text


def test_arms_of_a_layer_stand_below_one_another(shown):
    text = shown(["券", "礼", "control"] * 4, [1, 0, 0] * 4, layer=["due"] * 12)

    assert "due · bought:\n  any arm " in text
    assert text.index("any arm") < text.rindex("券") < text.rindex("礼")


def test_a_feature_is_shown_by_its_quantiles(shown):
    text = shown(["券", "control"] * 3, [1, 0] * 3, age=["30", "40"] * 3)

    assert "age:\n  responders       10% 30, 25% 30, 50% 30, 75% 30, 90% 30\n" in text

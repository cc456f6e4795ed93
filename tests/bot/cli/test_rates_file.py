import json

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.cli.rates_file import read_rates
from bot.errors import ImportFileError
from tagging.counts import Share
from tagging.layering import Layer
from tagging.offered.worth import Rates

ARM = {
    "arm": "券",
    "outcome": "bought",
    "window": 30,
    "layer": "due",
    "measure": "share",
    "verdict": "effective",
    "treated": 900,
    "treated_yes": 180,
    "control": 100,
    "control_yes": 10,
}
OWN = Rates(natural=Share(10, 100), stimulated=Share(180, 900))


@pytest.fixture
def rates(tmp_path):
    def write(*layers):
        path = tmp_path / "rates.json"
        path.write_text(json.dumps({"arms": [], "layers": layers}), encoding="utf-8")
        return read_rates(path)

    return write


def test_the_counts_of_a_layer_become_its_rates(rates):
    assert rates(ARM, ARM | {"outcome": "spend_fen", "measure": "mean"}) == {Layer.DUE: OWN}


def test_all_arms_together_and_the_longest_window_that_is_over_count(rates):
    found = rates(
        ARM | {"arm": None},
        ARM | {"treated_yes": 90},
        ARM | {"arm": None, "window": 7, "treated_yes": 30},
        ARM | {"arm": None, "window": 90, "verdict": "too_early_to_tell", "treated_yes": 200},
    )

    assert found == {Layer.DUE: OWN}


def test_layers_of_too_few_decide_nothing(rates):
    assert rates(ARM | {"layer": "lost", "control": 99}, ARM) == {Layer.DUE: OWN}


def test_where_the_purchase_has_another_name_it_must_be_the_only_outcome(rates):
    assert rates(ARM | {"outcome": "conversion"}) == {Layer.DUE: OWN}
    with pytest.raises(ImportFileError, match=r"several outcomes \(conversion, visit\)"):
        rates(ARM | {"outcome": "conversion"}, ARM | {"outcome": "visit"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"layer": "vip"},
        {"treated_yes": 901},
        {"control_yes": -1},
        {"control": "many"},
        {"treated": None},
        {"window": "a month"},
    ],
)
def test_what_cannot_be_is_one_sentence_that_names_the_file(rates, wrong):
    with pytest.raises(ImportFileError, match=r"^rates\.json: ") as caught:
        rates(ARM | wrong, ARM)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"layers": 3}', '{"layers": [3]}', "\xff"])
def test_another_file_is_refused(tmp_path, text):
    path = tmp_path / "rates.json"
    path.write_bytes(text.encode("latin-1"))

    with pytest.raises(ImportFileError, match="not what `zhanggui response --json` writes"):
        read_rates(path)


def test_a_campaign_without_layers_tells_nothing_of_them(rates):
    with pytest.raises(ImportFileError, match="no share of a layer"):
        rates()


def test_what_response_writes_is_understood(tmp_path):
    groups, out = tmp_path / "groups.csv", tmp_path / "rates.json"
    rows = "".join(
        f"{group}{layer}{n},{group},{layer},{int(n < yes)}\n"
        for group, layer, yes, of in (
            ("control", "due", 20, 200),
            ("券", "due", 60, 300),
            ("礼", "due", 30, 300),
            ("control", "lost", 5, 150),
            ("券", "lost", 30, 150),
        )
        for n in range(of)
    )
    groups.write_text("customer,group,layer,bought\n" + rows, encoding="utf-8")
    told = CliRunner().invoke(app, ["response", "--outcomes", str(groups), "--json"])
    out.write_text(told.stdout, encoding="utf-8")

    assert read_rates(out) == {
        Layer.DUE: Rates(Share(20, 200), Share(90, 600)),
        Layer.LOST: Rates(Share(5, 150), Share(30, 150)),
    }

import json
import os
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.cli.output import Exit
from bot.cli.response import response
from bot.errors import ImportFileError
from tagging.errors import GroupError, RuleError

app = typer.Typer()
app.command()(response)
REAL_DATA = os.environ.get("ZHANGGUI_REAL_DATA")


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def ask(tmp_path):
    """Ask a file of outcomes."""

    def run_on(text, *options):
        path = tmp_path / "outcomes.csv"
        path.write_text(text, encoding="utf-8")
        return run("--outcomes", path, *options)

    return run_on


def outcomes(**groups):
    """Write a file of outcomes: so many of each group bought, of so many."""
    rows = [
        f"{group}{number},{group},{int(number < yes)}"
        for group, (yes, of) in groups.items()
        for number in range(of)
    ]
    return "\n".join(["customer,group,bought", *rows]) + "\n"


CAMPAIGN = outcomes(control=(20, 200), 券=(60, 200), 礼=(22, 200))


def test_each_arm_is_told_beside_the_control_group(ask):
    result = ask(CAMPAIGN, "--json")

    assert result.exit_code == Exit.DONE
    told = json.loads(result.stdout)
    coupon, gift = told["arms"]
    assert (coupon["arm"], coupon["outcome"], coupon["window"]) == ("券", "bought", None)
    assert (coupon["treated"], coupon["treated_yes"]) == (200, 60)
    assert (coupon["control"], coupon["control_yes"]) == (200, 20)
    assert (coupon["stimulated_rate"], coupon["natural_rate"]) == (0.3, 0.1)
    assert coupon["lift"] == pytest.approx(0.2)
    assert coupon["interval"] == pytest.approx([0.1229, 0.2751], abs=1e-4)
    assert coupon["p"] == pytest.approx(5.7e-7, rel=0.02)
    assert coupon["p_holm"] == pytest.approx(2 * coupon["p"])
    assert (coupon["verdict"], gift["verdict"]) == ("effective", "too_small_to_tell")
    assert coupon["break_even"]["value"] == pytest.approx(2 / 3)
    assert gift["needed"]["treated"] > 200
    assert "需要发" in gift["because"]
    assert (told["rows"], told["used"], told["left_out"], told["rejected"]) == (600, 600, {}, {})


def test_people_read_a_line_an_arm(ask):
    shown = ask(CAMPAIGN).stdout

    assert "customers: rows 600 = used 600 + left out 0 + rejected 0" in shown
    assert "30.00% of 200    against    10.00% of 200" in shown
    assert "+20.00 points (+12.29 to +27.51)" in shown
    assert "effective; a discount pays up to 67% of the margin" in shown
    assert "too few to tell: 200 treated, 200 in control; telling 12.00% from 10.00%" in shown


def test_a_customer_in_two_arms_is_named_and_counts_in_none(ask):
    result = ask(CAMPAIGN + "券7,control,1\n", "--json")

    assert result.exit_code == Exit.FOUND
    told = json.loads(result.stdout)
    assert "outcomes.csv 第 602 行：同一位客户在第 209 行属于 券 组" in result.stderr
    assert (told["rows"], told["used"], sum(told["rejected"].values())) == (601, 599, 2)
    assert told["arms"][0]["treated"] == 199


def test_bad_rows_are_named_and_the_totals_agree(ask):
    result = ask(CAMPAIGN + "x,券,没买\ny,held_out,0\n券1,券,1\n")

    assert result.exit_code == Exit.FOUND
    assert "outcomes.csv 第 602 行：bought 不是数字：没买；" in result.stderr
    assert (
        "rows 603 = used 600 + left out 2 (1 held_out, 1 repeated) + rejected 1" in result.stdout
    )


@pytest.mark.parametrize(
    ("text", "options", "error", "sentence"),
    [
        (outcomes(券=(1, 9)), [], GroupError, "no customer is in the control group 'control'"),
        (CAMPAIGN, ["--control", "没发的"], GroupError, "'没发的', so nothing tells what would"),
        (outcomes(control=(1, 9)), [], GroupError, "there is no arm to judge"),
        (CAMPAIGN, ["--outcome", "spent"], ImportFileError, "there is no column 'spent'"),
        (
            CAMPAIGN,
            ["--outcome", "bought", "--before", "spent=bought"],
            ImportFileError,
            "'spent' is not an outcome",
        ),
        (CAMPAIGN, ["--worth", "-1"], RuleError, "must be above 0"),
        (CAMPAIGN, ["--shares", "control=1,券=1"], GroupError, "for the group 礼"),
    ],
)
def test_what_cannot_be_told_is_one_sentence(ask, text, options, error, sentence):
    result = ask(text, *options)

    assert isinstance(result.exception, error)
    assert sentence in str(result.exception)
    assert "\n" not in str(result.exception)


@pytest.mark.parametrize(
    "options",
    [
        ["--shares", "control"],
        ["--shares", "control=0"],
        ["--shares", "control=x"],
        ["--orders", "{file}"],
        ["--assignments", "{file}", "--orders", "{file}"],
        ["--window", "7"],
        ["--from", "2026-03-01"],
    ],
)
def test_options_that_make_no_sense_are_wrong(ask, tmp_path, options):
    file = str(tmp_path / "outcomes.csv")

    result = ask(CAMPAIGN, *(option.format(file=file) for option in options))

    assert result.exit_code == Exit.WRONG


def test_groups_that_are_not_as_they_were_dealt_say_stop(ask):
    told = json.loads(ask(CAMPAIGN, "--shares", "control=8,券=1,礼=1", "--json").stdout)
    fair = json.loads(ask(CAMPAIGN, "--shares", "control=1,券=1,礼=1", "--json").stdout)
    shown = ask(CAMPAIGN, "--shares", "control=8,券=1,礼=1").stdout

    assert "先停下来查" in told["groups"][0]["warning"]
    assert fair["groups"] == [
        {"campaign": None, "sizes": {"control": 200, "券": 200, "礼": 200}, "warning": None}
    ]
    assert "stop and look" in shown


def test_an_amount_is_compared_per_head_and_sharper_with_what_was_before(ask):
    rows = [
        f"k{n},{'券' if n % 2 else 'control'},{10 * (n % 7) + n % 2 + n % 11 / 5},{n % 7}"
        for n in range(154)
    ]
    text = "\n".join(["customer,group,spend,past", *rows]) + "\n"

    [plain, _] = json.loads(ask(text, "--json").stdout)["arms"]
    [sharp] = json.loads(ask(text, "--before", "spend=past", "--json").stdout)["arms"]

    assert (plain["measure"], plain["treated_yes"]) == ("mean", 77)
    assert plain["lift"] == pytest.approx(1)
    assert plain["interval"][0] < 0 < plain["interval"][1]
    assert sharp["lift"] == pytest.approx(1)
    assert sharp["interval"][0] > 0.7
    assert sharp["plain"]["interval"] == plain["interval"]
    assert sharp["sharper"] > 100


def test_one_customer_a_group_leaves_the_interval_open(ask):
    [arm] = json.loads(ask("group,spend\ncontrol,5\n券,9\n", "--json").stdout)["arms"]

    assert (arm["interval"], arm["p"], arm["verdict"]) == ([None, None], 1, "too_small_to_tell")


ASSIGNED = "customer,group,time,campaign,layer,source,delivered,visited\n"
ORDERS = "customer,order_id,time,product,quantity,price\n"


@pytest.fixture
def shop(tmp_path):
    """A shop of 400: half of those who got the coupon bought milk, of the others a tenth rice."""
    groups, orders = [ASSIGNED], [ORDERS]
    for number in range(400):
        arm = "control" if number % 4 == 0 else "券"
        layer, source = ("due", "直播") if number % 3 else ("lost", "门店")
        groups.append(f"k{number},{arm},2026-03-01,春,{layer},{source},{int(number % 5 > 0)},1\n")
        orders.append(f"k{number},a{number},2026-02-01,奶粉,1,{number % 9 + 1}\n")
        if number % 4 == 2 or number % 40 == 0:
            product = "奶粉" if arm == "券" else "米粉"
            orders.append(f"k{number},b{number},2026-03-0{number % 9 + 1},{product},1,99\n")
    orders.append("路人,c1,2026-03-02,奶粉,1,9\nk1,c2,2026-04-30,奶粉,1,9\n")
    (tmp_path / "groups.csv").write_text("".join(groups), encoding="utf-8")
    (tmp_path / "orders.csv").write_text("".join(orders), encoding="utf-8")
    return "--assignments", tmp_path / "groups.csv", "--orders", tmp_path / "orders.csv"


def test_orders_since_the_assignment_are_the_outcomes(shop):
    told = json.loads(run(*shop, "--json").stdout)

    by_outcome = {arm["outcome"]: arm for arm in told["arms"]}
    assert list(by_outcome) == ["bought", "orders", "spend_fen", "spend_capped_fen"]
    bought, spend = by_outcome["bought"], by_outcome["spend_fen"]
    assert (bought["window"], bought["campaign"], bought["delivered"]) == (30, "春", 240)
    assert (bought["treated_yes"], bought["treated"]) == (100, 300)
    assert (bought["control_yes"], bought["control"]) == (10, 100)
    assert spend["natural_rate"] == pytest.approx(990)
    assert by_outcome["orders"]["sharper"] >= 1
    assert told["orders"]["purchases"] == {
        "within": 110,
        "before": 400,
        "after": 1,
        "of_others": 1,
    }
    assert (told["orders"]["assigned_from"], told["orders"]["is_assignment_assumed"]) == (
        "2026-03-01",
        False,
    )


def test_windows_stand_side_by_side_with_layers_sources_and_baskets(shop):
    result = run(*shop, "--windows", "7,30,90", "--feature", "layer", "--json")
    told = json.loads(result.stdout)

    bought = [arm for arm in told["arms"] if arm["outcome"] == "bought"]
    assert [arm["window"] for arm in bought] == [7, 30, 90]
    assert [arm["treated_yes"] for arm in bought] == sorted(arm["treated_yes"] for arm in bought)
    assert bought[2]["verdict"] == "effective"  # not over, and sure on any day
    assert {row["layer"] for row in told["layers"]} == {"due", "lost"}
    assert all(row["break_even"] for row in told["layers"])
    assert [row["source"] for row in told["funnel"]] == ["直播", "门店"]
    assert told["funnel"][0]["reached"] == 200
    assert told["features"][0]["shares"]["responders"]["due"]["of"] == bought[0]["treated_yes"]
    assert told["baskets"]["before"][0]["product"] == "奶粉"
    assert told["baskets"]["within"][0]["ratio"] is None  # no control customer bought milk

    shown = run(*shop, "--windows", "7,30", "--feature", "layer").stdout
    assert "purchases: 110 within the longest window; ignored: 400 before the assignment" in shown
    assert "source 直播: reached 200 > delivered 160 > visited 200 > ordered" in shown
    assert "bought within, share of those who answered against the others:" in shown
    assert "240 delivered" in shown


def test_campaigns_of_the_same_means_are_pooled(shop):
    text = shop[1].read_text("utf-8")
    again = text.replace("2026-03-01,春", "2026-03-01,夏").split("\n", 1)[1]
    shop[1].write_text(text + again, encoding="utf-8")

    told = json.loads(run(*shop, "--json").stdout)

    [pooled] = told["pooled"]
    assert (pooled["campaigns"], pooled["outcome"], pooled["window"]) == (2, "bought", 30)
    assert pooled["lift"] == pytest.approx(100 / 300 - 0.1)
    assert "2 campaigns together · bought · 30 days: 券  +23.33 points" in run(*shop).stdout


@pytest.mark.parametrize(
    ("options", "day", "is_assumed", "before"),
    [([], "2026-02-01", True, 0), (["--from", "2026-03-01"], "2026-03-01", False, 400)],
)
def test_without_a_time_all_orders_count_or_those_from_a_day_on(
    shop, options, day, is_assumed, before
):
    lines = [line.split(",") for line in shop[1].read_text("utf-8").splitlines()]
    text = "".join(f"{line[0]},{line[1]}\n" for line in lines)
    shop[1].write_text(text, encoding="utf-8")

    told = json.loads(run(*shop, *options, "--window", "60", "--json").stdout)["orders"]

    assert (told["assigned_from"], told["is_assignment_assumed"]) == (day, is_assumed)
    assert told["purchases"]["before"] == before


def test_both_files_may_call_their_columns_otherwise(shop):
    expected = json.loads(run(*shop, "--json").stdout)
    for path, header in (
        (shop[1], "谁,哪组,何时,活,层,来,到,看\n"),
        (shop[3], "谁,号,何时,物,件,元\n"),
    ):
        path.write_text(header + path.read_text("utf-8").split("\n", 1)[1], encoding="utf-8")

    names = (
        "customer=谁,group=哪组,time=何时,campaign=活,layer=层,source=来,delivered=到,visited=看"
    )
    orders = "customer=谁,order_id=号,time=何时,product=物,quantity=件,price=元"

    assert (
        json.loads(run(*shop, "--map", names, "--orders-map", orders, "--json").stdout) == expected
    )


@pytest.mark.parametrize(
    "options",
    [
        ["--windows", "7,x"],
        ["--windows", "0"],
        ["--windows", "7", "--window", "7"],
        ["--outcome", "bought"],
        ["--before", "orders=past"],
    ],
)
def test_a_window_is_a_number_of_days_and_outcomes_are_those_of_orders(shop, options):
    assert run(*shop, *options).exit_code == Exit.WRONG


def test_orders_are_found_by_customer_and_bad_ones_are_named(shop):
    with shop[3].open("a", encoding="utf-8") as orders:
        orders.write("k1,d1,昨天,奶粉,1,9\n")
    named = run(*shop)
    shop[1].write_text("group,time\n券,2026-03-01\n", encoding="utf-8")

    assert named.exit_code == Exit.FOUND
    assert "orders.csv 第 514 行：付款时间看不懂：昨天" in named.stderr
    assert "no column for customer, so no order can be found" in str(run(*shop).exception)


@pytest.mark.skipif(not REAL_DATA, reason="ZHANGGUI_REAL_DATA is not set")
def test_real_campaigns_are_read_as_the_reference_reads_them():
    folder = Path(REAL_DATA) / "commerce"
    expected = json.loads((folder / "reference" / "uplift.json").read_text("utf-8"))

    e_mail = run("--outcomes", folder / "hillstrom.csv.gz", "--outcome", "visit", "--json")
    cards = run("--outcomes", folder / "lenta_response.csv.gz", "--json")

    found = {arm["arm"]: arm for arm in json.loads(e_mail.stdout)["arms"]}
    pairs = [(found[arm], expected[arm]["visit"]) for arm in ("Mens E-Mail", "Womens E-Mail")]
    for arm, told in [*pairs, (json.loads(cards.stdout)["arms"][0], expected["lenta"])]:
        counts = ("treated", "treated_yes", "control", "control_yes")
        assert [arm[name] for name in counts] == [told[name] for name in counts]
        assert arm["lift"] == pytest.approx(told["uplift"], rel=1e-12)
        assert arm["interval"] == pytest.approx(told["newcombe95"], rel=1e-12)
        assert arm["p"] == pytest.approx(told["p_pooled_z"], rel=1e-12)
        assert arm["verdict"] == "effective"

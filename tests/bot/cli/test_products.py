import csv
import gzip
import json
import re
from datetime import timedelta

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from bot.cli.output import Exit
from bot.cli.product_rows import OUT_COLUMNS
from bot.cli.products import products
from bot.clock import utc_now
from bot.errors import ImportFileError, NotReady
from tagging.products import ProductRole
from tests.tagging.sold.planted import planted_shop, write_orders

app = typer.Typer()
app.command()(products)

BASKETS = "".join(
    f"客{n},{n},2025-{n % 12 + 1:02}-05,{product},1,{price}\n"
    for n in range(60)
    for product, price in (
        [("大衣", 300), ("围巾", 80)]
        if n % 4 == 0
        else [("袜子", 10)]
        if n % 2
        else [("围巾", 80)]
    )
)
HEADER = "customer,order_id,time,product,quantity,price\n"


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def orders(tmp_path):
    def write(text=BASKETS, name="orders.csv"):
        path = tmp_path / name
        path.write_text(HEADER + text, "utf-8")
        return path

    return write


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    lines, _ = planted_shop(np.random.default_rng(5), customers=600)
    return write_orders(tmp_path_factory.mktemp("planted") / "orders.csv", lines)


def found(*arguments):
    result = run(*arguments, "--json")
    assert result.exit_code == Exit.DONE, result.output
    return json.loads(result.stdout)


def test_every_product_has_a_row_and_a_role_with_a_reason(planted, tmp_path):
    out = tmp_path / "out.csv"

    result = run(planted, "--out", out)

    assert result.exit_code == Exit.DONE, result.output
    with out.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    assert tuple(rows[0]) == OUT_COLUMNS
    assert {row["product"] for row in rows} == {f"P{n}" for n in range(28)}
    assert {row["role"] for row in rows} == set(ProductRole)
    assert all(row["because"] for row in rows)


def test_the_summary_accounts_for_every_row_and_names_each_role(planted):
    result = run(planted)

    count = planted.read_text("utf-8").count("\n") - 1
    assert f"rows {count} = used {count} + left out 0 + rejected 0" in result.stdout
    for role in ProductRole:
        assert re.search(rf"^{role} \d+: ", result.stdout, re.MULTILINE)


def test_the_money_of_all_products_is_that_of_the_orders(planted):
    document = found(planted)

    total = sum(row["money_fen"] for row in document["products"])
    assert total == document["money_fen"] == document["used"] * 10_000
    assert document["other_fen"] == 0


def test_what_is_no_good_counts_as_other_money(orders):
    document = found(orders(BASKETS + "客1,1,2025-02-05,运费,1,8\n"), "--goods", "[^运]")

    assert {row["product"] for row in document["products"]} == {"大衣", "围巾", "袜子"}
    assert document["other_fen"] == 800


def test_a_coat_is_bought_with_a_scarf(orders):
    document = found(orders(), "--bought-with", "大衣")

    (scarf,) = document["bought_with"]
    assert (scarf["also_bought"], scarf["baskets"], scarf["confidence"]) == ("围巾", 15, 1)
    assert scarf["because"].startswith("15 单里有 15 单一起买")
    assert [(pair["if_bought"], pair["confidence"]) for pair in document["pairs"]] == [
        ("围巾", 0.5),
        ("大衣", 1),
    ]
    assert document["sets"][0]["products"] == ["围巾", "大衣"]


def test_the_terminal_shows_pairs_sets_and_partners(orders):
    result = run(orders(), "--bought-with", "大衣")

    assert "围巾 + 大衣: 15 orders, confidence 50% and 100%, lift 2.0" in result.stdout
    assert "bought with 大衣\n  围巾: together in 15 of 15 orders" in result.stdout


MOTHERS = "".join(
    f"妈妈{n},{n},2026-01-05,奶粉,1,100\n"
    + (f"妈妈{n},{n}b,2026-03-05,童装,1,90\n" if n < 12 else "")
    + f"别人{n},{n}c,2026-05-30,袜子,1,10\n"
    for n in range(40)
)


def test_who_fits_a_category_is_invited_and_the_share_is_shown(orders, tmp_path):
    shop = tmp_path / "products.csv"
    shop.write_text("product,category\n奶粉,母婴\n童装,童装\n袜子,袜子\n", "utf-8")

    groups = found(orders(MOTHERS), "--products", shop, "--invite-to", "童装")["audiences"]

    assert [(one["customers"], one["tried"], one["of"]) for one in groups] == [(68, 12, 40)]
    result = run(
        orders(MOTHERS), "--products", shop, "--invite-to", "童装", "--as-of", "2026-04-06"
    )
    assert "28 customers, about 8 buyers (30.0%): customers who bought 母婴" in result.stdout


def test_to_what_was_never_sold_those_come_who_try_new_things(orders):
    groups = found(orders(MOTHERS), "--invite-to", "玩具", "--as-of", "2026-04-06")["audiences"]

    assert groups[0]["because"].startswith("买过奶粉的客户：店里还没卖过这个")


def test_the_operators_word_on_a_product_wins(orders, tmp_path):
    shop = tmp_path / "products.csv"
    shop.write_text("商品编码,成本,商品角色,类目\n大衣,120,利润,女装\n", "utf-8")

    rows = {row["product"]: row for row in found(orders(), "--products", shop)["products"]}

    coat = rows["大衣"]
    assert (coat["role"], coat["margin_percent"], coat["category"]) == ("profit", 60, "女装")
    assert coat["because"] == "由运营指定；少打折，用来留住买过两次以上的客户"


def test_a_day_to_stand_on_leaves_later_orders_unseen(orders):
    document = found(orders(), "--as-of", "2025-02-01")

    assert (document["as_of"], document["orders"]) == ("2025-02-01", 5)
    assert document["left_out"] == {"not before --as-of": document["rows"] - document["used"]}


def test_everything_can_be_written_as_one_json_file(orders, tmp_path):
    out = tmp_path / "out.json"

    printed = found(orders(), "--out", out)

    written = json.loads(out.read_text("utf-8"))
    assert "products" not in printed
    assert {name: part for name, part in written.items() if name != "products"} == printed
    assert len(written["products"]) == 3


def test_bad_rows_are_named_and_the_others_used(orders, tmp_path):
    shop = tmp_path / "products.csv"
    shop.write_text("product,role\n大衣,明星\n", "utf-8")

    result = run(orders(BASKETS + ",99,2026-01-05,大衣,1,300\n"), "--products", shop)

    assert result.exit_code == Exit.FOUND
    assert "orders.csv 第 77 行：客户为空" in result.stderr
    assert "products.csv 第 2 行：商品角色看不懂：明星" in result.stderr


def test_an_order_from_the_future_is_refused(orders):
    next_month = (utc_now() + timedelta(days=30)).date()

    result = run(orders(f"{BASKETS}客1,f,{next_month},大衣,1,300\n"))

    assert result.exit_code == Exit.FOUND
    assert f"第 77 行：时间 {next_month} 在未来" in result.stderr


def test_one_product_is_too_little_to_tell(orders):
    (row,) = found(orders("小周,1,2026-01-05,大衣,1,300\n"))["products"]

    assert row["role"] == "potential"
    assert row["because"].startswith("还看不出来")


def test_a_product_that_nobody_bought_is_named(orders):
    with pytest.raises(ImportFileError, match="--bought-with 帽子: no order has"):
        CliRunner().invoke(app, [str(orders()), "--bought-with", "帽子"], catch_exceptions=False)


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        (["--out", "out.parquet"], "ends in .csv or .json"),
        (["--goods", "["], "no regular expression"),
        (["--min-support", "2"], "--min-support"),
    ],
)
def test_a_wrong_option_is_refused_before_the_work(orders, wrong, what):
    result = run(orders(), *wrong)

    assert result.exit_code == Exit.WRONG
    assert what in result.output


def test_a_folder_that_cannot_be_written_to_is_named_before_the_work(orders, tmp_path):
    with pytest.raises(NotReady, match="不是能写的文件夹"):
        CliRunner().invoke(
            app,
            [str(orders()), "--out", str(tmp_path / "nowhere" / "out.csv")],
            catch_exceptions=False,
        )


def read_reference(real_data, name):
    path = real_data / "commerce/reference" / name
    with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


@pytest.fixture(scope="module")
def real_shop(real_data):
    path = real_data / "commerce/online_retail.csv.gz"
    result = run(path, "--cancellations", "drop", "--goods", "[0-9]", "--json")
    assert result.exit_code == Exit.FOUND, result.output  # a quarter of its rows has no customer
    return json.loads(result.stdout)


@pytest.mark.slow
def test_the_pairs_of_a_real_shop_are_the_published_rules(real_shop, real_data):
    rules = read_reference(real_data, "basket_rules_online_retail.csv.gz")

    expected = {
        (rule["if_bought"], rule["also_bought"]): (
            int(rule["baskets"]),
            *(float(rule[name]) for name in ("support", "confidence", "lift")),
        )
        for rule in rules
    }
    assert len(expected) == 678
    assert expected == {
        (pair["if_bought"], pair["also_bought"]): (
            pair["baskets"],
            pair["support"],
            pair["confidence"],
            pair["lift"],
        )
        for pair in real_shop["pairs"]
    }


@pytest.mark.slow
def test_the_cohorts_and_months_of_a_real_shop_are_the_published_ones(real_shop, real_data):
    retention = read_reference(real_data, "retention_online_retail.csv.gz")
    monthly = read_reference(real_data, "monthly_online_retail.csv.gz")

    assert [tuple(map(str, row.values())) for row in real_shop["retention"]] == [
        tuple(row.values()) for row in retention
    ]
    assert [
        (row["month"], row["active_customers"], row["orders"], row["money_fen"])
        for row in real_shop["monthly"]
    ] == [
        (
            row["month"],
            int(row["active_customers"]),
            int(row["orders"]),
            round(float(row["revenue"]) * 100),
        )
        for row in monthly
    ]


@pytest.mark.slow
def test_every_product_of_a_real_shop_has_one_role_and_the_money_adds_up(real_shop):
    rows = real_shop["products"]

    assert len(rows) == len({row["product"] for row in rows}) == 3_552
    assert {row["role"] for row in rows} == set(ProductRole)
    money_fen = sum(row["money_fen"] for row in rows) + real_shop["other_fen"]
    assert money_fen == sum(month["money_fen"] for month in real_shop["monthly"])
    parts = real_shop["used"] + sum(real_shop["left_out"].values())
    assert real_shop["rows"] == parts + sum(real_shop["rejected"].values())

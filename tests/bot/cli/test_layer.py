import csv
import gzip
import json

import duckdb
import pytest
import typer
from typer.testing import CliRunner

from bot.bulk.placed_file import OUT_COLUMNS
from bot.cli.layer import layer
from bot.cli.output import Exit
from bot.errors import ImportFileError, NotReady
from tagging.errors import RuleError
from tests.bot.bulk.clusters import small_cluster

app = typer.Typer()
app.command()(layer)

LINES = """customer,order_id,time,product,quantity,price
小周,a1,2026-01-02 09:30,奶粉,2,128.50
小周,a1,2026-01-02 09:30,米粉,1,30
小周,a2,2026-02-27 20:00,奶粉,1,128.50
老李,b1,2025-04-01 10:00,秋裤,3,59.90
老李,b1,2025-04-03 10:00,秋裤,-1,59.90
"""


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def orders(tmp_path):
    def write(text=LINES, name="orders.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


def placed(*arguments):
    result = run(*arguments, "--json")
    assert result.exit_code == Exit.DONE, result.output
    return {row["customer"]: row for row in json.loads(result.stdout)["placed"]}


def test_who_bought_three_days_ago_gets_no_discount(orders):
    xiao_zhou = placed(orders(), "--as-of", "2026-03-02")["小周"]

    assert (xiao_zhou["layer"], xiao_zhou["recency_days"]) == ("recent_buyer", 3)
    assert (xiao_zhou["orders"], xiao_zhou["money_fen"]) == (2, 41_550)
    assert xiao_zhou["protected_until"] == "2026-03-29"
    assert xiao_zhou["offer"] in {"share_with_friend", "early_look"}
    assert "3 天前（2026-02-27）刚买过" in xiao_zhou["because"]


def test_the_file_holds_a_row_for_every_customer(orders, tmp_path):
    out = tmp_path / "out.csv"

    result = run(orders(), "--as-of", "2026-03-02", "--out", out)

    assert result.exit_code == Exit.DONE
    assert "rows 5 = used 5 + left out 0 + rejected 0" in result.stdout
    with out.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    assert tuple(rows[0]) == OUT_COLUMNS
    assert [(row["customer"], row["tier"], row["level"], row["offer"]) for row in rows] == [
        ("小周", "active", "second_time", rows[0]["offer"]),
        ("老李", "lost", "first_time", "win_back_coupon"),
    ]


def test_only_orders_before_the_day_are_seen(orders):
    rows = placed(orders(), "--as-of", "2026-02-27")

    assert (rows["小周"]["orders"], rows["小周"]["last_day"]) == (1, "2026-01-02")


def test_without_a_day_we_stand_on_the_day_after_the_last_order(orders):
    assert placed(orders())["小周"]["recency_days"] == 1


TAOBAO = """订单编号,买家会员名,买家实际支付金额,订单状态,订单创建时间,订单付款时间,宝贝标题
="1001",小周,"¥1,299.00",交易成功,2026/2/27 9:30,2026/2/27 9:31,童车
="1002",小周,99.00,退款成功,2026/2/28 9:30,2026/2/28 9:31,水杯
="1003",老李,59.90,等待买家付款,2026/2/28 20:00,,秋裤
="1004",老李,59.90,交易关闭,2026/2/28 21:00,,秋裤
"""


def test_what_a_shop_imports_can_be_layered_as_it_is(orders):
    rows = placed(orders(TAOBAO, encoding="gb18030"), "--as-of", "2026-03-02")

    assert (rows["小周"]["orders"], rows["小周"]["money_fen"]) == (1, 129_900)
    assert rows["小周"]["last_day"] == "2026-02-27"
    assert (rows["老李"]["orders"], rows["老李"]["flags"]) == (0, "abandoned_order")


@pytest.mark.parametrize(
    "names",
    [
        "customer=谁,order_id=号,time=何时,product=何物,quantity=几件,price=几元",
        "customer=谁,order_no=号,paid_at=何时,product=何物,quantity=几件,unit_price=几元",
    ],
)
def test_columns_are_named_as_the_import_names_them_or_as_we_do(orders, names):
    header = "谁,号,何时,何物,几件,几元"
    text = LINES.replace("customer,order_id,time,product,quantity,price", header)

    assert placed(orders(text), "--map", names) == placed(orders())


@pytest.mark.parametrize(("mode", "money_fen"), [("drop", 17_970), ("net", 11_980)])
def test_a_return_is_subtracted_or_left_out(orders, mode, money_fen):
    assert placed(orders(), "--cancellations", mode)["老李"]["money_fen"] == money_fen


def test_an_order_wholly_given_back_was_none(orders):
    text = LINES.replace("秋裤,-1", "秋裤,-3")

    lao_li = placed(orders(text))["老李"]

    assert (lao_li["layer"], lao_li["money_fen"], lao_li["r"]) == ("prospect", 0, None)


@pytest.mark.parametrize("given_back", ["2", "-2"])
def test_an_order_given_back_with_its_discount_was_none(orders, given_back):
    text = (
        "customer,order_id,time,product,quantity,price,discount\n"
        "老李,1,2026-01-02 10:00:00,秋裤,3,10,2\n"
        f"老李,1,2026-01-05 10:00:00,秋裤,-3,10,{given_back}\n"
        "小周,2,2026-01-03 10:00:00,秋裤,1,10,0\n"
    )

    lao_li = placed(orders(text))["老李"]

    assert (lao_li["layer"], lao_li["orders"], lao_li["money_fen"]) == ("prospect", 0, 0)


def test_customers_who_never_bought_are_welcomed(orders, tmp_path):
    everybody = tmp_path / "customers.csv"
    everybody.write_text("客户,城市\n小周,上海\n新来的,杭州\n,\n", encoding="utf-8")
    text = LINES.replace("customer,", "客户,", 1)

    rows = placed(orders(text), "--customers", everybody, "--map", "customer=客户")

    assert set(rows) == {"小周", "老李", "新来的"}
    assert (rows["新来的"]["layer"], rows["新来的"]["offer"]) == ("prospect", "welcome_coupon")


def test_a_masked_name_in_the_list_of_customers_is_named(orders, tmp_path):
    everybody = tmp_path / "customers.csv"
    everybody.write_text("买家会员名,生日\n小周,很久以前\n小**,\n", encoding="utf-8")

    result = run(orders(), "--customers", everybody)

    assert result.exit_code == Exit.FOUND
    assert "customers.csv 第 3 行：客户 小** 已打码" in result.stderr
    assert result.stderr.count("第") == 1
    assert "customers 2 on" in result.stdout


def test_an_order_left_unpaid_asks_for_help_and_not_for_a_coupon(orders):
    text = "customer,time,amount,paid\n犹豫的,2026-03-01,99,0\n爽快的,2026-03-01,99,1\n"

    rows = placed(orders(text))

    assert (rows["犹豫的"]["layer"], rows["犹豫的"]["flags"]) == ("prospect", "abandoned_order")
    assert rows["犹豫的"]["offer"] == "unpaid_order_help"
    assert rows["爽快的"]["layer"] == "recent_buyer"


def test_where_nobody_paid_nobody_s_chance_is_known(orders):
    result = run(orders("customer,time,amount,paid\n犹豫的,2026-03-01,99,0\n"))

    assert result.exit_code == Exit.DONE
    assert "customers 1 on 2026-03-02" in result.stdout
    assert "now 0 active, 0 silent, 0 sleeping, 0 lost" in result.stdout
    assert "days since" not in result.stdout


def test_bad_rows_are_named_and_the_totals_agree(orders):
    text = LINES + ",c1,2026-01-01,奶粉,1,9\n小吴,c2,昨天,奶粉,1,9\n小吴,c3,2026-01-01,赠品,1,0\n"

    result = run(orders(text), "--cancellations", "drop")

    assert result.exit_code == Exit.FOUND
    assert "orders.csv 第 7 行：客户为空；补上客户后重新导入" in result.stderr
    assert "orders.csv 第 8 行：付款时间看不懂：昨天；" in result.stderr
    assert "rows 8 = used 4 + left out 2 (1 cancellation, 1 price 0) + rejected 2" in result.stdout


def test_of_many_bad_rows_alike_the_first_twenty_are_named(orders):
    result = run(orders(LINES + ",d,2026-01-01,奶粉,1,9\n" * 21))

    assert result.stderr.count("客户为空") == 20
    assert "orders.csv 还有 1 行：补上客户后重新导入" in result.stderr


def test_a_shop_may_bring_its_own_shelf(orders, tmp_path):
    shelf = tmp_path / "shelf.toml"
    shelf.write_text(
        '[milk]\ntitle = "奶粉券"\nkind = "coupon"\ndepth_fen = 5000\nproducts = ["奶粉"]\n'
        'layers = ["due", "lapsing", "lost", "sleeping"]\n',
        encoding="utf-8",
    )
    text = LINES + "老李,b2,2025-05-01,奶粉,1,128\n小郑,e1,2026-01-20,秋裤,1,59\n"

    rows = placed(orders(text), "--shelf", shelf, "--as-of", "2026-03-05")

    assert {name: row["offer"] for name, row in rows.items()} == {
        "小周": None,
        "老李": "milk",
        "小郑": "milk",
    }


@pytest.mark.parametrize(("bought", "offer"), [("奶粉", None), ("秋裤", "milk")])
def test_a_coupon_for_a_thing_skips_who_just_bought_the_thing(orders, tmp_path, bought, offer):
    shelf = tmp_path / "shelf.toml"
    shelf.write_text(
        '[milk]\ntitle = "奶粉券"\nkind = "coupon"\ndepth_fen = 500\nproducts = ["奶粉"]\n'
        'layers = ["due"]\n',
        encoding="utf-8",
    )
    text = f"customer,time,product,amount\n小周,2026-01-20,{bought},59\n"

    rows = placed(orders(text), "--shelf", shelf, "--as-of", "2026-03-01")

    assert (rows["小周"]["layer"], rows["小周"]["offer"]) == ("due", offer)


def test_a_packed_file_is_read_as_it_is(tmp_path):
    path = tmp_path / "orders.csv.gz"
    path.write_bytes(gzip.compress(LINES.encode("gb18030")))

    assert set(placed(path)) == {"小周", "老李"}


@pytest.mark.parametrize(
    ("text", "arguments", "error", "sentence"),
    [
        ("customer,price\n小周,3\n", [], ImportFileError, "no column for paid_at or created_at"),
        (LINES, ["--map", "custmer=x"], ImportFileError, "no field 'custmer'"),
        (LINES, ["--map", "time=付款"], ImportFileError, "no column '付款'"),
        ("customer,time\n,\n小周,去年\n", [], ImportFileError, "none of its 1 rows"),
        (LINES, ["--out", "/proc/nowhere/out.csv"], NotReady, "写不了"),
        (LINES, ["--as-of", "2025-04-01"], ImportFileError, "the first is of 2025-04-01"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(orders, text, arguments, error, sentence):
    result = run(orders(text), *arguments)

    assert isinstance(result.exception, error)
    assert sentence in str(result.exception)
    assert "\n" not in str(result.exception)


def test_a_wrong_shelf_names_its_file(orders, tmp_path):
    shelf = tmp_path / "mine.toml"
    shelf.write_text("[a]\ntitle = '券'\n", encoding="utf-8")

    result = run(orders(), "--shelf", shelf)

    assert isinstance(result.exception, RuleError)
    assert str(result.exception) == "mine.toml: offer a: kind is missing"


def test_a_shelf_that_is_no_text_is_refused(orders, tmp_path):
    shelf = tmp_path / "mine.toml"
    shelf.write_bytes(b"\xff\xfe\x00")

    assert isinstance(run(orders(), "--shelf", shelf).exception, ImportFileError)


def test_a_list_of_customers_needs_their_column(orders, tmp_path):
    everybody = tmp_path / "customers.csv"
    everybody.write_text("name,city\n小周,上海\n", encoding="utf-8")

    result = run(orders(), "--customers", everybody)

    assert isinstance(result.exception, ImportFileError)
    assert "customers: no column for customer or phone" in str(result.exception)


def test_a_product_file_tells_the_categories_of_an_offer(orders, tmp_path):
    shelf, products = tmp_path / "shelf.toml", tmp_path / "products.csv"
    shelf.write_text(
        '[food]\ntitle = "奶粉米粉券"\nkind = "coupon"\ndepth_fen = 500\n'
        'categories = ["婴儿食品"]\nlayers = ["due"]\n',
        encoding="utf-8",
    )
    products.write_text("商品名称,类目\n奶粉,婴儿食品\n秋裤,服装\n", encoding="utf-8")
    text = "customer,time,product,amount\n小周,2026-01-20,奶粉,59\n小郑,2026-01-20,秋裤,59\n"
    asked = [orders(text), "--shelf", shelf, "--as-of", "2026-03-01"]

    plain, told = placed(*asked), placed(*asked, "--products", products)

    assert {name: row["offer"] for name, row in plain.items()} == {"小周": "food", "小郑": "food"}
    assert {name: row["offer"] for name, row in told.items()} == {"小周": None, "小郑": "food"}


def test_the_summary_sets_the_shop_s_own_rates_beside_the_bounds(orders):
    rows = "".join(f"c{n},2025-{month:02}-01,9\n" for n in range(9) for month in range(1, 13))

    result = run(orders("customer,time,amount\n" + rows), "--compare", "2025-08-01")

    assert result.exit_code == Exit.DONE, result.output
    assert "  active          1-30 100.0% of" in result.stdout
    assert "now 9 active, 0 silent, 0 sleeping, 0 lost" in result.stdout
    assert "moved since 2025-08-01" in result.stdout
    assert "lost 0 of 9 who were active (0.0%)" in result.stdout


def test_the_document_says_how_everything_was_found(orders):
    document = json.loads(run(orders(), "--as-of", "2026-03-02", "--json").stdout)

    assert document["probabilities"]["method"] == "none"
    assert document["tiers"] == {"active": 1, "silent": 0, "sleeping": 0, "lost": 1}
    assert document["natural_rates"]["within_30"][0]["tier"] == "active"
    assert (document["as_of"], document["rows"]) == ("2026-03-02", 5)


def test_a_refund_without_an_order_is_a_note_and_no_order(orders):
    text = "customer,order_id,time,amount\n小周,a1,2026-02-02,30\n老李,r1,2026-02-09,-30\n"

    result = run(orders(text))

    assert result.exit_code == Exit.DONE
    assert "note: 1 refunds name no order that was bought" in result.stdout


def test_a_customer_with_very_many_orders_is_placed_and_noted(orders):
    text = "customer,time,amount\n" + "散客,2026-02-02,1\n" * 10_000 + "小周,2026-02-01,1\n"

    result = run(orders(text))

    assert result.exit_code == Exit.DONE
    assert "note: customer 散客 has 10000 orders: hardly one person" in result.stdout
    assert "customers 2 on 2026-02-03" in result.stdout


def test_an_order_of_the_future_is_named_unless_a_day_is_given(orders):
    text = LINES + "小周,z1,2099-01-01,奶粉,1,9\n"

    named = run(orders(text))
    unseen = run(orders(text), "--as-of", "2026-03-02")

    assert (named.exit_code, unseen.exit_code) == (Exit.FOUND, Exit.DONE)
    assert "orders.csv 第 7 行：时间 2099-01-01 在未来；改正时间后重新导入" in named.stderr
    assert "left out 1 (1 not before --as-of)" in unseen.stdout


def test_a_share_of_the_customers_can_be_left_without_offers(orders):
    rows = "".join(f"c{number},2026-02-02,9\n" for number in range(400))

    found = placed(orders("customer,time,amount\n" + rows), "--holdout", "0.25")

    held_out = [row for row in found.values() if "held_out" in row["flags"]]
    assert 60 < len(held_out) < 140
    assert {row["offer"] for row in held_out} == {None}


def test_the_policy_of_the_shop_sets_the_bounds(orders, tmp_path):
    policy = tmp_path / "policy.toml"
    policy.write_text("[layers]\nprotection_days = 1\n", encoding="utf-8")

    rows = placed(orders(), "--as-of", "2026-03-02", "--policy", policy)

    assert rows["小周"]["protected_until"] == "2026-02-28"
    assert rows["小周"]["layer"] == "returning_buyer"


def test_who_came_to_an_event_is_told_new_and_returning_apart(orders):
    result = run(
        orders(),
        *("--as-of", "2026-03-02", "--json"),
        *("--event", "元旦=2026-01-01..2026-01-03", "--event", "春节=2026-02-16..2026-02-28"),
    )

    [new_year, spring] = json.loads(result.stdout)["events"]
    assert (new_year["name"], new_year["from"], new_year["until"]) == (
        *("元旦", "2026-01-01", "2026-01-03"),
    )
    assert (new_year["new"], new_year["returning"]) == (1, 0)
    assert new_year["came_back"] == [{"within_days": 30, "new": [0, 1], "returning": [0, 0]}]
    assert (spring["new"], spring["returning"], spring["came_back"]) == (0, 1, [])


def test_life_stages_are_written_where_they_are_known(orders, tmp_path):
    products, everybody, out = (tmp_path / name for name in ("p.csv", "c.csv", "stages.csv"))
    products.write_text("商品名称,适用月龄\n奶粉,6\n米粉,婴儿\n", encoding="utf-8")
    everybody.write_text("客户,宝宝生日\n新来的,2026-06-01\n小**,2026-01-01\n", encoding="utf-8")
    asked = [orders(), "--as-of", "2026-03-02", "--products", products, "--customers", everybody]

    result = run(*asked, "--stages-out", out, "--json")

    assert result.exit_code == Exit.FOUND
    assert json.loads(result.stdout)["stages"] == {"-1": 1, "1": 1}
    with out.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    assert [(row["customer"], row["months_from"], row["months_until"]) for row in rows] == [
        ("小周", "6", "11"),
        ("新来的", "-6", "-1"),
    ]
    assert "奶粉" in rows[0]["because"]
    assert "p.csv 第 3 行：适用月龄看不懂：婴儿" in result.stderr
    assert result.stderr.count("小** 已打码") == 1


@pytest.mark.parametrize("option", ["--out", "--stages-out"])
def test_no_file_that_is_read_is_written_over(orders, tmp_path, option):
    products = tmp_path / "p.csv"
    products.write_text("商品名称,适用月龄\n奶粉,6\n", encoding="utf-8")

    result = run(orders(), "--products", products, option, products)

    assert result.exit_code == Exit.WRONG
    assert f"{option} is the file to read" in " ".join(result.stderr.split())
    assert run(orders(), "--out", "x.csv", "--stages-out", "x.csv").exit_code == Exit.WRONG


def test_an_offer_that_a_campaign_proved_too_dear_is_refused_with_the_numbers(orders, tmp_path):
    rates = tmp_path / "rates.json"
    arm = {"arm": "券", "outcome": "bought", "window": 30, "layer": "lost", "measure": "share"}
    counts = {"treated": 1000, "treated_yes": 55, "control": 1000, "control_yes": 50}
    rates.write_text(json.dumps({"layers": [arm | counts | {"verdict": "too_small_to_tell"}]}))
    asked = [orders(), "--as-of", "2026-03-02"]

    plain, told = placed(*asked)["老李"], placed(*asked, "--rates", rates)["老李"]

    assert plain["offer"] == "win_back_coupon"
    assert told["offer"] != "win_back_coupon"
    assert "50/1000" in told["because"]
    assert "55/1000" in told["because"]


def test_parquet_goes_in_and_out(orders, tmp_path):
    source, out = tmp_path / "orders.parquet", tmp_path / "out.parquet"
    duckdb.read_csv(str(orders())).write_parquet(str(source))

    result = run(source, "--as-of", "2026-03-02", "--out", out)

    assert result.exit_code == Exit.DONE, result.output
    found = duckdb.read_parquet(str(out))
    assert tuple(found.columns) == OUT_COLUMNS
    assert found.order("customer").fetchall()[0][:2] == ("小周", 2)


def test_several_processes_decide_as_one_does(orders, tmp_path):
    one, several = tmp_path / "one.csv", tmp_path / "several.csv"
    asked = [orders(), "--as-of", "2026-03-02"]

    run(*asked, "--out", one)
    run(*asked, "--engine", "processes", "--out", several)

    assert one.read_bytes() == several.read_bytes() != b""


@pytest.mark.slow
def test_a_cluster_decides_as_one_machine_does(orders, tmp_path):
    one, several = tmp_path / "one.csv", tmp_path / "several.csv"
    asked = [orders(), "--as-of", "2026-03-02"]

    run(*asked, "--out", one)
    with small_cluster() as address:
        result = run(*asked, "--engine", address, "--out", several)

    assert result.exit_code == Exit.DONE, result.output
    assert one.read_bytes() == several.read_bytes() != b""


def test_an_engine_that_is_none_is_one_sentence(orders):
    assert "--engine fast: there are local" in str(run(orders(), "--engine", "fast").exception)


def test_the_orders_are_never_written_over(orders):
    path = orders()

    assert run(path, "--out", path).exit_code == Exit.WRONG
    assert path.read_text(encoding="utf-8") == LINES


@pytest.mark.slow
def test_a_real_shop_is_placed_as_its_reference_says(real_data, tmp_path):
    folder, out = real_data / "commerce", tmp_path / "out.csv"
    arguments = ["--cancellations", "drop", "--as-of", "2011-12-11", "--out", out]
    with gzip.open(folder / "reference/rfm_online_retail.csv.gz", "rt") as text:
        expected = {row["customer_id"]: row for row in csv.DictReader(text)}

    result = run(folder / "online_retail.csv.gz", *arguments)

    assert "+ rejected 84463" in result.stdout  # rows without a customer
    with out.open(encoding="utf-8", newline="") as text:
        found = {row["customer"]: row for row in csv.DictReader(text)}
    assert found.keys() == expected.keys()
    for customer, row in found.items():
        theirs = expected[customer]
        same = (
            *("recency_days", "frequency", "money_pence", "first_day", "last_day"),
            *("r_quintile", "f_quintile", "m_quintile", "tier"),
        )
        ours = (
            *("recency_days", "orders", "money_fen", "first_day", "last_day"),
            *("r", "f", "m", "tier"),
        )
        assert [row[name] for name in ours] == [theirs[name] for name in same]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "arguments", "rows"),
    [
        ("cdnow", ["--map", "time=date,amount=dollars,quantity=cds"], 43_931),
        ("cdnow", [], 43_931),
        ("grocery_elog", ["--map", "customer=customer_id,time=date"], 6_429),
    ],
)
def test_purchase_logs_of_real_shops_are_read_as_they_are(real_data, name, arguments, rows):
    result = run(real_data / "commerce" / f"{name}.csv.gz", *arguments)

    assert result.exit_code in {Exit.DONE, Exit.FOUND}, result.output
    assert f"rows {rows} = used" in result.stdout
    assert "probabilities by blend" in result.stdout


def test_what_cannot_be_done_is_refused_before_a_row_is_read(orders, tmp_path):
    sheet = run(orders(), "--out", tmp_path / "who.xlsx")
    engine = run(orders(), "--engine", "spark")

    assert "who.xlsx" in sheet.stderr
    assert not (tmp_path / "who.xlsx").exists()
    assert "--engine spark" in str(engine.exception or engine.stderr)

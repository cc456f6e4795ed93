import csv
import gzip
import json

import pytest
import typer
from typer.testing import CliRunner

from bot.bulk.placed_file import OUT_COLUMNS
from bot.cli.layer import layer
from bot.cli.output import Exit
from bot.errors import ImportFileError, NotReady
from tagging.errors import RuleError

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
        (LINES, ["--out", "/proc/nowhere/out.csv"], NotReady, "cannot be written"),
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

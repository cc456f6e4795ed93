import pytest

from bot.errors import ImportFileError
from bot.imports.columns import (
    LAYER,
    Kind,
    find_columns,
    map_columns,
    parse_map,
    parse_vocabulary,
    plain,
)
from tests.bot.imports.tables import VOCABULARY

HEADERS = {
    "taobao": (
        Kind.ORDERS,
        [
            "订单编号",
            "买家会员名",
            "总金额",
            "买家实际支付金额",
            "订单状态",
            "订单创建时间",
            "订单付款时间",
            "宝贝标题",
            "宝贝总数量",
        ],
        {
            "order_no": 0,
            "customer": 1,
            "amount": 3,
            "status": 4,
            "created_at": 5,
            "paid_at": 6,
            "product_name": 7,
            "quantity": 8,
        },
    ),
    "retail": (
        Kind.ORDERS,
        [
            "invoice_no",
            "stock_code",
            "description",
            "quantity",
            "invoice_ts",
            "unit_price",
            "customer_id",
            "country",
        ],
        {
            "order_no": 0,
            "product": 1,
            "product_name": 2,
            "quantity": 3,
            "paid_at": 4,
            "unit_price": 5,
            "customer": 6,
        },
    ),
    "youzan": (
        Kind.CUSTOMERS,
        ["客户姓名", "客户昵称", "免费等级", "付费等级", "客户手机号", "客户积分"],
        {"name": 0, "phone": 4},
    ),
    "products": (
        Kind.PRODUCTS,
        ["商品编码", "商品名称", "类目", "售价"],
        {"code": 0, "name": 1, "category": 2, "price": 3},
    ),
    "reviews": (
        Kind.REVIEWS,
        ["买家会员名", "宝贝标题", "评价内容", "评分", "评价时间"],
        {"customer": 0, "product": 1, "text": 2, "rating": 3, "at": 4},
    ),
    "chats": (
        Kind.CHATS,
        ["会话ID", "发送人", "消息内容", "发送时间"],
        {"session": 0, "role": 1, "text": 2, "at": 3},
    ),
}


@pytest.mark.parametrize("name", HEADERS)
def test_the_headers_of_usual_exports_are_understood(name):
    kind, header, fields = HEADERS[name]

    assert map_columns(kind, header, VOCABULARY, {}) == fields


@pytest.mark.parametrize(
    "header", ["订单编号", " 订单编号 ", "订单编号（必填）", "Order No", "ORDER_NO", "order-no"]
)
def test_signs_and_capitals_of_a_header_do_not_matter(header):
    names = VOCABULARY.fields[Kind.ORDERS]["order_no"]

    assert plain(header) in {plain(name) for name in names}


def test_a_column_given_by_hand_wins():
    header = ["订单编号", "单号", "客户", "时间", "金额"]

    found = map_columns(Kind.ORDERS, header, VOCABULARY, {"order_no": "单号"})

    assert found["order_no"] == 1


@pytest.mark.parametrize("name", ["order_no", "order_id", "订单号"])
def test_a_field_may_be_called_by_any_of_its_headers(name):
    header = ["订单编号", "单子", "客户", "时间", "金额"]

    assert map_columns(Kind.ORDERS, header, VOCABULARY, {name: "单子"})["order_no"] == 1


def test_layering_asks_for_less_than_an_import_and_looks_at_more():
    header = ["customer", "time", "category"]

    assert map_columns(LAYER, header, VOCABULARY, {}) == {
        "customer": 0,
        "paid_at": 1,
        "category": 2,
    }
    with pytest.raises(ImportFileError, match="no column for order_no"):
        map_columns(Kind.ORDERS, header, VOCABULARY, {})


def test_a_field_can_be_taken_away_by_hand():
    header = ["订单编号", "客户", "时间", "金额", "订单状态"]

    assert "status" not in map_columns(Kind.ORDERS, header, VOCABULARY, {"status": ""})


@pytest.mark.parametrize(
    ("missing", "names"),
    [("订单编号", "order_no"), ("客户", "customer"), ("时间", "paid_at"), ("金额", "amount")],
)
def test_a_missing_column_is_named_with_what_was_found_and_how_to_give_it(missing, names):
    header = [column for column in ("订单编号", "客户", "时间", "金额") if column != missing]

    with pytest.raises(ImportFileError) as caught:
        map_columns(Kind.ORDERS, header, VOCABULARY, {})

    assert names in str(caught.value)
    assert ", ".join(header) in str(caught.value)
    assert f"--map {names}=COLUMN" in str(caught.value)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [({"order_no": "没有"}, "no column '没有'"), ({"colour": "金额"}, "no field 'colour'")],
)
def test_a_wrong_map_is_one_sentence(said, sentence):
    with pytest.raises(ImportFileError, match=sentence):
        map_columns(Kind.ORDERS, ["订单编号", "客户", "时间", "金额"], VOCABULARY, said)


def test_the_first_of_two_headers_that_mean_the_same_counts():
    fields = {"word": ("word", "词"), "until": ("until", "到期")}

    assert find_columns(["备注", "词", "Word ", "词"], fields) == {"word": 2}
    assert find_columns(["到期", "词", "词"], fields) == {"until": 0, "word": 1}


def test_a_map_is_read():
    said = parse_map("order_no=单号, paid_at = 时间，status=")

    assert said == {"order_no": "单号", "paid_at": "时间", "status": ""}
    assert parse_map("") == {}


@pytest.mark.parametrize("said", ["order_no", "=单号", "a=b,,c=d"])
def test_a_map_without_a_sign_is_refused(said):
    with pytest.raises(ImportFileError, match="FIELD=COLUMN"):
        parse_map(said)


@pytest.mark.parametrize("text", ["[orders", "[orders]\nneeded = []"])
def test_a_vocabulary_that_lacks_a_kind_is_refused(text):
    with pytest.raises(ImportFileError, match=r"words\.toml"):
        parse_vocabulary(text, "words.toml")


@pytest.mark.parametrize("kind", [*Kind, LAYER])
def test_every_field_is_called_by_its_own_name_first(kind):
    for name, names in VOCABULARY.fields[kind].items():
        assert names[0] == name
        assert len({plain(one) for one in names}) == len(names), name

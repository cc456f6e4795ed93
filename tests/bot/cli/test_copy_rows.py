import json

import pytest

from bot.cli.copy_rows import copy_row, open_copy
from bot.errors import ImportFileError
from persona.worded.facts import CopyFacts, GoodsClass

BASE = CopyFacts(goods_class=GoodsClass.CLOTHING)


def read(tmp_path, content, name="copy.csv", **options):
    file = tmp_path / name
    file.write_text(content, "utf-8")
    with open_copy(file, **options) as rows:
        return [copy_row(row, BASE) for row in rows]


def test_plain_lines_are_rows_from_one_of_which_nothing_more_is_known(tmp_path):
    first, second, third = read(tmp_path, "今天上新\n\n好\n", "copy.txt")

    assert (first.number, first.text, first.facts) == (1, "今天上新", BASE)
    assert (second.text, third.number) == ("", 3)


@pytest.mark.parametrize(
    "header",
    [
        "text,price,compare_price,lowest_price,has_end,link,evidence,is_post,sender",
        "文案,到手价,划线价,近7天最低价,有截止,链接,依据,朋友圈,署名",
    ],
)
def test_columns_tell_what_the_words_do_not(tmp_path, header):
    row = "大衣上新,99,199.5,89,是,https://a.cn,质检报告,1,青禾"
    (copy,) = read(tmp_path, f"{header}\n{row}\n")

    assert copy.facts == CopyFacts(
        goods_class=GoodsClass.CLOTHING,
        price_fen=9900,
        compare_fen=19950,
        lowest_deal_fen=8900,
        has_end=True,
        link="https://a.cn",
        evidence="质检报告",
        is_post=True,
        sender="青禾",
    )


def test_jsonl_may_write_numbers_and_claims_as_such(tmp_path):
    line = json.dumps({"text": "上新", "price": 99.5, "has_end": False, "is_marketing": True})
    (copy,) = read(tmp_path, f"{line}\n", "copy.jsonl")

    assert (copy.facts.price_fen, copy.facts.has_end) == (9950, False)
    assert copy.facts.is_marketing


def test_each_row_may_have_a_class_of_its_own(tmp_path):
    rows = "类目,text\n化妆品,a\n,b\n飞船,c\n"
    cosmetics, empty, unknown = read(tmp_path, rows, class_column="类目")

    assert cosmetics.facts.goods_class is GoodsClass.COSMETICS
    assert empty.facts.goods_class is GoodsClass.CLOTHING
    assert unknown.facts.goods_class is GoodsClass.GENERAL
    assert unknown.notes[0].reason == "没有类别「飞船」，按通用检查"


def test_a_cell_nobody_can_read_is_noted_and_the_rest_holds(tmp_path):
    (copy,) = read(tmp_path, "text,price,has_end\n上新,九块九,也许\n")

    assert copy.facts == BASE
    assert [note.reason for note in copy.notes] == ["价格看不懂：九块九", "有截止看不懂：也许"]


def test_a_row_that_is_no_row_keeps_its_place(tmp_path):
    first, second = read(tmp_path, "text,link\nonly one\n好,\n")

    assert first.error.startswith("有 1 格，表头有 2 格；")
    assert (second.number, second.error) == (2, "")


def test_a_table_without_copy_is_refused(tmp_path):
    with pytest.raises(ImportFileError, match="没有 text 或 文案"):
        read(tmp_path, "价格,链接\n1,2\n")

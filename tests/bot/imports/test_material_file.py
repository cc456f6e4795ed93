import csv
import io
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import ImportFileError
from bot.imports.material_file import read_material_file
from persona.materials import Audience, Kind
from persona.occasions import Season
from tests.persona.builders import material

TODAY = date(2026, 11, 22)
HEAD = (
    "编号,类型,正文,图片,商品,可见标签,可见分层,开始日期,结束日期,每月几号,季节,节日,可重复,库存"
)
ROW = (
    "a,干货,羊毛要平铺晾,1.jpg;2.jpg,羊毛衫、大衣,宝妈|老客,到期,"
    "2026/6/16,2027-06-18,8、18,秋,双十一,否,5"
)
READ = material(
    "a",
    Kind.KNOWLEDGE,
    text="羊毛要平铺晾",
    pictures=("1.jpg", "2.jpg"),
    products=("羊毛衫", "大衣"),
    audience=Audience(frozenset({"宝妈", "老客"}), frozenset({"due"})),
    valid_from=date(2026, 6, 16),
    valid_until=date(2027, 6, 18),
    month_days=(8, 18),
    seasons=frozenset({Season.AUTUMN}),
    occasion="双11",
    is_evergreen=False,
    stock=5,
)


def read(tmp_path, text, name="m.csv", encoding="utf-8", today=None):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return read_material_file(path, today)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_with_chinese_headers_is_read_in_any_usual_encoding(tmp_path, encoding):
    found = read(tmp_path, f"{HEAD}\n{ROW}\n", encoding=encoding)

    assert found.faults == ()
    assert found.materials == (READ,)


def test_a_toml_file_of_a_shop_may_be_in_its_own_encoding(tmp_path):
    text = '[[material]]\nkey = "a"\nkind = "干货"\ntext = "羊毛要平铺晾"\nlayers = ["沉默"]\n'
    utf, gb = (
        read(tmp_path, text, "m.toml", encoding=encoding) for encoding in ("utf-8", "gb18030")
    )

    assert utf == gb
    assert utf.materials[0].audience.layers == {"lapsing"}


def test_english_headers_and_lists_of_json_are_read_too(tmp_path):
    head = "key,kind,text,pictures,audience,is_evergreen"
    row = 'a,work,今天打包,"[""1.jpg"", ""2.jpg""]",宝妈;分层:due,true'
    (found,) = read(tmp_path, f"{head}\n{row}\n").materials

    assert found.pictures == ("1.jpg", "2.jpg")
    assert found.audience == Audience(frozenset({"宝妈"}), frozenset({"due"}))
    assert found.is_evergreen


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("a,干货,好,{},,,,,,,,,,".format(";".join("123456789abc")), "图片有 12 张，最多 9 张"),
        ("a,八卦,好,,,,,,,,,,,", "类型 = “八卦” 不对；请写成其中之一：互动、干货"),
        ("a,干货,,,,,,,,,,,,", "缺少 正文；请写上文字"),
        ("a,活动,好,,,,,,2026-11-21,,,,,", "2026-11-21 已经结束"),
        ("a,干货,{昵称}好,,,,,,,,,,,", "正文里的“{昵称}”不是变量"),
        ("a,干货,好,,,,,,,,,泼水节,,", "节日 = “泼水节” 不对"),
        ("a,干货,好,,,,,,下个月,,,,,", "结束日期看不懂：下个月；写成 2026-01-31"),
        ("a,干货,好,,,,,,,,,,也许,", "可重复看不懂：也许；写“是”或“否”"),
        ("a,干货,好,,,,,,,,,,,若干", "库存不是整数：若干"),
        ("a,干货,好,,,,,,,,,,,0", "库存是 0，不会发"),
        ("a,干货,好，也好,还好,,,,,,,,,,,,逗号", "有 16 列，表头只有 14 列；正文里有逗号就用引号"),
        ("a,干货,好,,,,,,,32,,,,", "每月几号 = [32] 不对"),
    ],
)
def test_a_bad_row_is_one_line_with_its_number_and_the_others_are_read(tmp_path, row, fault):
    good = ROW.replace("a,", "b,", 1)
    found = read(tmp_path, f"{HEAD}\n{row}\n{good}\n", today=TODAY)

    assert [each.key for each in found.materials] == ["b"]
    assert len(found.faults) == 1
    assert found.faults[0].startswith(f"m.csv：第 2 行：{fault}")


def test_a_text_of_letters_nobody_sees_is_no_text(tmp_path):
    found = read(tmp_path, "类型,正文\n干货,\u200b\u200b\n")

    assert found.materials == ()
    assert found.faults[0].startswith("m.csv：第 2 行：正文 = ")


def test_a_quote_left_open_keeps_the_rows_before_it(tmp_path):
    good = "".join(f"m{number},干货,好\n" for number in range(20))
    found = read(tmp_path, f'编号,类型,正文\n{good}b,干货,"好\nc,干货,好\n')

    assert len(found.materials) == 20
    assert found.faults == ("m.csv：第 22 行起读不下去；多半是引号没有成对，检查那里",)


def test_a_layer_that_does_not_exist_is_named_with_those_that_do(tmp_path):
    found = read(tmp_path, f"{HEAD}\n{ROW.replace('到期', '土豪')}\n")

    assert found.materials == ()
    (fault,) = found.faults
    assert fault.startswith("m.csv：素材 a：没有“土豪”这样的分层；可以写：潜客、")


def test_a_material_that_is_over_keeps_its_layers_and_is_no_longer_offered(tmp_path):
    found = read(tmp_path, "编号,类型,正文,分层,库存\na,卖点,灰大衣,到期,0\n", today=TODAY)

    assert found.materials == ()
    assert [each.audience.layers for each in found.over] == [{"due"}]


def test_a_row_without_a_key_is_known_by_its_text(tmp_path):
    first, moved = (
        read(tmp_path, f"类型,正文\n{rows}\n").materials[0].key
        for rows in ("干货,好", "干货,好\n干货,也好")
    )

    assert first == moved


def test_columns_that_are_not_used_are_said_once_and_notes_are_ignored(tmp_path):
    found = read(tmp_path, "类型,正文,截至日,备注\n干货,好,2026-12-01,给小李看\n")

    assert len(found.materials) == 1
    assert found.faults == ("m.csv：没有用到这些列：截至日；列名见文档，改名或删去",)


@pytest.mark.parametrize(
    ("text", "name", "fault"),
    [
        ("", "m.csv", "m.csv：一条素材也没有"),
        ("", "m.toml", "m.toml：一条素材也没有"),
        ("# 还没写\n", "m.toml", "m.toml：一条素材也没有"),
        ("类型,正文\n", "m.csv", "m.csv：一条素材也没有"),
        ("编号,备注\na,b\n", "m.csv", "m.csv：表头缺少“类型”（kind）、“正文”（text）一列"),
    ],
)
def test_a_file_without_materials_is_one_line(tmp_path, text, name, fault):
    found = read(tmp_path, text, name)

    assert found.materials == ()
    assert len(found.faults) == 1
    assert found.faults[0].startswith(fault)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ImportFileError, match=r"none\.csv：没有这个文件"):
        read_material_file(tmp_path / "none.csv")


words = st.text(st.sampled_from("羊毛，。 软")).map(lambda rest: "羊毛要平铺晾{表情}" + rest)
names = st.lists(st.sampled_from(["大衣", "羊毛衫", "1.jpg"]), max_size=3, unique=True)
told = st.fixed_dictionaries(
    {
        "kind": st.sampled_from([*map(str, Kind)]),
        "text": words,
        "valid_until": st.just("2027-01-01"),
    },
    optional={
        "pictures": names,
        "products": names,
        "tags": names,
        "seasons": st.just(["春", "冬"]),
        "occasion": st.sampled_from(["中秋", "618"]),
        "stock": st.integers(0, 9),
        "is_evergreen": st.booleans(),
        "month_days": st.just([8, 18]),
    },
)


def as_toml(value, key):
    if isinstance(value, str):
        return value if key == "valid_until" else f"'{value}'"
    return str(value).lower() if isinstance(value, bool) else str(value)


def as_cell(value):
    if isinstance(value, list):
        return ";".join(map(str, value))
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(told, min_size=1, max_size=4))
def test_the_same_materials_are_read_from_a_table_and_from_toml(tmp_path, materials):
    keyed = [{"key": f"m{number}", **each} for number, each in enumerate(materials)]
    toml = "".join(
        "[[material]]\n" + "".join(f"{key} = {as_toml(each[key], key)}\n" for key in each)
        for each in keyed
    )
    columns = [*dict.fromkeys(key for each in keyed for key in each)]
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(columns)
    writer.writerows([as_cell(each.get(key, "")) for key in columns] for each in keyed)

    by_toml = read(tmp_path, toml, "m.toml")
    assert by_toml.faults == ()
    assert len(by_toml.materials) == len(keyed)
    for encoding in ("utf-8", "gb18030"):
        assert read(tmp_path, table.getvalue(), encoding=encoding) == by_toml

import gzip
from datetime import date

import pytest

from bot.cli.group_file import STEP, Refusals, Texts, Wanted, open_groups
from bot.errors import ImportFileError

ANY = Wanted(is_any_number=True)


@pytest.fixture
def read(tmp_path):
    def run(text, wanted=ANY, said=None, name="groups.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        with open_groups(path, said or {}, wanted) as file:
            return file.read()

    return run


def test_each_column_is_one_array_in_the_sequence_of_the_file(read):
    groups = read(
        "customer,group,time,layer,delivered,bought,spend\n"
        "小周,券,2026-11-01,due,1,1,90.5\n"
        "老李,control,2026/11/2 9:30,lost,,0,0\n"
    )

    assert groups.group.names == ["券", "control"]
    assert list(groups.group.codes) == [0, 1]
    assert list(groups.numbers) == [2, 3]
    assert list(groups.days) == [date(2026, 11, day).toordinal() for day in (1, 2)]
    assert groups.texts["layer"].names == ["due", "lost"]
    assert list(groups.claims["delivered"]) == [1, 0]
    assert {name: list(column) for name, column in groups.outcomes.items()} == {
        "bought": [1, 0],
        "spend": [90.5, 0],
    }


def test_all_columns_of_numbers_are_outcomes(read):
    text = "group,city,bought,note\n券,上海,没买,\n" + "券,3,1,\n券,上海,0,\n" * 2

    assert list(read(text).outcomes) == ["bought"]
    assert list(read(text.replace("note", "kept"), Wanted(("bought",))).outcomes) == ["bought"]


def test_yes_and_no_are_outcomes_as_well(read):
    groups = read("group,bought,visit\n券,是,True\n券,否,False\ncontrol,no,YES\n")

    assert {name: list(column) for name, column in groups.outcomes.items()} == {
        "bought": [1, 0, 0],
        "visit": [1, 0, 1],
    }


def test_a_column_of_the_time_before_is_read_too(read):
    groups = read("group,bought,past\n券,1,7\n", Wanted(("bought",), ("past",), ("past",)))

    assert list(groups.outcomes) == ["bought", "past"]
    assert groups.texts["past"].names == ["7"]


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (",券,2026-11-01,1,1", "客户为空；补上客户后重新导入"),
        ("小**,券,2026-11-01,1,1", "客户 小** 已打码"),
        ("小周, ,2026-11-01,1,1", "组别为空；补上组别"),
        ("小周,券,昨天,1,1", "分组时间看不懂：昨天"),
        ("小周,券,,1,1", "分组时间为空"),
        ("小周,券,2026-11-01,好,1", "delivered 看不懂：好；写 1 或 0"),
        ("小周,券,2026-11-01,1,没买", "bought 不是数字：没买；填上 0、1 或金额"),
        ("小周,券,2026-11-01,1,nan", "bought 不是数字：nan"),
        ("小周,券,2026-11-01,1", "bought 为空"),
        ("小周,券,2026-11-01,1,1,1", "有 6 列，表头只有 5 列"),
    ],
)
def test_a_bad_row_is_named_and_the_others_count(read, cells, sentence):
    good = "小王,券,2026-11-01,1,1\n"
    groups = read(f"customer,group,time,delivered,bought\n{good}{cells}\n{good}")

    [bad] = groups.refusals.named
    assert (bad.number, groups.refusals.counts.total()) == (3, 1)
    assert f"{bad.reason}；{bad.advice}".startswith(sentence)
    assert list(groups.numbers) == [2, 4]
    assert {len(column) for column in (groups.days, groups.keys, groups.group.codes)} == {2}


def test_one_bad_row_among_many_costs_only_itself(read):
    rows = ["券,1\n"] * (STEP + 50)
    rows[STEP + 10] = "券,没买\n"

    groups = read("group,bought\n" + "".join(rows))

    assert len(groups.numbers) == STEP + 49
    assert [bad.number for bad in groups.refusals.named] == [STEP + 12]


def test_who_is_held_out_of_everything_is_left_out(read):
    groups = read("customer,group,bought\n小周,held_out,\n老李,券,1\n")

    assert groups.left_out["held_out"] == 1
    assert groups.group.names == ["券"]


def test_a_file_may_be_packed_in_other_letters_and_call_its_columns_otherwise(read):
    text = gzip.compress("谁,哪组,买了\n小周,券,1\n".encode("gb18030"))

    groups = read(text, said={"customer": "谁", "group": "哪组"}, name="groups.csv.gz")

    assert (groups.group.names, list(groups.outcomes)) == (["券"], ["买了"])
    assert len(groups.keys) == 1


def test_the_same_customer_is_somebody_else_in_another_campaign(read):
    text = "customer,group,campaign,bought\n小周,券,春,1\n小周,券,夏,1\n小周 ,券,春 ,1\n"

    spring, summer, again = read(text).keys

    assert spring == again != summer


@pytest.mark.parametrize(
    ("text", "wanted", "sentence"),
    [
        ("customer,bought\n小周,1\n", ANY, "no column for group"),
        ("group,bought\n券,1\n", Wanted(("spent",)), "there is no column 'spent'; found: group"),
        ("group,bought\n券,1\n", Wanted(features=("age",)), "there is no column 'age'"),
        ("group,city\n券,上海\n", ANY, "no column of numbers to take as an outcome"),
        ("group,bought\n", ANY, "no column of numbers"),
        ("group,bought,bought\n券,1,0\n", ANY, "more than one column is called 'bought'"),
    ],
)
def test_a_file_that_lacks_a_column_is_refused_in_one_sentence(read, text, wanted, sentence):
    with pytest.raises(ImportFileError, match=sentence):
        read(text, wanted)


def test_a_column_of_words_keeps_each_word_once():
    texts = Texts()
    texts.extend(["a", "b"])
    texts.extend(["b", "a"])

    assert (list(texts.codes), texts.names) == ([0, 1, 1, 0], ["a", "b"])


def test_of_many_refusals_alike_the_first_twenty_are_named():
    refusals = Refusals()
    for number in range(21):
        refusals.add(number, "坏了", "修好")

    assert (len(refusals.named), refusals.counts["修好"]) == (20, 21)

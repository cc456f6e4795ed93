import pytest

from bot.cli.group_file import Wanted
from bot.cli.response_study import Sources, study_orders, study_outcomes
from bot.errors import ImportFileError
from tagging.measured.funnel import Step


@pytest.fixture
def file(tmp_path):
    def write(name, text):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return write


OUTCOMES = """customer,group,layer,delivered,bought,spend,past
小周,券,due,1,1,90,7
老李,对照组,lost,0,0,0,9
"""


def test_rows_become_arrays_and_a_usual_name_is_known_as_the_control_group(file):
    wanted = Wanted(before=("past",), is_any_number=True)

    study, dealt = study_outcomes(file("o.csv", OUTCOMES), {}, "", wanted, {"spend": "past"})

    bought, spend = study.seen.outcomes
    assert (study.seen.control, study.seen.arms) == ("对照组", ["券"])
    assert (bought.name, bought.is_share, bought.before) == ("bought", True, None)
    assert (spend.is_share, spend.before.tolist()) == (False, [7, 9])
    assert study.words["layer"].names == ["due", "lost"]
    assert study.claims[Step.DELIVERED].tolist() == [1, 0]
    assert (dealt.rows, dealt.used) == (2, 2)


def test_rows_that_do_not_count_are_in_no_array(file):
    text = OUTCOMES + "小周,对照组,due,1,1,90,7\n小王,券,due,1,没买,90,7\n小郑,券,due,1,1,9,7\n"

    study, dealt = study_outcomes(file("o.csv", text), {}, "", Wanted(("bought",)), {})

    assert study.seen.outcomes[0].values.tolist() == [0, 1]
    assert (dealt.rows, dealt.used, dealt.groups.refusals.counts.total()) == (5, 2, 3)


def test_orders_are_joined_by_customer_and_the_window_tells_whether_it_is_over(file):
    groups = (
        "customer,group,time\n小周,券,2026-03-01\n老李,control,2026-03-03\n小周,券,2026-03-01\n"
    )
    orders = "customer,time,amount\n小周,2026-03-09,5\n老李,2026-03-02,7\n"
    sources = Sources(file("g.csv", groups), file("o.csv", orders), {}, {})

    study, dealt, ordered = study_orders(sources, "", Wanted(), [7, 9])

    shares = [each for each in study.seen.outcomes if each.name == "bought"]
    assert [each.values.tolist() for each in shares] == [[0, 0], [1, 0]]
    assert [each.is_open for each in shares] == [False, True]
    assert (dealt.used, ordered.counts.before, ordered.counts.within) == (2, 1, 1)
    assert (ordered.assigned_from.isoformat(), ordered.baskets) == ("2026-03-01", {})


def test_where_no_money_is_known_only_orders_are_counted(file):
    sources = Sources(
        file("g.csv", "customer,group\n小周,券\n老李,control\n"),
        file("o.csv", "customer,time\n小周,2026-03-09\n"),
        {},
        {},
    )

    study, _, ordered = study_orders(sources, "", Wanted(), [30])

    assert [each.name for each in study.seen.outcomes] == ["bought", "orders"]
    assert ordered.is_assumed


def test_without_customers_there_are_no_orders_to_find(file):
    sources = Sources(file("g.csv", "group\n券\n"), file("o.csv", "customer,time\n"), {}, {})

    with pytest.raises(ImportFileError, match=r"g\.csv: no column for customer"):
        study_orders(sources, "", Wanted(), [30])


def test_a_file_without_a_row_that_counts_is_refused_and_its_rows_are_named(file, capsys):
    path = file("o.csv", "group,bought\n券,没买\n,1\nheld_out,1\n券,无\n")

    with pytest.raises(ImportFileError, match="none of its 4 rows can be used"):
        study_outcomes(path, {}, "", Wanted(("bought",)), {})

    assert "o.csv 第 2 行：bought 不是数字：没买" in capsys.readouterr().err

import pytest

from bot.cli.campaign_file import read_campaign
from bot.cli.campaign_lesson import choose_columns, lesson_of
from bot.errors import ImportFileError
from tagging.counts import Share
from tests.bot.cli.campaigns import HEADER, write_campaign


@pytest.fixture
def read(tmp_path):
    def read_text(text):
        path = tmp_path / "campaign.csv"
        path.write_text(text, encoding="utf-8")
        return read_campaign(path, {})

    return read_text


def test_two_groups_teach_and_others_stay_out(read):
    past = read("id,group,y\n1,盲盒,1\n2,control,0\n3,别的,1\n4,盲盒,否\n5,control,yes\n")

    lesson = lesson_of(past, "y", "盲盒", "")

    assert lesson.rows.tolist() == [True, True, False, True, True]
    assert lesson.shares == (Share(1, 2), Share(1, 2))


def test_a_row_that_does_not_say_whether_they_answered_is_refused(read):
    past = read("id,group,y\n1,盲盒,1\n2,control,\n3,control,12.5\n4,control,0\n5,别的,?\n")

    lesson = lesson_of(past, "y", "盲盒", "control")

    assert lesson.rows.tolist() == [True, False, False, True, False]
    assert [(bad.number, bad.reason) for bad in past.refusals.named] == [
        (3, "y 是 空的"),
        (4, "y 是 12.5"),
    ]


def test_who_stands_in_both_groups_teaches_nothing(read):
    past = read("id,group,y\n1,盲盒,1\n1,control,0\n2,盲盒,1\n3,control,0\n3,别的,0\n")

    lesson = lesson_of(past, "y", "盲盒", "control")

    assert lesson.rows.tolist() == [False, False, True, True, False]
    assert [bad.reason for bad in past.refusals.named] == ["客户 1 既在 盲盒 又在 control"] * 2


def test_customers_without_a_name_are_not_one_customer(read):
    past = read("id,group,y\n,盲盒,Yes\n,control,No\n9,control,0,too,much\n")

    lesson = lesson_of(past, "y", "盲盒", "")

    assert (lesson.shares, past.rows) == ((Share(1, 1), Share(0, 1)), 3)


def test_an_outcome_that_is_not_there_is_told(read):
    with pytest.raises(ImportFileError, match="no column 'visit'; found: id, group, y"):
        lesson_of(read("id,group,y\n1,盲盒,1\n2,control,0\n"), "visit", "盲盒", "")


def chosen(tmp_path, *, wanted=(), ignored=(), header=HEADER):
    past = read_campaign(write_campaign(tmp_path / "past.csv"), {})
    future = read_campaign(write_campaign(tmp_path / "next.csv", header=header), {})
    lesson = lesson_of(past, "bought", "盲盒", "")
    return choose_columns(past, future, lesson, wanted, ignored)


def test_what_was_known_before_is_learned_from_and_what_came_after_is_not(tmp_path):
    names, left_out = chosen(tmp_path)

    assert names == ["likes", "city", "spent"]
    assert left_out == {"paid": "is 0 wherever the outcome is 0"}


def test_what_the_customers_to_order_do_not_have_is_not_learned_from(tmp_path):
    header = [*HEADER[:3], "town", *HEADER[4:]]

    names, left_out = chosen(tmp_path, header=header, ignored=["spent"])

    assert names == ["likes"]
    assert left_out["city"] == "is not in next.csv"
    assert left_out["spent"] == "is to be ignored"


def test_customers_of_whom_nothing_is_known_cannot_be_ordered(tmp_path):
    with pytest.raises(
        ImportFileError, match=r"next\.csv: none of the columns to learn from .*: l"
    ):
        chosen(tmp_path, header=["customer", "group", *"abcde"])


def test_columns_that_are_said_are_taken_as_they_are(tmp_path):
    assert chosen(tmp_path, wanted=["paid", "likes"]) == (["paid", "likes"], {})
    with pytest.raises(ImportFileError, match="no column 'age'"):
        chosen(tmp_path, wanted=["age"])

import pytest

from bot.cli.campaign_file import control_name, group_column, read_campaign
from bot.errors import ImportFileError


@pytest.fixture
def campaign(tmp_path):
    def read(text, said=()):
        path = tmp_path / "campaign.csv"
        path.write_text(text, encoding="utf-8")
        return read_campaign(path, dict(said))

    return read


ROWS = "row_id,segment,age\n1,Womens E-Mail,30\n2,No E-Mail,\n3,Mens E-Mail,50\n"


def test_columns_are_read_as_they_are(campaign):
    read = campaign(ROWS)

    assert read.rows == 3
    assert read.roles == {"customer": "row_id", "group": "segment"}
    assert read.cells("age").numbers[[0, 2]].tolist() == [30, 50]
    assert read.rows_of("segment", {"No E-Mail"}).tolist() == [False, True, False]


def test_a_cell_and_the_same_between_spaces_are_one_word(campaign):
    cells = campaign("id,city\n1,上海\n2, 上海 \n").cells("city")

    assert (list(cells.words), cells.places.tolist()) == (["上海"], [0, 0])


def test_what_is_missing_at_the_end_is_empty_and_what_is_too_much_is_refused(campaign, capsys):
    read = campaign("id,age,city\n1,30\n2,40,上海,杭州\n3,50,成都\n")

    assert (read.rows, read.numbers) == (3, [2, 4])
    assert read.cells("city").word(0) == ""
    assert read.name_refusals() == 1
    assert "campaign.csv 第 3 行：有 4 格，表头只有 3 格" in capsys.readouterr().err


def test_a_file_without_rows_is_told(campaign):
    with pytest.raises(ImportFileError, match="not a single row"):
        campaign("customer,group\n")


@pytest.mark.parametrize(
    ("header", "said", "column"),
    [
        ("row_id,segment", {}, "segment"),
        ("row_id,活动组", {"group": "活动组"}, "活动组"),
        ("row_id,活动组", {}, "活动组"),  # the only one that holds the arm
    ],
)
def test_the_column_of_groups_is_the_one_said_or_the_one_that_holds_the_arm(
    campaign, header, said, column
):
    read = campaign(f"{header}\n1,盲盒\n2,control\n", said)

    assert group_column(read, "盲盒") == column


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id,segment\n1,a\n2,b\n", "nobody is in the arm '盲盒'; segment has 'a', 'b'"),
        ("id,x,y\n1,盲盒,盲盒\n", "more than one column holds the arm '盲盒'"),
        ("id,x\n1,a\n", "no column holds the arm '盲盒'"),
    ],
)
def test_an_arm_that_cannot_be_found_is_told(campaign, text, words):
    with pytest.raises(ImportFileError, match=words):
        group_column(campaign(text), "盲盒")


def test_the_control_group_is_known_by_its_usual_names(campaign):
    assert control_name(campaign(ROWS), "segment", "Womens E-Mail", "") == "No E-Mail"
    assert control_name(campaign(ROWS), "segment", "Womens E-Mail", "Mens E-Mail") == "Mens E-Mail"


@pytest.mark.parametrize(
    ("groups", "said"), [(("a", "b"), ""), (("control", "none"), ""), (("control", "b"), "c")]
)
def test_a_control_group_that_is_not_certain_has_to_be_said(campaign, groups, said):
    rows = "".join(f"{place},{group}\n" for place, group in enumerate(["盲盒", *groups]))

    with pytest.raises(ImportFileError, match="which group got nothing"):
        control_name(campaign(f"id,group\n{rows}"), "group", "盲盒", said)


def test_a_file_of_customers_without_customers_is_told(campaign):
    with pytest.raises(ImportFileError, match="name it by --map customer=COLUMN"):
        campaign("age,city\n30,上海\n").customer_column()

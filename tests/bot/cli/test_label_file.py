import pytest

from bot.cli.label_file import has_stances, label_columns, parse_labels, read_labelled
from bot.cli.text_rows import Row
from tagging.labels import Example, Label
from tagging.stances import Stance


def test_a_label_tells_its_words_its_concern_and_whether_it_praises():
    labels = parse_labels(
        '[["袖口", "太松", "尺码大小", -1], [null, "好闻", "气味", 1], [null, null, "价格", 0]]'
    )

    assert labels == (
        Label("尺码大小", Stance.COMPLAINS, ("袖口", "太松")),
        Label("气味", Stance.PRAISES, ("好闻",)),
        Label("价格", Stance.MENTIONS),
    )


@pytest.mark.parametrize(
    ("word", "stance"),
    [
        ("asks", Stance.ASKS),
        ("doubts", Stance.DOUBTS),
        ("complains", Stance.COMPLAINS),
        ("praises", Stance.PRAISES),
        ("mentions", Stance.MENTIONS),
        ("question", Stance.ASKS),
        ("complaint", Stance.COMPLAINS),
        ("praise", Stance.PRAISES),
        ("mention", Stance.MENTIONS),
    ],
)
def test_a_stance_may_be_named_as_a_deed_or_as_a_thing(word, stance):
    assert parse_labels(f'[["物流", "{word}"]]') == (Label("物流", stance),)


def test_an_empty_list_says_that_nothing_is_worried_about():
    assert parse_labels("[]") == ()
    assert not has_stances("[]")


def test_the_form_is_told_by_its_parts():
    assert has_stances('[["物流", "question"]]')
    assert not has_stances('[[null, null, "物流", 1]]')


@pytest.mark.parametrize(
    ("cell", "error"),
    [
        ("", "its labels are not JSON"),
        ('[["物流", 1]', "its labels are not JSON"),
        ("[" * 100_000, "its labels are not JSON"),
        ("7", "7 is neither"),
        ("null", "null is neither"),
        ('["物流", "praise"]', '"物流" is neither'),
        ('[["物流", "gut"]]', '["物流", "gut"] is neither'),
        ('[["物流", ["praise"]]]', '["物流", ["praise"]] is neither'),
        ('[[null, null, "物流", 2]]', '[null, null, "物流", 2] is neither'),
        ("[[null, null, null, 1]]", "[null, null, null, 1] is neither"),
        ('[[3, null, "物流", 1]]', '[3, null, "物流", 1] is neither'),
        ('[["", "praise"]]', '["", "praise"] is neither'),
    ],
)
def test_a_cell_that_holds_no_labels_says_why(cell, error):
    with pytest.raises(ValueError, match=r"its labels|is neither") as raised:
        parse_labels(cell)

    assert str(raised.value).startswith(error)


def test_a_broken_cell_costs_its_own_row_only():
    rows = [
        Row(0, ("袖口松", "[")),
        Row(1, ("味道好", '[["气味", "praise"]]')),
        Row(2, ("", "")),
        Row(3, ("", ""), "is not JSON"),
    ]

    read = list(read_labelled(rows))

    assert read[0] == (rows[0]._replace(error="its labels are not JSON"), None)
    assert read[1] == (rows[1], Example("味道好", (Label("气味", Stance.PRAISES),)))
    assert read[2:] == [(rows[2], None), (rows[3], None)]


def test_the_text_stands_first_and_the_labels_last():
    text, labels = label_columns("评价")

    assert text.names == ("评价",)
    assert labels.names == ("labels", "concerns")

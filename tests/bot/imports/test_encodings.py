import io

import pytest

from bot.errors import ImportFileError
from bot.imports.encodings import check_encoding, encoding_of, wrong_byte

TEXT = "订单编号,客户\n1001,小满\n1002,立夏\n"


def file_of(text, encoding):
    return io.BytesIO(text.encode(encoding))


@pytest.mark.parametrize(
    ("written_as", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("ascii", "utf-8"),
    ],
)
def test_the_letters_are_found_by_trial(written_as, found):
    text = "order_no,amount\n1,2\n" if written_as == "ascii" else TEXT

    assert encoding_of(file_of(text, written_as), "file.csv") == found


def test_a_sign_that_only_the_newest_chinese_standard_knows_is_read():
    assert encoding_of(file_of("客户\n㐀\U00020000\n", "gb18030"), "file.csv") == "gb18030"


def test_a_file_of_no_known_letters_is_refused_with_advice():
    with pytest.raises(ImportFileError, match="--encoding"):
        encoding_of(io.BytesIO(b"\xff\x80\x80,\xff\n" * 9), "file.csv")


def test_a_letter_cut_in_half_at_the_end_is_noticed():
    cut = "客户".encode()[:-1]

    assert wrong_byte(io.BytesIO(cut), "utf-8") is not None


def test_letters_named_by_hand_must_fit():
    with pytest.raises(ImportFileError, match="不是 utf-8 的文字"):
        check_encoding(file_of(TEXT, "gb18030"), "file.csv", "utf-8")


def test_letters_nobody_knows_are_refused():
    with pytest.raises(ImportFileError, match="不认识这种编码"):
        check_encoding(file_of(TEXT, "utf-8"), "file.csv", "klingon")


def test_a_gbk_file_whose_only_chinese_is_the_event_is_not_taken_for_utf_8():
    text = "customer,campaign\nc1,双11\nc2,双12\n"

    assert encoding_of(file_of(text, "gb18030"), "groups.csv") == "gb18030"
    assert encoding_of(file_of(text, "utf-8"), "groups.csv") == "utf-8"
    assert encoding_of(file_of("name\ncafé\n", "utf-8"), "names.csv") == "utf-8"
    assert encoding_of(file_of("text\n好可爱(｡˘•ε•˘｡)\n", "utf-8"), "reviews.csv") == "utf-8"

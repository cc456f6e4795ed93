import opencc

from tagging.traditional import SIMPLIFIED, TRADITIONAL

ALSO_SIMPLIFIED = "乾吒夥徵拚捱摺榘菸薹袷醣麴"
SIMPLIFIED_TWICE = "薴"


def is_in_big5(letter):
    try:
        return bool(letter.encode("big5"))
    except UnicodeEncodeError:
        return False


def test_the_table_is_openccs_for_the_letters_that_mean_one_thing():
    convert = opencc.OpenCC("t2s").convert
    letters = [chr(code) for code in range(0x4E00, 0xA000)]
    known = {
        letter: simple
        for letter in letters
        if (simple := convert(letter)) != letter
        and len(simple) == 1
        and simple < "\U00010000"
        and letter not in ALSO_SIMPLIFIED + SIMPLIFIED_TWICE
        and is_in_big5(letter)
    }

    assert dict(zip(TRADITIONAL, SIMPLIFIED, strict=True)) == known


def test_no_letter_is_simplified_twice():
    assert not set(TRADITIONAL) & set(SIMPLIFIED)

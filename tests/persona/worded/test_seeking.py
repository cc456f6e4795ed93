import pytest

from bot.packaged import packaged_wording
from persona.worded.folding import fold_copy
from persona.worded.seeking import seek_words

TABLE = packaged_wording()


def seek(text, *allowed):
    return seek_words(fold_copy(text, TABLE.forms).plain, TABLE, frozenset(allowed))


def words_in(text):
    return [each.entry.word for each in seek(text) if each.entry and len(each.entry.word) > 1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("顶·级", ["顶级"]),
        ("国，家，级", ["国家级"]),
        ("跳楼，价", ["跳楼价"]),
        ("质量，第一次买", ["第一"]),
        ("面料很环保，本店包邮", []),
        ("大家都很积极，品质也稳", []),
        ("盒子里有面包，过两天再送", []),
        ("喝完精神，效率也高", []),
        ("国家\n级别", []),
        ("质量。第一次买", ["第一"]),
        ("第12页", []),
        ("第1页", ["第1"]),
    ],
)
def test_marks_inside_a_word_hide_it_and_marks_between_clauses_part_it(text, words):
    assert words_in(text) == words


def test_of_one_place_the_longest_comes_first_and_phrases_before_words():
    found = seek("最好的朋友")

    assert [(each.entry and each.entry.word, each.end) for each in found] == [
        (None, 5),
        ("最好", 2),
        ("最", 1),
    ]


def test_a_white_listed_word_is_a_lawful_phrase_however_it_is_written():
    assert next(iter(seek("頂-級", "顶级"))).entry is None

import pytest

from bot.packaged import WORD_FILES, packaged, packaged_wording
from persona.errors import PersonaError
from persona.worded.facts import CopyFacts, GoodsClass
from persona.worded.finding import find_words
from persona.worded.folding import fold_copy
from persona.worded.table import WordFiles, parse_adlaw

TABLE = packaged_wording()
FILES = dict(zip(("words", "grounds", "contexts", "claims"), WORD_FILES, strict=True))


def files(**others):
    return WordFiles(
        **{key: packaged("persona.data", name) for key, name in FILES.items()} | others
    )


def test_the_table_tells_its_version_and_date():
    assert TABLE.version.startswith("version ")
    assert "compiled 20" in TABLE.version


def test_every_word_of_the_table_is_found_alone():
    words = list(TABLE.words)

    assert len(words) > 505
    for goods_class in (GoodsClass.GENERAL, GoodsClass.COSMETICS):
        facts = CopyFacts(goods_class=goods_class)
        words = [each for each in words if not find_words(fold_copy(each.word), TABLE, facts)]
    assert [each.word for each in words] == []


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ("word,law\n", "columns must be"),
        ("level,category,words\nstern,absolute,最\n", "'stern'"),
        ("level,category,words\nwarn,odd,最\n", "'odd' of '最'"),
    ],
)
def test_a_wrong_table_is_refused(words, complaint):
    with pytest.raises(PersonaError, match=complaint):
        parse_adlaw(files(words=words))


def test_traditional_characters_are_folded_where_their_table_is_given():
    plain = parse_adlaw(files())
    folded = fold_copy("頂級", plain.forms)

    assert find_words(folded, plain, CopyFacts()) == []
    assert [
        hit.word for hit in find_words(fold_copy("頂級", TABLE.forms), TABLE, CopyFacts())
    ] == ["頂級"]

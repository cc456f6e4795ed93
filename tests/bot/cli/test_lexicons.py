import pytest

from bot.cli.lexicons import MOST_WARNINGS, read_lexicons
from bot.errors import ImportFileError
from tagging.errors import LexiconError


def test_a_lexicon_is_built_once_a_category(capsys):
    lexicons = read_lexicons(None)

    assert lexicons.lexicon_of("水果") is lexicons.lexicon_of("食品生鲜")
    assert lexicons.lexicon_of("").category == "general"
    assert "新鲜度" in lexicons.concerns
    assert capsys.readouterr().err == ""


def test_an_unknown_category_is_named_once(capsys):
    lexicons = read_lexicons(None)

    assert lexicons.lexicon_of("火箭") is lexicons.lexicon_of("火箭") is lexicons.lexicon_of("")
    assert capsys.readouterr().err == "zhanggui: 火箭: not a category we know, read as general\n"


def test_a_column_that_names_no_categories_does_not_fill_the_screen(capsys):
    lexicons = read_lexicons(None)
    for number in range(2 * MOST_WARNINGS):
        lexicons.lexicon_of(f"单号{number}" * 99)

    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == MOST_WARNINGS + 1
    assert max(map(len, lines)) < 120


def test_what_a_category_column_says_cannot_steer_the_terminal(capsys):
    read_lexicons(None).lexicon_of("单号\n\x1b[2J")

    assert capsys.readouterr().err.startswith("zhanggui: 单号??[2J: not a category")


def test_a_shop_may_bring_its_own(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text('[concerns."门店"]\ncomplains = ["排队"]\n', "utf-8-sig")

    assert read_lexicons(own).lexicon_of("").concerns == ("门店",)


def test_what_is_no_lexicon_is_one_sentence(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text("[concerns", "utf-8")

    with pytest.raises(LexiconError, match=r"own\.toml: is not TOML"):
        read_lexicons(own).lexicon_of("")
    with pytest.raises(ImportFileError, match="cannot be read as UTF-8 text"):
        read_lexicons(tmp_path / "nothing.toml")

import pytest

from bot.packaged import (
    packaged,
    packaged_concerns,
    packaged_lexicon,
    packaged_wording,
    starter_file,
)
from persona.wording import check_copy
from tagging.changes import LexiconChange


def test_all_files_of_the_concerns_are_read_together():
    text = packaged_concerns()

    assert '[concerns."尺码大小"]' in text
    assert '[concerns."使用场景"]' in text
    assert text.startswith(packaged("tagging.data.concerns", "0_ignore.toml"))


def test_the_words_that_advertising_law_forbids_come_with_the_program():
    (hit,) = check_copy("全网第一的面料", packaged_wording())

    assert hit.word == "全网第一"


@pytest.mark.parametrize(
    ("category", "name"),
    [
        ("女装", "阿青"),
        ("", "阿青"),
        ("化妆品", "阿青"),
        ("母婴食品", "棉妈"),
        ("童装", "棉妈"),
        ("孕装", "棉妈"),
    ],
)
def test_a_shop_starts_with_the_persona_that_fits_its_category(category, name):
    text = packaged("bot.data", starter_file("persona.toml", category))

    assert f'name = "{name}"' in text


def test_a_lexicon_is_built_once_for_a_category_and_its_changes():
    change = LexiconChange("质量", "complains", "软塌塌", is_addition=True)

    assert packaged_lexicon("女装") is packaged_lexicon("女装")
    assert packaged_lexicon("女装", (change,)) is not packaged_lexicon("女装")
    assert any(term.text == "软塌塌" for term in packaged_lexicon("女装", (change,)).terms)

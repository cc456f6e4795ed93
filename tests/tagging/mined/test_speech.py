import builtins

import pytest

from tagging.errors import TaggingError
from tagging.mined import speech
from tagging.mined.speech import tag_words
from tagging.text import Engine


@pytest.mark.parametrize("engine", [Engine.RJIEBA, Engine.JIEBA])
def test_both_engines_tell_a_noun_from_what_is_said_of_it(engine):
    assert tag_words("屏幕很清晰", engine) == [("屏幕", "n"), ("很", "zg"), ("清晰", "a")]


@pytest.mark.parametrize("engine", [Engine.RJIEBA, Engine.JIEBA])
def test_a_word_the_dictionary_lacks_falls_apart(engine):
    assert [word for word, _ in tag_words("颜值高", engine)] == ["颜", "值", "高"]


def test_without_rjieba_jieba_tags_and_asking_for_it_by_name_is_refused(monkeypatch):
    def refuse(name, *rest, **options):
        if name == "rjieba":
            raise ImportError(name)
        return importing(name, *rest, **options)

    importing = builtins.__import__
    monkeypatch.setattr(builtins, "__import__", refuse)
    speech._tagger_of.cache_clear()

    with pytest.raises(TaggingError, match="rjieba is not installed"):
        tag_words("屏幕", Engine.RJIEBA)
    assert tag_words("屏幕", Engine.AUTO) == [("屏幕", "n")]
    speech._tagger_of.cache_clear()

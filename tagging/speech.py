"""Tell the part of speech of each word: beside tagging/text.py the one room that knows jieba.

Only discovery asks; it is no work for the hot path (jieba tags some 700 messages a second).
"""

import warnings
from collections.abc import Callable
from functools import cache

from tagging.errors import TaggingError
from tagging.text import Engine

_Tagger = Callable[[str], list[tuple[str, str]]]


def tag_words(text: str, engine: Engine = Engine.AUTO) -> list[tuple[str, str]]:
    """Cut text into the dictionary's words, each with its flag (n, v, a, …, ICTCLAS tags).

    What the dictionary lacks falls apart into single characters: guessed words make poor nouns.
    Raises TaggingError when `rjieba` is asked for by name and is not installed.
    """
    return _tagger_of(engine)(text)


@cache
def _tagger_of(engine: Engine) -> _Tagger:
    """Load an engine at its first text."""
    if engine is Engine.JIEBA:
        return _jieba_tagger()
    try:
        import rjieba
    except ImportError as error:
        if engine is Engine.RJIEBA:
            raise TaggingError("rjieba is not installed; use the engine auto or jieba") from error
        return _tagger_of(Engine.JIEBA)
    return lambda text: rjieba.tag(text, hmm=False)


def _jieba_tagger() -> _Tagger:
    """Build a tagger over a tokenizer of our own, which keeps no cache file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba 0.42.1 imports pkg_resources
        import jieba
        from jieba import posseg
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    tagger = posseg.POSTokenizer(tokenizer)
    return lambda text: [(pair.word, pair.flag) for pair in tagger.cut(text, HMM=False)]

"""Tell the part of speech of each word, by jieba or rjieba as tagging/text.py loads them.

Only discovery asks; it is no work for the hot path (jieba tags some 700 messages a second).
"""

import warnings
from collections.abc import Callable
from functools import cache, partial

from tagging.text import Engine, load_rjieba, own_tokenizer

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
    rust = load_rjieba(engine)
    return _jieba_tagger() if rust is None else partial(rust.tag, hmm=False)


def _jieba_tagger() -> _Tagger:
    tokenizer = own_tokenizer()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba 0.42.1 imports pkg_resources
        from jieba import posseg
    tagger = posseg.POSTokenizer(tokenizer)
    return lambda text: [(pair.word, pair.flag) for pair in tagger.cut(text, HMM=False)]

"""A persona's habits of speech: how many emoji, which words never, how long a sentence."""

import re
from collections.abc import Sequence
from functools import lru_cache

from persona.profile import Voice

_SIGN = (
    r"[\U0001F300-\U0001FAFF\u231A-\u23FF\u2600-\u27BF\u2B00-\u2BFF][\uFE0F\U0001F3FB-\U0001F3FF]*"
)
_FLAG = r"[\U0001F1E6-\U0001F1FF]{2}"
_FACE = re.compile(rf"\{{表情\}}|{_FLAG}|{_SIGN}(?:\u200D{_SIGN})*")
_DOUBLED = re.compile(r"(?<=[吗吧呢啊呀啦嘛哦哈么])(?:\{语气\})+")
_SENTENCE_END = re.compile(r"[。！？!?；;…\n]+")
_KEPT = 1 << 12
_NEARLY_LETTERS = 10
"""Phrasings whose sentences are so much further from the persona's take turns with the nearest."""


def temper(text: str, voice: Voice) -> str:
    """Leave as many emoji, written or as {表情}, as the persona uses; those at the front stay.

    A particle is not put behind another one (在吗呀).
    """
    text = _DOUBLED.sub("", text)
    faces = [face.span() for face in _FACE.finditer(text)]
    for start, end in reversed(faces[voice.emoji_per_post :]):
        text = text[:start] + text[end:]
    return text


def find_forbidden(text: str, voice: Voice) -> str | None:
    """Return a word of the text that this persona never says, or None."""
    return next((word for word in voice.forbidden_words if word in text), None)


@lru_cache(_KEPT)
def sentence_letters(text: str) -> float:
    """Return how many letters a sentence has on average, signs and spaces not counted."""
    sentences = [sum(map(str.isalnum, each)) for each in _SENTENCE_END.split(text)]
    spoken = [letters for letters in sentences if letters]
    return sum(spoken) / len(spoken) if spoken else 0.0


def nearest(phrasings: Sequence[str], voice: Voice) -> list[str]:
    """Keep the phrasings whose sentences are about as long as the persona's."""
    far = [abs(sentence_letters(each) - voice.sentence_letters) for each in phrasings]
    bound = min(far, default=0.0) + _NEARLY_LETTERS
    return [each for each, letters in zip(phrasings, far, strict=True) if letters <= bound]

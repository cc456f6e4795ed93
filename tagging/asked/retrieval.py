"""Find the stored questions most like a new one: BM25 over characters, neighbours and meanings."""

import numpy as np

from tagging.asked.similarity import KINDS, Ids, Numbers, Phrases

_KINDS = 3
_K1, _B = 1.2, 0.75  # Robertson, Zaragoza 2009


class Index:
    """Stored questions, found by the grams they share with a new one."""

    __slots__ = ("_grams", "_lengths", "_owners", "_rarest", "_starts", "_weights")

    def __init__(self, phrases: Phrases) -> None:
        """Sort every gram's questions together; a gram a question has twice counts once."""
        sizes = np.diff(phrases.starts).reshape(len(KINDS), -1)[:_KINDS]
        rows = np.repeat(np.tile(np.arange(len(phrases)), _KINDS), sizes.ravel())
        keys = _keys(phrases)
        order = np.argsort(keys, kind="stable")
        self._owners = rows[order]
        self._grams, starts = np.unique(keys[order], return_index=True)
        self._starts = np.append(starts, len(keys))
        counts = np.diff(self._starts)
        self._weights = np.log1p((len(phrases) - counts + 0.5) / (counts + 0.5))
        self._rarest = float(np.log1p((len(phrases) + 0.5) / 0.5))
        length = sizes.sum(axis=0)
        self._lengths = (_K1 + 1) / (
            1 + _K1 * (1 - _B + _B * length / max(1.0, length.sum() / max(1, len(length))))
        )

    def score(self, question: Phrases) -> Numbers:
        """Score every stored question against one: 0 shares nothing, about 1 the same."""
        asked = _keys(question)
        at = np.searchsorted(self._grams, asked)
        known = at < len(self._grams)
        known[known] = self._grams[at[known]] == asked[known]
        at = at[known]
        weights = self._weights[at]
        begins, ends = self._starts[at], self._starts[at + 1]
        spans = zip(begins.tolist(), ends.tolist(), strict=True)
        owners = np.concatenate([self._owners[:0], *(self._owners[one:end] for one, end in spans)])
        reached = np.bincount(owners, np.repeat(weights, ends - begins), len(self._lengths))
        unheard = (len(asked) - len(at)) * self._rarest
        scores: Numbers = reached * self._lengths / max(1e-9, float(weights.sum()) + unheard)
        return scores


def _keys(phrases: Phrases) -> Ids:
    ends = phrases.starts[:: max(1, len(phrases))][: _KINDS + 1]
    kinds = np.repeat(np.arange(len(ends) - 1), np.diff(ends))
    return phrases.ids[: ends[-1]] | kinds << 32

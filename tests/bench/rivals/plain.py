"""What one would write in an afternoon: keywords over jieba's words, and scikit-learn's usual."""

import warnings
from collections.abc import Iterable, Sequence
from typing import Any

from tagging.evaluation import Spoken
from tagging.labels import Example
from tagging.lexicon import Lexicon
from tagging.pairs import Pair
from tagging.stances import Stance

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import jieba

jieba.setLogLevel("ERROR")


def find_keywords(texts: Sequence[str], lexicon: Lexicon) -> list[set[Spoken]]:
    """Find each word of jieba's that the lexicon lists, with the stance that is listed."""
    listed: dict[str, list[Spoken]] = {}
    for term in lexicon.terms:
        listed.setdefault(term.text, []).append((term.concern, term.stance or Stance.MENTIONS))
    return [
        {spoken for word in jieba.lcut(text.lower()) for spoken in listed.get(word, ())}
        for text in texts
    ]


def rank_nouns(texts: Sequence[str], most: int) -> list[str]:
    """Rank nouns as jieba's own keyword finder does."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba.analyse
    return list(jieba.analyse.extract_tags("\n".join(texts), most, allowPOS=("n", "vn", "nz")))


def keep_whole(terms: Iterable[str]) -> list[str]:
    """Keep terms of two characters and more that jieba's dictionary has as one word."""
    return [term for term in terms if len(term) > 1 and len(jieba.lcut(term, HMM=False)) == 1]


class LinearConcerns:
    """TF-IDF of words and characters, and a logistic regression for each concern and stance."""

    def __init__(self, examples: Sequence[Example]) -> None:
        from sklearn.pipeline import make_union

        self.features: Any = make_union(
            _tfidf(analyzer="word", tokenizer=jieba.lcut, token_pattern=None, ngram_range=(1, 2)),
            _tfidf(analyzer="char", ngram_range=(1, 3)),
        )
        rows = self.features.fit_transform([example.text for example in examples])
        said = [
            {(label.concern, label.stance) for label in example.labels} for example in examples
        ]
        self.concerns = _fit(rows, [{concern for concern, _ in spoken} for spoken in said])
        self.spoken = _fit(rows, said)

    def find(self, texts: Sequence[str]) -> list[set[Spoken]]:
        """Find concerns with their stances; a concern that no stance is sure of is praised."""
        rows = self.features.transform(texts)
        both = zip(_predict(self.concerns, rows), _predict(self.spoken, rows), strict=True)
        return [_joined(concerns, spoken) for concerns, spoken in both]


class LinearPairs:
    """A logistic regression on the difference and the product of two questions' TF-IDF."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        from sklearn.linear_model import LogisticRegression

        self.features: Any = _tfidf(analyzer="char", ngram_range=(1, 3))
        self.features.fit([question for pair in pairs for question in _both(pair)])
        self.model = LogisticRegression(C=10, solver="liblinear")
        self.model.fit(self._rows(pairs), [pair.is_same for pair in pairs])

    def score(self, pairs: Sequence[Pair]) -> list[float]:
        """Score how surely both questions mean the same."""
        scores: list[float] = self.model.predict_proba(self._rows(pairs))[:, 1].tolist()
        return scores

    def _rows(self, pairs: Sequence[Pair]) -> Any:
        from scipy.sparse import hstack

        left = self.features.transform([pair.question1 for pair in pairs])
        right = self.features.transform([pair.question2 for pair in pairs])
        return hstack([abs(left - right), left.multiply(right)]).tocsr()


def first_by_tfidf(entries: Sequence[str], questions: Sequence[str]) -> list[int]:
    """Find the entry whose jieba words are nearest to each question's (cosine of TF-IDF)."""
    features = _tfidf(analyzer="word", tokenizer=jieba.lcut, token_pattern=None)
    stored = features.fit_transform(entries).T.tocsc()
    asked = features.transform(questions)
    return [
        int(place)
        for at in range(0, len(questions), 500)
        for place in (asked[at : at + 500] @ stored).toarray().argmax(axis=1)
    ]


def _tfidf(**options: Any) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(sublinear_tf=True, min_df=2, **options)


def _fit(rows: Any, said: Sequence[set[Any]]) -> dict[Any, Any]:
    from sklearn.linear_model import LogisticRegression

    models = {}
    for name in sorted(set().union(*said)):
        truth = [name in spoken for spoken in said]
        if sum(truth) > 1:
            model = LogisticRegression(C=3, solver="liblinear", class_weight="balanced")
            models[name] = model.fit(rows, truth)
    return models


def _predict(models: dict[Any, Any], rows: Any) -> list[set[Any]]:
    found: list[set[Any]] = [set() for _ in range(rows.shape[0])]
    for name, model in models.items():
        for at in model.predict(rows).nonzero()[0]:
            found[at].add(name)
    return found


def _joined(concerns: set[str], spoken: set[Spoken]) -> set[Spoken]:
    told = {concern for concern, _ in spoken}
    return spoken | {(concern, Stance.PRAISES) for concern in concerns - told}


def _both(pair: Pair) -> tuple[str, str]:
    return pair.question1, pair.question2

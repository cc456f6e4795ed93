"""Learn concerns from what people confirmed, and find them in the names of their labels.

Below 300 confirmed texts the lexicon decides, as the confirmations edit it. From 300 on learned
readers blend with it, unless they are worse on texts held back.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from operator import attrgetter
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from tagging.concerns import Finding, Rule
from tagging.errors import ModelError
from tagging.labels import Example
from tagging.learned.blend import Blend, ClauseReader
from tagging.learned.charge import (
    FEWEST,
    FOLDS,
    Charge,
    InCharge,
    few,
    folds_of,
    hear_lexicon,
    keep_names,
    weigh,
    with_lexicon,
)
from tagging.learned.deciding import Decided, Limits, as_flags, decide
from tagging.learned.edits import Added, EditedLexicon, Edits, learn_edits, only_for, plain_edits
from tagging.learned.evidence import Read, Shower, findings_of
from tagging.learned.explaining import Weight, explain_clause
from tagging.learned.features import Layout, WordClasses, batches, lay_out
from tagging.learned.targets import Lesson, Outputs
from tagging.learned.trainer import Linear
from tagging.learned.window_net import WindowNet
from tagging.lexicon import Lexicon
from tagging.packing import pack, unpack
from tagging.stances import Stance
from tagging.text import Engine

__all__ = ["Charge", "ConcernModel", "InCharge", "Weight", "learn"]

_ByRule = dict[tuple[str, Stance], Finding]
_KIND, _VERSION = "concerns", 2


@dataclass(frozen=True, slots=True, eq=False)
class ConcernModel:
    """What confirmations taught: edits of the lexicon, and the readers that blend with it."""

    category: str
    outputs: Outputs
    charge: Charge
    edits: Edits
    limits: Limits
    blend: Blend | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Name the concerns this model answers in: those of the labels."""
        return self.outputs.names

    def find_many(
        self, texts: Iterable[str], lexicon: Lexicon, *, engine: Engine = Engine.AUTO
    ) -> Iterator[list[Finding]]:
        """Find the concerns of many texts in the labels' names, one list a text, in order."""
        if self.blend is None or self.charge.in_charge is InCharge.LEXICON:
            return EditedLexicon(lexicon, self.edits).find_many(texts, engine=engine)
        return _reader(self, lexicon, engine).find_many(texts)

    def explain(
        self, text: str, finding: Finding, lexicon: Lexicon, *, most: int = 5
    ) -> list[Weight]:
        """Say what a finding rests on, the weightiest first; a rule of the lexicon is its own."""
        pair = (finding.concern, finding.stance)
        if self.blend is None or finding.rule is not Rule.MODEL or pair not in self.outputs.pairs:
            return [Weight(f"{finding.rule}: {finding.evidence}", finding.confidence)]
        column = len(self.names) + self.outputs.pairs.index(pair)
        classes = WordClasses.of(lexicon)
        return explain_clause(self.blend, text, classes, column, finding.start)[:most]

    def to_bytes(self) -> bytes:
        """Write the model as one file."""
        values: dict[str, Any] = {
            "category": self.category,
            "names": self.outputs.names,
            "pairs": self.outputs.pairs,
            "charge": asdict(self.charge),
            "edits": asdict(self.edits),
            "limits": asdict(self.limits),
            "taught": self.blend.taught if self.blend else 0,
        }
        return pack(_KIND, _VERSION, values, _arrays_of(self.blend))

    @classmethod
    def from_bytes(cls, data: bytes) -> "ConcernModel":
        """Read a model. Raise ModelError: damaged, of another kind or of another version."""
        packed = unpack(data, _KIND, _VERSION)
        try:
            return _model(packed.values, packed.arrays)
        except (KeyError, ValueError, TypeError, IndexError) as error:
            raise ModelError("the concerns model lacks a part; learn it again") from error


def learn(
    examples: Sequence[Example],
    lexicon: Lexicon,
    *,
    engine: Engine = Engine.AUTO,
    seed: int = 0,
) -> ConcernModel:
    """Learn from confirmed texts; the same texts and seed give the same model.

    Who is in charge is measured on texts held back in turn: see `charge`. Raise ModelError where
    no text has a label.
    """
    outputs = Outputs.of(examples)
    if not outputs.names:
        raise ModelError("not one of the texts has a label, so there is nothing to learn")
    edits = learn_edits(examples, lexicon, outputs.names)
    folds = folds_of(len(examples), seed)
    voices = None
    if len(examples) >= FOLDS:
        voices = hear_lexicon(examples, lexicon, outputs, folds, engine)
        if not voices.is_edited_better:
            edits = plain_edits(edits)
    model = ConcernModel(
        lexicon.category, outputs, few(len(examples), voices, outputs), edits, Limits((), 1.0, 1.0)
    )
    if voices is None or len(examples) < FEWEST:
        return model
    lesson = Lesson.of(examples, lexicon, outputs)
    charge, limits = weigh(lesson, voices, outputs, folds, seed)
    if charge.in_charge is InCharge.LEXICON:
        return replace(model, charge=charge)
    blend = Blend.train(lesson, np.arange(len(examples)), seed)
    return replace(model, charge=charge, limits=limits, blend=blend)


class _Reader:
    """Reads texts with one model and one lexicon."""

    def __init__(self, model: ConcernModel, lexicon: Lexicon, engine: Engine) -> None:
        assert model.blend is not None
        self.model = model
        self.blend = model.blend
        self.engine = engine
        classes = WordClasses.of(lexicon)
        self.reader = ClauseReader(model.blend, classes)
        self.shower = Shower(model.blend, model.outputs, classes, lexicon)
        charge = model.charge
        heard = [name for name, share in zip(model.names, charge.shares, strict=True) if share]
        asked = {*heard, *charge.kept}
        edited = EditedLexicon(only_for(lexicon, sorted(asked)), model.edits)
        self.lexicon = edited if asked else None

    def find_many(self, texts: Iterable[str]) -> Iterator[list[Finding]]:
        for batch in batches(texts):
            yield from self._find(batch)

    def _find(self, texts: Sequence[str]) -> list[list[Finding]]:
        outputs, charge = self.model.outputs, self.model.charge
        layout = lay_out(texts)
        clauses = layout.clauses()
        read = self.reader.read(clauses)
        chances = self.blend.texts_of(read, layout.clause_at, outputs)
        by_rule = self._by_rule(texts, layout)
        heard = as_flags(by_rule, outputs)
        chances = with_lexicon(chances, heard, outputs, charge.shares)
        found = decide(chances, outputs, self.model.limits)
        found = keep_names(found, np.zeros_like(found), outputs, charge.kept)
        shown = Read(layout, clauses, read)
        findings = findings_of(texts, shown, Decided(found, chances), self.shower)
        for own, ruled in zip(findings, by_rule, strict=True):
            if ruled:
                own += [one for (name, _), one in ruled.items() if name in charge.kept]
                own.sort(key=attrgetter("start"))
        return findings

    def _by_rule(self, texts: Sequence[str], layout: Layout) -> list[_ByRule]:
        """Ask the lexicon for the concerns it is heard on, of the texts with a word of theirs."""
        by_rule: list[_ByRule] = [{} for _ in texts]
        if self.lexicon is not None:
            spans = self.lexicon.lexicon.matcher.spans(layout.text)
            places = np.fromiter((start for _, start, _ in spans), np.int64, len(spans))
            asked = np.unique(np.searchsorted(layout.starts, places, "right") - 1).tolist()
            found = self.lexicon.find_many([texts[at] for at in asked], engine=self.engine)
            for at, findings in zip(asked, found, strict=True):
                by_rule[at] = {(one.concern, one.stance): one for one in findings}
        return by_rule


@lru_cache(maxsize=4)
def _reader(model: ConcernModel, lexicon: Lexicon, engine: Engine) -> _Reader:
    """Keep the tables of a model and a lexicon: they take longer to build than a page to read."""
    return _Reader(model, lexicon, engine)


def _arrays_of(blend: Blend | None) -> dict[str, NDArray[Any]]:
    if blend is None:
        return {}
    arrays: dict[str, NDArray[Any]] = {
        "buckets": blend.linear.buckets.astype("<i4"),
        "weights": blend.linear.weights.astype("<f2"),
        "bias": blend.linear.bias.astype("<f4"),
        "codes": blend.net.letters.astype("<i4"),
    }
    return arrays | {f"net {name}": part.astype("<f2") for name, part in blend.net.parts.items()}


def _model(values: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> ConcernModel:
    charge = values["charge"]
    edits = values["edits"]
    return ConcernModel(
        str(values["category"]),
        Outputs(
            tuple(values["names"]),
            tuple((name, Stance(stance)) for name, stance in values["pairs"]),
        ),
        Charge(
            **charge
            | {
                "in_charge": InCharge(charge["in_charge"]),
                "shares": tuple(charge["shares"]),
                "kept": tuple(charge["kept"]),
            }
        ),
        Edits(
            tuple(edits["names"]),
            tuple((term, concern) for term, concern in edits["off"]),
            tuple(_added(each) for each in edits["added"]),
            tuple((name, Stance(found), Stance(said)) for name, found, said in edits["turns"]),
        ),
        Limits(
            tuple(values["limits"]["concerns"]),
            float(values["limits"]["second"]),
            float(values["limits"]["blame"]),
        ),
        _blend(arrays, int(values["taught"])) if arrays else None,
    )


def _added(each: dict[str, Any]) -> Added:
    stance = each["stance"]
    return Added(each["text"], each["name"], None if stance is None else Stance(stance))


def _blend(arrays: dict[str, NDArray[Any]], taught: int) -> Blend:
    def floats(name: str) -> NDArray[np.float32]:
        return cast(NDArray[np.float32], arrays[name].astype(np.float32))

    linear = Linear(arrays["buckets"].astype(np.int32), floats("weights"), floats("bias"))
    parts = {name[4:]: floats(name) for name in arrays if name.startswith("net ")}
    return Blend(linear, WindowNet(arrays["codes"].astype(np.uint32), parts), taught)

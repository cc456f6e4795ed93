"""Learn from what people confirmed; the program itself says whether that is better."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from datetime import datetime
from typing import Any

from bot.records import KeptFinding, KeptModel
from bot.shop import BLEND, Shop
from bot.store import Unit
from tagging.labels import Example, Label
from tagging.lexicon import Lexicon
from tagging.review import FindingState

FEWEST, FEWEST_NEW = 100, 50  # examples in all, and since the last model
MOST = 20_000
LEARNED = "在留出的样本上，学到的模型和词库一起判断不比只用词库差，所以由两者一起判断。"
WORDS = "lexicon"
EARLY = "上次学习时有 {examples} 个确认过的分句，满 {needed} 个模型才参与判断，现在由词库判断。"
NOT_BETTER = "在留出的样本上，学到的模型不如只用词库，所以仍由词库判断。"
TOO_FEW = (
    "人工处理过 {decided} 条；一个分句里的发现都处理过才算一个样本，"
    "满 {needed} 个样本才开始学习，现在由词库判断。"
)


@dataclass(frozen=True, slots=True)
class Lesson:
    """What there is to learn from."""

    category: str
    decided: int
    examples: list[Example]
    lexicon: Lexicon


@dataclass(frozen=True, slots=True)
class ModelView:
    """Who is in charge and why (in Chinese), the newest model, and how much was decided."""

    in_charge: str
    why: str
    newest: KeptModel | None
    decided: int


async def view_model(unit: Unit, shop: Shop) -> ModelView:
    """Say who reads the shop's messages now: the words alone, or what was learned with them."""
    newest = await unit.models.newest(shop.category)
    decided = await unit.findings.count_decided(shop.category)
    if shop.model is not None:
        return ModelView(BLEND, LEARNED, newest, decided)
    if newest is None:
        return ModelView(WORDS, TOO_FEW.format(decided=decided, needed=FEWEST), None, decided)
    from tagging.learned.charge import FEWEST as FEWEST_TO_BLEND

    is_early = newest.examples < FEWEST_TO_BLEND
    told = {"examples": newest.examples, "needed": FEWEST_TO_BLEND}
    return ModelView(WORDS, EARLY.format(**told) if is_early else NOT_BETTER, newest, decided)


async def prepare_lesson(unit: Unit, shop: Shop) -> Lesson | None:
    """Gather what people decided; None where that is too little, or little more than before."""
    last = await unit.models.newest(shop.category)
    decided = await unit.findings.count_decided(shop.category)
    if decided < max(FEWEST, last.decided + FEWEST_NEW if last else 0):
        return None
    findings = await unit.findings.list_decided(shop.category, MOST)
    beside = await unit.findings.open_clauses(shop.category)
    examples = examples_of(
        [each for each in findings if (each.said.id, each.clause) not in beside]
    )
    if len(examples) < FEWEST:
        return None
    return Lesson(shop.category, decided, examples, shop.lexicon)


def examples_of(decided: Sequence[KeptFinding]) -> list[Example]:
    """Make an example of each clause whose findings are all decided; what is rejected is no label.

    A clause rather than a text, because people decide finding by finding: of a clause everything
    is known that its text worries about, of a long review seldom. A clause of which a finding was
    corrected to words outside it teaches nothing.
    """
    clauses: defaultdict[tuple[str, str], list[Label]] = defaultdict(list)
    unclear: set[tuple[str, str]] = set()
    for finding in decided:
        claim, key = finding.claim, (finding.said.id, finding.clause)
        if claim.evidence not in finding.clause:
            unclear.add(key)
        elif claim.state is FindingState.REJECTED:
            clauses[key] += []
        else:
            clauses[key].append(Label(claim.concern, claim.stance, (claim.evidence,)))
    return [
        Example(key[1], tuple(labels)) for key, labels in clauses.items() if key not in unclear
    ]


def learn_lesson(lesson: Lesson, now: datetime) -> KeptModel:
    """Train, and ask the model who should be in charge; slow, so not in the server's own loop."""
    from tagging.learning import learn

    model = learn(lesson.examples, lesson.lexicon)
    return KeptModel(
        lesson.category,
        now,
        lesson.decided,
        len(lesson.examples),
        str(model.charge.in_charge),
        _numbers_of(model.charge),
        model.to_bytes(),
    )


def _numbers_of(charge: Any) -> Mapping[str, object]:
    return asdict(charge) if is_dataclass(charge) and not isinstance(charge, type) else {}


async def keep_model(model: KeptModel, unit: Unit) -> None:
    """Keep what was learned; the shop reads it when it is renewed."""
    await unit.models.add(model)

"""What a campaign did, as one JSON document or as a table for people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any

from bot.cli.response_study import Dealt, Ordered
from bot.reasons import word
from tagging.counts import Share
from tagging.measured.baskets import ProductShare
from tagging.measured.funnel import Funnel, Step
from tagging.measured.intervals import Interval
from tagging.measured.lifts import Lift
from tagging.measured.pooling import Pooled
from tagging.measured.profiles import Profile
from tagging.measured.questions import Question
from tagging.measured.study import Study, pool_campaigns
from tagging.reasons import Because
from tagging.response import Answer, check_sample_ratio

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ratio:
    """The groups of a campaign as they are, and what is wrong where they were dealt otherwise."""

    campaign: str
    sizes: Mapping[str, int]
    warning: Because | None


@dataclass(frozen=True, slots=True)
class Report:
    """All that a study says."""

    answers: Sequence[Answer]
    delivered: Sequence[int | None]
    """To whom the message of each answer's arm came."""
    layers: Sequence[Answer]
    pooled: Sequence[tuple[Question, Pooled]]
    ratios: Sequence[Ratio]
    funnels: Sequence[Funnel]
    profiles: Sequence[Profile]


def report_of(
    study: Study, features: Iterable[str], *, worth: float | None, shares: Mapping[str, float]
) -> Report:
    """Ask a study everything; `shares` are those by which the groups were dealt, if known."""
    answers = study.answers(worth)
    return Report(
        answers=answers,
        delivered=[study.delivered(each.question) for each in answers],
        layers=study.by_layer(worth),
        pooled=pool_campaigns(answers),
        ratios=_ratios_of(study, shares),
        funnels=study.funnels(),
        profiles=study.profiles(features),
    )


def _ratios_of(study: Study, shares: Mapping[str, float]) -> list[Ratio]:
    """Check each campaign's groups; of several campaigns none need have all the groups."""
    campaigns = [(name, study.sizes(members)) for name, members in study.campaigns()]
    ratios = []
    for name, sizes in campaigns:
        own = {
            group: share
            for group, share in shares.items()
            if len(campaigns) == 1 or sizes.get(group)
        }
        warning = check_sample_ratio(sizes, own) if shares else None
        ratios.append(Ratio(name, sizes, warning))
    return ratios


def document_of(report: Report, dealt: Dealt, ordered: Ordered | None) -> Document:
    """Spell a report out."""
    document = {
        "rows": dealt.rows,
        "used": dealt.used,
        "left_out": {why: count for why, count in dealt.groups.left_out.items() if count},
        "rejected": dealt.groups.refusals.counts,
        "arms": [
            answer_of(each, reached)
            for each, reached in zip(report.answers, report.delivered, strict=True)
        ],
        "layers": [answer_of(each) for each in report.layers],
        "pooled": [pooled_of(*each) for each in report.pooled],
        "groups": [
            {
                "campaign": each.campaign or None,
                "sizes": each.sizes,
                "warning": each.warning and word(each.warning),
            }
            for each in report.ratios
        ],
        "funnel": [funnel_of(each) for each in report.funnels],
        "features": [profile_of(each) for each in report.profiles],
    }
    return document | (_orders_of(ordered) if ordered else {})


def _orders_of(ordered: Ordered) -> Document:
    return {
        "orders": {
            "rows": ordered.account.rows,
            "used": ordered.account.used,
            "left_out": ordered.account.left_out,
            "rejected": ordered.account.rejected,
            "purchases": asdict(ordered.counts),
            "assigned_from": ordered.assigned_from,
            "is_assignment_assumed": ordered.is_assumed,
        },
        "baskets": {name: basket_of(basket) for name, basket in ordered.baskets.items()},
    }


def answer_of(answer: Answer, delivered: int | None = None) -> Document:
    """Spell out what can be said of an arm."""
    question, judged = answer.question, answer.judged
    lift, even, needed = judged.lift, answer.break_even, judged.needed
    return {
        **_asked(question),
        "measure": lift.measure,
        "treated": lift.treated,
        "treated_yes": lift.treated_yes,
        "control": lift.control,
        "control_yes": lift.control_yes,
        "delivered": delivered,
        **_rates(lift),
        "interval_any_day": _bounds(lift.any_day),
        "p_holm": judged.p_holm,
        "verdict": judged.verdict,
        "because": word(judged.because),
        "needed": needed and {"treated": needed.treated, "control": needed.control},
        "break_even": even and {"value": even.value, "interval": _bounds(even.interval)},
        "plain": answer.plain and _rates(answer.plain),
        "sharper": answer.sharper,
    }


def pooled_of(question: Question, pooled: Pooled) -> Document:
    """Spell out what several campaigns of an arm did together."""
    return {
        **_asked(question),
        "campaign": None,
        "campaigns": pooled.campaigns,
        "lift": pooled.lift,
        "interval": _bounds(pooled.interval),
        "p": pooled.p,
    }


def funnel_of(funnel: Funnel) -> Document:
    """Spell out the way of a source's customers."""
    worst = funnel.worst
    return {
        "source": funnel.source or None,
        **{step: funnel.customers.get(step) for step in Step},
        "worst_after": worst and worst.after,
        "worst_lost": worst and worst.lost,
    }


def profile_of(profile: Profile) -> Document:
    """Spell out what customers are like."""
    shares = profile.shares
    return {
        "feature": profile.feature,
        "quantiles": profile.quantiles,
        "shares": shares
        and {
            group: {value: _share(share) for value, share in own.items()}
            for group, own in shares.items()
        },
    }


def basket_of(basket: Iterable[ProductShare]) -> list[Document]:
    """Spell out the products of a basket."""
    return [
        {
            "product": each.product,
            "responders": _share(each.responders),
            "others": _share(each.others),
            "ratio": each.ratio,
        }
        for each in basket
    ]


def _asked(question: Question) -> Document:
    return {
        "arm": question.arm or None,
        "outcome": question.outcome,
        "window": question.window_days,
        "campaign": question.campaign or None,
        "layer": question.layer or None,
    }


def _rates(lift: Lift) -> Document:
    return {
        "stimulated_rate": lift.stimulated_rate,
        "natural_rate": lift.natural_rate,
        "lift": lift.lift,
        "interval": _bounds(lift.interval),
        "p": lift.p,
    }


def _bounds(interval: Interval) -> list[float | None]:
    """Spell an interval; JSON knows no infinity."""
    return [bound if isfinite(bound) else None for bound in interval]


def _share(share: Share) -> Mapping[str, int]:
    return {"count": share.count, "of": share.of}

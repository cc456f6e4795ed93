"""What a campaign did, printed for people: arms and windows side by side."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.cli import output
from bot.cli.response_report import Report
from bot.cli.response_study import Dealt, Ordered
from bot.reasons import word
from tagging.measured.baskets import ProductShare
from tagging.measured.funnel import Funnel, Step
from tagging.measured.intervals import Interval
from tagging.measured.lifts import Lift, Measure
from tagging.measured.pooling import Pooled
from tagging.measured.profiles import Profile
from tagging.measured.questions import Question
from tagging.measured.verdicts import Verdict, spell
from tagging.response import Answer

SURE = (Verdict.EFFECTIVE, Verdict.HARMFUL)
SHOWN = 5
"""Products of a basket that are printed; JSON has more."""


def say_report(report: Report, dealt: Dealt, ordered: Ordered | None) -> None:
    """Print a report for people."""
    _say_rows(
        "customers", dealt.rows, dealt.used, dealt.groups.left_out, dealt.groups.refusals.counts
    )
    if ordered:
        _say_rows(
            "orders",
            ordered.account.rows,
            ordered.account.used,
            ordered.account.left_out,
            ordered.account.rejected,
        )
        counts = ordered.counts
        output.say(
            f"purchases: {counts.within} within the longest window; ignored: {counts.before} "
            f"before the assignment, {counts.after} later, {counts.of_others} of others"
        )
        if ordered.is_assumed:
            output.say(f"no time of assignment: counted from {ordered.assigned_from} on")
    for ratio in report.ratios:
        if ratio.warning:
            output.say(f"{ratio.campaign} {word(ratio.warning, 'en')}".strip())
    _say_answers(zip(report.answers, report.delivered, strict=True))
    _say_pooled(report.pooled)
    _say_answers((each, None) for each in report.layers)
    _say_funnels(report.funnels)
    _say_profiles(report.profiles)
    for name, basket in ordered.baskets.items() if ordered else ():
        _say_basket(f"bought {name}", basket)


def _say_answers(answers: Iterable[tuple[Answer, int | None]]) -> None:
    """Print what was asked of all arms side by side, and why where nothing is sure."""
    asked: dict[str, list[tuple[Answer, int | None]]] = defaultdict(list)
    for answer, delivered in answers:
        asked[_asked_of(answer.question)].append((answer, delivered))
    for question, own in asked.items():
        output.say(f"{question}:")
        for answer, delivered in own:
            reached = "" if delivered is None else f"; {delivered} delivered"
            output.say(f"  {_line_of(answer)}{reached}")
            if answer.judged.verdict not in SURE:
                output.say(f"    {word(answer.judged.because, 'en')}")


def _line_of(answer: Answer) -> str:
    judged, lift = answer.judged, answer.judged.lift
    stimulated, natural = (
        f"{spell(rate, lift.measure):>9} of {size:<6}"
        for rate, size in ((lift.stimulated_rate, lift.treated), (lift.natural_rate, lift.control))
    )
    return (
        f"{answer.question.arm or 'any arm':<20} {stimulated} against {natural} {_lift_of(lift)}  "
        f"p {lift.p:.2g} (Holm {judged.p_holm:.2g})  {judged.verdict}{_discount(answer)}"
    )


def _say_pooled(pooled: Iterable[tuple[Question, Pooled]]) -> None:
    """Print what campaigns did together."""
    for question, one in pooled:
        together = _asked_of(replace(question, campaign=f"{one.campaigns} campaigns together"))
        output.say(f"{together}: {question.arm}  {_points(one.lift, one.interval)}  p {one.p:.2g}")


def _say_funnels(funnels: Iterable[Funnel]) -> None:
    """Print where customers of each source dropped out."""
    for funnel in funnels:
        steps = " > ".join(
            f"{step} {funnel.customers[step]}" for step in Step if step in funnel.customers
        )
        worst = funnel.worst
        lost = f"; most are lost after {worst.after}" if worst else ""
        output.say(f"source {funnel.source or 'any'}: {steps}{lost}")


def _say_profiles(profiles: Iterable[Profile]) -> None:
    """Print the median of each group, or its most frequent values."""
    for profile in profiles:
        output.say(f"{profile.feature}:")
        for group, quantiles in (profile.quantiles or {}).items():
            parts = ", ".join(f"{part:.0%} {value:g}" for part, value in quantiles.items())
            output.say(f"  {group:<16} {parts}")
        for group, shares in (profile.shares or {}).items():
            parts = ", ".join(
                f"{value} {share.rate:.1%}" for value, share in shares.items() if share.rate
            )
            output.say(f"  {group:<16} {parts}")


def _say_basket(title: str, basket: Sequence[ProductShare]) -> None:
    """Print what those who answered buy more than the others."""
    if basket:
        output.say(f"{title}, share of those who answered against the others:")
    for each in basket[:SHOWN]:
        ratio = f"{each.ratio:.1f} times" if each.ratio else "none of the others"
        output.say(
            f"  {each.product:<24} {each.responders.rate or 0:.1%} against "
            f"{each.others.rate or 0:.1%}, {ratio}"
        )


def _say_rows(
    name: str, rows: int, used: int, left_out: Mapping[str, int], rejected: Mapping[str, int]
) -> None:
    why = ", ".join(f"{count} {why}" for why, count in sorted(left_out.items()) if count)
    output.say(
        f"{name}: rows {rows} = used {used} + left out {sum(left_out.values())}"
        f"{f' ({why})' if why else ''} + rejected {sum(rejected.values())}"
    )


def _asked_of(question: Question) -> str:
    window = f"{question.window_days} days" if question.window_days else ""
    return " · ".join(filter(None, (question.campaign, question.layer, question.outcome, window)))


def _lift_of(lift: Lift) -> str:
    if lift.measure is Measure.SHARE:
        return _points(lift.lift, lift.interval)
    return f"{lift.lift:+,.4f} ({lift.interval.low:+,.4f} to {lift.interval.high:+,.4f})"


def _points(lift: float, interval: Interval) -> str:
    low, high = interval
    return f"{100 * lift:+.2f} points ({100 * low:+.2f} to {100 * high:+.2f})"


def _discount(answer: Answer) -> str:
    if answer.break_even is None or answer.judged.verdict not in SURE:
        return ""
    if answer.break_even.value <= 0:
        return "; no discount pays"
    return f"; a discount pays up to {answer.break_even.value:.0%} of the margin"

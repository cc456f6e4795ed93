"""`zhanggui uplift`: learn from a campaign who is moved by it, and order other customers."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import output
from bot.cli.campaign_file import Campaign, read_campaign
from bot.cli.campaign_lesson import Lesson, choose_columns, lesson_of
from bot.cli.out_file import STDOUT, check_folder, open_out, spare
from bot.cli.output import AsJson, Exit
from bot.cli.progress import busy
from bot.imports.columns import parse_map
from bot.imports.fields import FieldError
from bot.imports.lines import parse_customer
from bot.reasons import word

if TYPE_CHECKING:  # numpy waits until something is learned
    from tagging.counts import Share
    from tagging.moved.qini import Numbers
    from tagging.moved.trial import Trial
    from tagging.uplift import Method, UpliftModel

DECIMALS = 8


def uplift(
    *,
    train: Annotated[
        Path, typer.Option(exists=True, dir_okay=False, help="A past campaign, a row a customer.")
    ],
    score: Annotated[
        Path, typer.Option(exists=True, dir_okay=False, help="The customers to order.")
    ],
    outcome: Annotated[str, typer.Option(help="The column that says who answered, 0 or 1.")],
    arm: Annotated[str, typer.Option(help="The group that got the message.")],
    out: Annotated[Path, typer.Option(help="Write customer, uplift here; - for stdout.")],
    control: Annotated[
        str, typer.Option(help="The group that got nothing (default: control, No E-Mail, 对照 …).")
    ] = "",
    columns: Annotated[
        str, typer.Option("--map", help='Names in the files: "customer=row_id,group=segment".')
    ] = "",
    features: Annotated[
        str, typer.Option(help="Learn from these columns only: recency,history,channel.")
    ] = "",
    ignore: Annotated[str, typer.Option(help="Columns not to learn from.")] = "",
    method: Annotated[
        str, typer.Option(help="shrunk (default), two_models or class_transformation.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Order customers by how much a message moves them, not by who buys.

    --train is a past campaign with a control group, one row a customer: the
    group they were dealt into by lot, what they did (0 or 1) and what was
    known before, numbers or words. Groups other than --arm and the control
    are left out. --score has the same columns; group and outcome may be
    missing. What came after the message is not learned from: columns that
    --score does not have, that are named like an outcome (visit, spend …) or
    that follow the outcome. --features says otherwise.

    uplift is the chance of an answer with the message less that without, -1
    to 1. How well the order holds is measured on customers it was not learned
    from: Qini (0 is a random order), the lift of the best 30 % and of every
    tenth.
    """
    spare(out, train, score)
    if out != STDOUT:
        check_folder(out)
    said, chosen = parse_map(columns), _method_called(method)
    past = read_campaign(train, said)
    future = read_campaign(score, {field: said[field] for field in said if field != "group"})
    lesson = lesson_of(past, outcome, arm, control)
    names, left_out = choose_columns(past, future, lesson, _list(features), _list(ignore))
    refused = past.name_refusals()
    model, trials = _learn(past, lesson, names, chosen)
    scores = model.scores({name: future.cells(name) for name in model.encoding.names})
    left_out |= dict.fromkeys(model.encoding.idle, "tells nothing that another does not")
    document = _of_lesson(past, lesson) | _of_model(model, trials) | {"left_out": left_out}
    document |= _of_scores(future, scores, None if as_json and out == STDOUT else out)
    output.say_json(document) if as_json else _say(document, trials[model.method], out)
    if refused + future.name_refusals():
        raise typer.Exit(Exit.FOUND)


def _learn(
    past: Campaign, lesson: Lesson, names: Sequence[str], method: "Method"
) -> "tuple[UpliftModel, dict[Method, Trial]]":
    from tagging.uplift import teach_uplift, try_uplift

    cells = {name: past.cells(name).of(lesson.rows) for name in names}
    with busy(f"learning from {len(lesson.treated):,} customers"):
        model = teach_uplift(cells, lesson.treated, lesson.answered, method)
        return model, try_uplift(cells, lesson.treated, lesson.answered)


def _method_called(name: str) -> "Method":
    from tagging.uplift import Method

    try:
        return Method(name) if name else Method.SHRUNK
    except ValueError:
        raise typer.BadParameter(f"--method {name} is none of {', '.join(Method)}") from None


def _list(names: str) -> list[str]:
    return [name.strip() for name in names.replace("，", ",").split(",") if name.strip()]


def _of_scores(future: Campaign, scores: "Numbers", out: Path | None) -> dict[str, Any]:
    """Count whom a score is written for; without `out` the scores stand in the document."""
    scored, rows = _scored(future, scores.tolist()), list[dict[str, Any]]()
    if out:
        count = _write(scored, out)
    else:
        rows = [{"customer": who, "uplift": round(score, DECIMALS)} for who, score in scored]
        count = len(rows)
    counts = {"scored": count, "not_scored": future.rows - count}
    return counts if out else {**counts, "scores": rows}


def _write(scored: Iterator[tuple[str, float]], out: Path) -> int:
    """Write a row a customer; return how many were written."""
    written = 0
    with open_out(out) as write:
        write("customer,uplift\n")
        for customer, score in scored:
            write(f"{_quoted(customer)},{score:.{DECIMALS}f}\n")
            written += 1
    return written


def _scored(future: Campaign, scores: Sequence[float]) -> Iterator[tuple[str, float]]:
    """Give each customer with their score; rows without a customer are refused."""
    customers = future.cells(future.customer_column())
    for row, score in enumerate(scores):
        try:
            yield parse_customer(customers.word(row)), score
        except FieldError as error:
            future.refusals.add(future.numbers[row], error.reason, error.advice)


def _quoted(text: str) -> str:
    line = StringIO()
    csv.writer(line, lineterminator="").writerow([text])
    return line.getvalue()


def _of_lesson(past: Campaign, lesson: Lesson) -> dict[str, Any]:
    refused = past.refusals.counts.total()
    used = len(lesson.treated)
    return {
        "outcome": lesson.outcome,
        "arm": lesson.arm,
        "control": lesson.control,
        "columns": {**past.roles, "group": lesson.group},
        "rows": past.rows,
        "used": used,
        "other_groups": past.rows - used - refused,
        "rejected": refused,
        "everybody": _lift(*lesson.shares),
    }


def _of_model(model: "UpliftModel", trials: "Mapping[Method, Trial]") -> dict[str, Any]:
    from tagging.uplift import because_of

    trial = trials[model.method]
    because = because_of(trial)
    return {
        "features": model.encoding.names,
        "method": model.method,
        "verdict": because.code,
        "because": word(because),
        "models": {
            method: {"qini": each.qini, "error": each.error, "top_30": _lift(*each.top)}
            for method, each in trials.items()
        },
        "tenths": [
            {"predicted": band.predicted, **_lift(band.treated, band.control)}
            for band in trial.bands
        ],
    }


def _lift(treated: "Share", control: "Share") -> dict[str, Any]:
    """Spell two shares and their difference as `zhanggui response` does; None of nobody."""
    from tagging.measured.intervals import newcombe, rate_of

    counts = {
        "treated": treated.of,
        "treated_yes": treated.count,
        "control": control.of,
        "control_yes": control.count,
    }
    if not treated.of or not control.of:
        return {**counts, "lift": None, "interval": None}
    lift = rate_of(treated) - rate_of(control)
    return {**counts, "lift": lift, "interval": list(newcombe(treated, control))}


def _say(document: Mapping[str, Any], trial: "Trial", out: Path) -> None:
    """Write for people what was learned and how well it holds, beside what goes to stdout."""
    from tagging.uplift import because_of

    say = output.complain if out == STDOUT else output.say
    say(
        f"rows {document['rows']} = used {document['used']} + other groups "
        f"{document['other_groups']} + rejected {document['rejected']}"
    )
    say(f"{document['arm']} against {document['control']}: {_points(document['everybody'])}")
    say(f"learned from {', '.join(document['features'])}")
    for name, why in document["left_out"].items():
        say(f"  left out {name}: {why}")
    for method, each in document["models"].items():
        mark = "*" if method == document["method"] else " "
        say(
            f"{mark} {method:<20} Qini {each['qini']:.3f} ± {each['error']:.3f}, "
            f"best 30 %: {_points(each['top_30'])}"
        )
    for place, band in enumerate(document["tenths"], 1):
        say(f"  tenth {place:>2}: predicted {100 * band['predicted']:5.1f}, {_points(band)}")
    say(word(because_of(trial), "en"))
    say(f"scored {document['scored']}, not scored {document['not_scored']}")


def _points(lift: Mapping[str, Any]) -> str:
    if lift["lift"] is None:
        return "nobody to compare"
    low, high = lift["interval"]
    return f"{100 * lift['lift']:.1f} points ({100 * low:.1f} to {100 * high:.1f})"

"""`zhanggui persona`: look at a persona's file before anybody speaks with its voice."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import output
from bot.cli.output import AsJson, Exit
from bot.cli.persona_file import read_persona
from bot.cli.terminal import columns, folded
from bot.reasons import word
from persona.profile import Persona, PersonaLimits, check_persona
from persona.variables import fill

persona = typer.Typer(no_args_is_help=True, help="Look at a persona's file.")
EXAMPLES = (
    "{称呼}，您问的我记下了，查清楚就回您{语气}{表情}",
    "拿不准怎么选，{称呼}把情况发我{语气}，一起看看哪个合适。",
    "今天先忙到这里，{称呼}早点休息{语气}{表情}\n{署名}",
)
_LIMITS = {
    "posts_per_day": "每天最多 {} 条",
    "posts_per_week": "七天最多 {} 条",
    "selling_cap_percent": "种草最多占 {}%",
}


@persona.callback()
def _gather() -> None:
    """Keep `check` a command of its own."""


@persona.command()
def check(
    file: Annotated[Path, typer.Argument(help="The persona (TOML).")], *, as_json: AsJson = False
) -> None:
    """Read a persona: who it is, how it sounds in three examples, and what it still lacks.

    Exits with 0, with 1 where there are hints, with 2 where the file is wrong.
    """
    who = read_persona(file)
    hints = [word(hint) for hint in check_persona(who)]
    examples = [fill(each, who, {}, turn) for turn, each in enumerate(EXAMPLES)]
    if as_json:
        output.say_json({"persona": asdict(who), "examples": examples, "hints": hints})
    else:
        for line in _report(who, examples, hints):
            output.say(line)
    if hints:
        raise typer.Exit(Exit.FOUND)


def _report(who: Persona, examples: list[str], hints: list[str]) -> Iterator[str]:
    width = columns()
    for title, told in _facts(who):
        if told:
            yield from folded(told, width, first=f"{title}：", then="    ")
    yield ""
    yield "说起话来是这样"
    for example in examples:
        yield from folded(example, width, first="  · ", then="    ")
    yield ""
    yield "还可以补" if hints else "没有发现要补的"
    for hint in hints:
        yield from folded(hint, width, first="  · ", then="    ")


def _facts(who: Persona) -> Iterator[tuple[str, str]]:
    voice, life = who.voice, who.life
    yield "名字", f"{who.name}，{who.role}"
    yield "账号", who.account
    yield "调子", who.tone
    yield "说给谁听", who.audience
    yield "懂什么", "、".join(who.knowledge)
    yield "称呼客户", voice.address
    yield "一句话", f"约 {voice.sentence_letters} 个字"
    yield "语气词", "、".join(voice.particles)
    if voice.emoji:
        yield "表情", f"{' '.join(voice.emoji)}，每条最多 {voice.emoji_per_post} 个"
    yield "不说的词", "、".join(voice.forbidden_words)
    yield "生活", "；".join(filter(None, (life.city, life.family, life.working_day)))
    yield "爱好", "、".join(life.hobbies)
    yield "自己的上限", "，".join(_limits(who.limits))


def _limits(limits: PersonaLimits) -> Iterator[str]:
    for name, sentence in _LIMITS.items():
        value = getattr(limits, name)
        if value is not None:
            yield sentence.format(value)

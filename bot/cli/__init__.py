"""The command line: one file a command, gathered here.

Exit codes: 0 done; 1 done, but something was refused or found (bad rows, blocked wording, a
failed check); 2 the command, a setting or a file is wrong; 3 the machine is not ready (port taken,
database not reachable or newer than the program).
"""

import os
import sys
from importlib.metadata import version
from typing import Annotated

import typer

# One thread is the fastest for small matrices, by far on a busy machine; numpy reads it once.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from bot.cli import output
from bot.cli.assign import assign
from bot.cli.concerns import concerns
from bot.cli.database import db
from bot.cli.discover import discover
from bot.cli.doctor import doctor
from bot.cli.evaluate import evaluate
from bot.cli.imports import import_file
from bot.cli.layer import layer
from bot.cli.learn import learn
from bot.cli.lint import lint
from bot.cli.manners import manners
from bot.cli.match import match
from bot.cli.persona import persona
from bot.cli.plan import plan
from bot.cli.power import power
from bot.cli.products import products
from bot.cli.response import response
from bot.cli.serve import demo, serve
from bot.cli.uplift import uplift
from bot.errors import BotError
from persona.errors import PersonaError
from tagging.errors import TaggingError

app = typer.Typer(
    name="zhanggui",
    epilog="Exit codes: 0 done · 1 done, with refusals or findings · 2 wrong input · 3 not ready.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def _say_version(is_asked: bool) -> None:
    if is_asked:
        output.say(f"zhanggui {version('zhanggui')}")
        raise typer.Exit


@app.callback()
def zhanggui(
    is_version_asked: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_say_version, help="Print the version and leave."
        ),
    ] = False,
) -> None:
    """掌柜: a chat-bot assistant for private-domain operation on WeChat."""
    del is_version_asked  # its callback has spoken


app.command()(serve)
app.command()(demo)
app.command("import")(import_file)
app.command()(concerns)
app.command()(learn)
app.command()(discover)
app.command()(match)
app.add_typer(evaluate, name="evaluate")
app.command()(layer)
app.command()(uplift)
app.command()(products)
app.command()(assign)
app.command()(power)
app.command()(response)
app.command()(plan)
app.command()(lint)
app.add_typer(persona, name="persona")
app.command()(manners)
app.add_typer(db, name="db")
app.command()(doctor)


def main() -> None:
    """Run a command; what goes wrong is one sentence and an exit code, never a traceback."""
    try:
        app()
    except (BotError, TaggingError, PersonaError) as error:
        output.complain(str(error))
        sys.exit(output.exit_code_of(error))
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)

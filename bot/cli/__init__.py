"""The command line: one file a command, gathered here.

Exit codes: 0 done; 1 done, but something was refused or found (bad rows, blocked wording, a
failed check); 2 the command, a setting or a file is wrong; 3 the machine is not ready (port taken,
database not reachable or newer than the program).
"""

import sys

import typer

from bot.cli import output
from bot.cli.concerns import concerns
from bot.cli.database import db
from bot.cli.doctor import doctor
from bot.cli.imports import import_file
from bot.cli.layer import layer
from bot.cli.lint import lint
from bot.cli.plan import plan
from bot.cli.serve import demo, serve
from bot.errors import BotError
from persona.errors import PersonaError
from tagging.errors import TaggingError

app = typer.Typer(
    name="zhanggui",
    help="掌柜: a chat-bot assistant for private-domain operation on WeChat.",
    epilog="Exit codes: 0 done · 1 done, with refusals or findings · 2 wrong input · 3 not ready.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command()(serve)
app.command()(demo)
app.command("import")(import_file)
app.command()(concerns)
app.command()(layer)
app.command()(plan)
app.command()(lint)
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

from collections import defaultdict

from typer.main import get_command

from bot.cli import app

TEXT_COMMANDS = ("concerns", "learn", "discover", "match")


def test_commands_that_read_texts_say_the_same_of_an_option():
    commands = get_command(app).commands
    reading = [commands[name] for name in TEXT_COMMANDS]
    reading += commands["evaluate"].commands.values()
    helps = defaultdict(set)
    for command in reading:
        for parameter in command.params:
            helps[parameter.name].add(parameter.help)

    for name in ("text_column", "category", "category_column", "lexicon", "engine", "encoding"):
        assert len(helps[name]) == 1, name


def test_every_command_that_reads_texts_takes_letters_by_hand():
    commands = get_command(app).commands

    for name in TEXT_COMMANDS:
        assert "encoding" in {parameter.name for parameter in commands[name].params}

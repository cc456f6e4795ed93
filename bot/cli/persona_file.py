"""A persona as a file, or the one that comes with the program."""

from contextlib import suppress
from pathlib import Path

from bot.cli.text_file import read_text
from bot.packaged import packaged, starter_file
from persona.errors import ProfileError
from persona.profile import Persona, parse_persona

PLAIN_ADDRESS = "朋友"


def read_persona(file: Path | None) -> Persona:
    """Read a persona in any usual letters, the packaged one where there is no file.

    Raise ImportFileError or ProfileError, in one sentence, where it is wrong.
    """
    return parse_persona(*_text_of(file))


def read_speaker(file: Path | None) -> tuple[Persona, str]:
    """Read a persona to plan for, and what its file says of no voice, or "".

    One without a voice may still post: it speaks plainly. Raise as read_persona where it is
    wrong otherwise.
    """
    text, name = _text_of(file)
    try:
        return parse_persona(text, name), ""
    except ProfileError as fault:
        with suppress(ProfileError):
            plain = parse_persona(f'{text}\n[voice]\naddress = "{PLAIN_ADDRESS}"\n', name)
            return plain, f"{fault}；先不带口气，称呼用「{PLAIN_ADDRESS}」"
        raise


def _text_of(file: Path | None) -> tuple[str, str]:
    if file is None:
        name = starter_file("persona.toml")
        return packaged("bot.data", name), name
    return read_text(file).replace("\r\n", "\n"), file.name

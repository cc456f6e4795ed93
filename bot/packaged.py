"""What comes with the program: texts, and the lexicons that are made of them."""

from functools import cache, lru_cache
from importlib.resources import files

from persona.wording import WordTable, parse_adlaw
from tagging.changes import LexiconChange
from tagging.lexicon import Lexicon, parse_lexicon

LEXICONS_KEPT = 32


def packaged(package: str, name: str) -> str:
    """Read a text that comes with the program."""
    return (files(package) / name).read_text(encoding="utf-8")


def packaged_concerns() -> str:
    """Read the packaged concerns and their words: all files of the folder, in order of name."""
    folder = files("tagging.data.concerns")
    names = sorted(each.name for each in folder.iterdir() if each.name.endswith(".toml"))
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in names)


@cache
def packaged_wording() -> WordTable:
    """Return the table of words that advertising law forbids or doubts, built once."""
    return parse_adlaw(packaged("persona.data", "adlaw.csv"))


@lru_cache(LEXICONS_KEPT)
def packaged_lexicon(category: str, changes: tuple[LexiconChange, ...] = ()) -> Lexicon:
    """Return the packaged lexicon of a known category with these changes, built once."""
    return parse_lexicon(packaged_concerns(), category=category, changes=changes)

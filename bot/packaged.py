"""What comes with the program: texts, and the lexicons that are made of them."""

from functools import cache, lru_cache
from importlib.resources import files

from persona.wording import WordFiles, WordTable, parse_adlaw
from tagging.changes import LexiconChange
from tagging.lexicon import Lexicon, category_of, parse_lexicon
from tagging.traditional import SIMPLIFIED, TRADITIONAL

LEXICONS_KEPT = 32
WORD_FILES = ("adlaw.csv", "grounds.csv", "contexts.toml", "claims.toml")
STARTERS = {"母婴食品": "baby", "孕妇装": "baby", "童装": "baby"}
"""The starter shop of a category; of every other one it is the clothes shop."""


def packaged(package: str, name: str) -> str:
    """Read a text that comes with the program."""
    return (files(package) / name).read_text(encoding="utf-8")


def starter_file(name: str, category: str = "") -> str:
    """Name a file (persona.toml, materials.toml, scripts.toml) of the category's starter shop."""
    return f"starter/{STARTERS.get(category_of(category)[0], 'clothes')}/{name}"


def packaged_concerns() -> str:
    """Read the packaged concerns and their words: all files of the folder, in order of name."""
    folder = files("tagging.data.concerns")
    names = sorted(each.name for each in folder.iterdir() if each.name.endswith(".toml"))
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in names)


@cache
def packaged_wording() -> WordTable:
    """Return the table of words that advertising law forbids or doubts, built once."""
    texts = [packaged("persona.data", name) for name in WORD_FILES]
    return parse_adlaw(WordFiles(*texts), str.maketrans(TRADITIONAL, SIMPLIFIED))


@lru_cache(LEXICONS_KEPT)
def packaged_lexicon(category: str, changes: tuple[LexiconChange, ...] = ()) -> Lexicon:
    """Return the packaged lexicon of a known category with these changes, built once."""
    return parse_lexicon(packaged_concerns(), category=category, changes=changes)

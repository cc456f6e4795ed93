"""The lexicon of each category that a file's rows name."""

from dataclasses import dataclass, field
from pathlib import Path

from bot.cli import output
from bot.cli.text_rows import shown
from bot.errors import ImportFileError
from bot.packaged import packaged_concerns
from tagging.lexicon import GENERAL, Lexicon, category_of, parse_lexicon

MOST_WARNINGS = 20
LONGEST = 50  # characters of a name that is shown


@dataclass(slots=True)
class Lexicons:
    """One lexicon a category, built when it is first asked for.

    `with_borrowed` are words that only serve labels of their concern's name, for models.
    """

    text: str
    name: str
    with_borrowed: bool = False
    _built: dict[str, Lexicon] = field(default_factory=dict)
    _strange: set[str] = field(default_factory=set)

    def lexicon_of(self, category: str) -> Lexicon:
        """Give a category's lexicon, the general one (with one warning) where it is unknown."""
        if category in self._built:
            return self._built[category]
        chosen, is_known = category_of(category or GENERAL)
        if is_known:
            self._built[category] = self._of(chosen)
        elif category not in self._strange and len(self._strange) < MOST_WARNINGS:
            self._warn(category)
        return self._of(chosen)

    @property
    def everywhere(self) -> tuple[str, ...]:
        """Name the concerns that every category has."""
        return parse_lexicon(self.text, category=GENERAL, name=self.name).concerns

    @property
    def concerns(self) -> frozenset[str]:
        """Name the concerns of all categories asked for so far."""
        return frozenset(name for lexicon in self._built.values() for name in lexicon.concerns)

    def _warn(self, category: str) -> None:
        self._strange.add(category)
        output.complain(f"{shown(category, LONGEST)}: not a category we know, read as {GENERAL}")
        if len(self._strange) == MOST_WARNINGS:
            output.complain("further categories that we do not know are not named")

    def _of(self, chosen: str) -> Lexicon:
        if chosen not in self._built:
            self._built[chosen] = parse_lexicon(
                self.text, category=chosen, name=self.name, with_borrowed=self.with_borrowed
            )
        return self._built[chosen]


def read_lexicons(path: Path | None, *, with_borrowed: bool = False) -> Lexicons:
    """Read a shop's own lexicon, else the packaged one. Raise ImportFileError where it is none."""
    if path is None:
        return Lexicons(packaged_concerns(), "tagging/data/concerns", with_borrowed)
    try:
        return Lexicons(path.read_text("utf-8-sig"), path.name, with_borrowed)
    except (OSError, UnicodeDecodeError) as fault:
        raise ImportFileError(f"{path}: cannot be read as UTF-8 text: {fault}") from None

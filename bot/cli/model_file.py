"""Model files: what `zhanggui learn` wrote, of concerns or of pairs."""

from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import ImportFileError
from tagging.errors import TaggingError

if TYPE_CHECKING:  # numpy waits until there is a model
    from tagging.learning import ConcernModel
    from tagging.pairs import PairModel


def read_concern_model(path: Path) -> "ConcernModel":
    """Read a model of concerns. Raise ImportFileError, naming the file, where it is none."""
    from tagging.learning import ConcernModel

    content = _content(path)
    try:
        return ConcernModel.from_bytes(content)
    except TaggingError as fault:
        raise ImportFileError(f"{path}: {fault}") from None


def read_pair_model(path: Path) -> "PairModel":
    """Read a model of question pairs. Raise ImportFileError where it is none."""
    from tagging.pairs import PairModel

    content = _content(path)
    try:
        return PairModel.from_bytes(content)
    except TaggingError as fault:
        raise ImportFileError(f"{path}: {fault}") from None


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise ImportFileError(f"{path}: cannot be read: {fault.strerror}") from None

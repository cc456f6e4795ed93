"""The secret of the demo's page, made once."""

import os
import secrets
from pathlib import Path

from bot.errors import NotReady


def ensure_secrets(path: Path) -> None:
    """Write a secrets file with a fresh page key, for its owner only, unless there is one."""
    if path.exists():
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise NotReady(f"{path}: cannot be written: {error.strerror}") from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f'[page]\npage_key = "{secrets.token_urlsafe(32)}"\n')

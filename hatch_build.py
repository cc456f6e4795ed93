"""Copy htmx and its WebSocket extension out of a pinned wheel; no third-party file is kept."""

from hashlib import sha256
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WHEEL = "django-htmx"
FOLDER = "django_htmx/static/django_htmx"
FILES = {"htmx.min.js": "htmx-2.min.js", "hx-ws.min.js": "ext/hx-ws-2.min.js"}
SHA256 = {
    "htmx.min.js": "71ea67185bfa8c98c39d31717c6fce5d852370fcdfd129db4543774d3145c0de",
    "hx-ws.min.js": "896afc2936ded7a56373edf16ce75b0fe9bf49c03d1f55aee9baa94cb87c8d3e",
}
NOTICE = """\
htmx and its WebSocket extension, Copyright (c) Big Sky Software, Zero-Clause BSD licence.
Taken unchanged at build time from the wheel {wheel} {version} (MIT licence).
"""


class CustomBuildHook(BuildHookInterface[Any]):
    """Fill `bot/console/static/vendor` before the wheel is packed or linked."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Copy each file whose SHA-256 is the expected one; fail loudly otherwise."""
        del version, build_data
        wheel = distribution(WHEEL)
        target = Path(self.root) / "bot/console/static/vendor"
        target.mkdir(parents=True, exist_ok=True)
        for name, source in FILES.items():
            content = Path(str(wheel.locate_file(f"{FOLDER}/{source}"))).read_bytes()
            found = sha256(content).hexdigest()
            if found != SHA256[name]:
                msg = (
                    f"{source} of {WHEEL} {wheel.version}: SHA-256 is {found}, not {SHA256[name]}"
                )
                raise RuntimeError(msg)
            (target / name).write_bytes(content)
        notice = NOTICE.format(wheel=WHEEL, version=wheel.version)
        (target / "NOTICE.txt").write_text(notice, encoding="utf-8")

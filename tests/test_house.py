"""Rules of the house that no linter knows."""

import ast
import re
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("bot", "persona", "tagging")
SOURCES = sorted(
    path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "versions" not in path.parts
)
DRAWERS = {"utils", "helpers", "common", "misc", "util"}
# Modules that hold names only; whoever uses them tests them.
VOCABULARY = {
    "bot/__main__.py",
    "bot/actions.py",
    "bot/clock.py",
    "bot/errors.py",
    "bot/events.py",
    "bot/metrics.py",
    "bot/posts.py",
    "bot/records.py",
    "persona/errors.py",
    "tagging/errors.py",
    "bot/store/ids.py",
    "bot/store/migrations/env.py",
    "bot/store/moment_tables.py",
    "bot/store/review_tables.py",
    "bot/store/tables.py",
}
MARKS = re.compile("TO" + "DO|FIX" + "ME|XX" + "X|HA" + "CK|Not" + "Implemented")


def lines_of(path):
    return path.read_text(encoding="utf-8").count("\n")


def functions():
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path, node


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_short_named_and_tested_by_its_own_file(path):
    name = path.relative_to(ROOT)
    own_test = ROOT / "tests" / name.parent / f"test_{name.name}"

    assert lines_of(path) <= 400
    assert path.stem not in DRAWERS
    assert not MARKS.search(path.read_text(encoding="utf-8"))
    if path.stem != "__init__":
        assert own_test.exists() != (str(name) in VOCABULARY), f"{own_test} decides"


def test_functions_are_short():
    sizes = {
        f"{path.name}:{node.name}": node.end_lineno - node.lineno + 1 for path, node in functions()
    }

    assert max(sizes.values()) <= 60
    assert median(sizes.values()) <= 10


def test_the_core_reads_no_clock_no_chance_and_no_file():
    banned = {"random", "time", "asyncio", "pathlib", "os", "io", "socket", "subprocess"}
    for path in SOURCES:
        if path.relative_to(ROOT).parts[0] == "bot":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                assert not banned & {alias.name for alias in node.names}, path
            if isinstance(node, ast.ImportFrom):
                assert node.module not in banned, path
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id != "open", path


def test_every_test_asserts_something():
    silent = []
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_test = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            if is_test and node.name.startswith("test_") and not _asserts(node):
                silent.append(f"{path.relative_to(ROOT)}:{node.name}")
    assert silent == []


def _asserts(function):
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call) and re.search(
            r"raises|check|assert", ast.unparse(node.func)
        ):
            return True
    return False

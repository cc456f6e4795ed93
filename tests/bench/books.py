"""Read afterwards, in the shop's own database, what became of every callback."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

UNKEPT = """
SELECT count(*) FROM (
  SELECT inbox.id FROM inbox LEFT JOIN messages ON messages.origin = 'event:' || inbox.id
  WHERE inbox.key LIKE 'msg:%' GROUP BY inbox.id HAVING count(messages.id) <> 1)
"""
REPLIES = """
SELECT count(*), count(DISTINCT inbox.id), coalesce(sum(outbox.state = 'answered'), 0)
FROM inbox
JOIN outbox ON outbox.key IN ('reply:' || inbox.id || ':0', 'reply:' || inbox.id || ':1')
WHERE inbox.key LIKE 'msg:%'
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """Acknowledged callbacks that are not there, and those there more than once."""

    lost: int
    doubled: int


def compare(database: Path, acknowledged: Iterable[str]) -> Kept:
    """Compare what was acknowledged with what was kept."""
    counts = dict(_rows(database, "SELECT key, count(*) FROM inbox GROUP BY key"))
    keys = set(acknowledged)
    return Kept(len(keys - counts.keys()), sum(count > 1 for count in counts.values()))


@dataclass(frozen=True, slots=True)
class Conversations:
    """How many messages were not kept exactly once, not answered, answered twice, or at once."""

    messages: int
    unkept: int
    unanswered: int
    answered_twice: int
    answered_in_response: int


def read_conversations(database: Path) -> Conversations:
    """Count messages and their answers."""
    messages = _one(database, "SELECT count(*) FROM inbox WHERE key LIKE 'msg:%'")
    replies, answered, in_response = _rows(database, REPLIES)[0]
    unkept = _one(database, UNKEPT)
    return Conversations(messages, unkept, messages - answered, replies - answered, in_response)


def count(database: Path, table: str, state: str) -> int:
    """Count the rows of a table in a state."""
    return _one(database, f"SELECT count(*) FROM {table} WHERE state = '{state}'")


def wait_until_worked_off(database: Path, seconds: float) -> float:
    """Wait until no event waits any more; return the seconds, infinity where it took longer."""
    began = monotonic()
    while monotonic() - began < seconds:
        if not count(database, "inbox", "new"):
            return monotonic() - began
        sleep(0.1)
    return float("inf")


def _one(database: Path, sql: str) -> int:
    return int(_rows(database, sql)[0][0])


def _rows(database: Path, sql: str):
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30)) as connection:
        return connection.execute(sql).fetchall()

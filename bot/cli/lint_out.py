"""What was found in copy: a JSON line a row, or a report that fits a phone."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence

from bot.cli.copy_rows import CopyRow
from bot.cli.terminal import folded
from bot.reasons import word
from persona.worded.hits import REASONS
from persona.wording import WordHit, WordLevel, strictest

PASS = "pass"  # noqa: S105  a level, no password
UNREAD = "unread"
LEVEL_NAMES: dict[str, str] = {
    WordLevel.BLOCK: "拦下",
    WordLevel.WARN: "提醒",
    WordLevel.HINT: "提示",
}
_AROUND = 24  # letters of the text shown on both sides of its first hit

Hits = Sequence[WordHit]


def level_of(hits: Hits) -> str:
    """Return the strictest level among hits, or "pass"."""
    return strictest(hits) or PASS


def document_of(row: CopyRow, hits: Hits) -> dict[str, object]:
    """Say what was found in a row."""
    document: dict[str, object] = {
        "row": row.number,
        "level": level_of(hits),
        "hits": [_hit(hit) for hit in hits],
    }
    if row.notes:
        document["notes"] = [f"{note.reason}；{note.advice}" for note in row.notes]
    return document | ({"error": row.error} if row.error else {})


def line_of(row: CopyRow, hits: Hits) -> str:
    """Write a row as a line of JSON, by hand where nothing was found: that is most rows."""
    if not hits and not row.error and not row.notes:
        return f'{{"row": {row.number}, "level": "{PASS}", "hits": []}}\n'
    return json.dumps(document_of(row, hits), ensure_ascii=False) + "\n"


def report_of(row: CopyRow, hits: Hits, width: int) -> Iterator[str]:
    """Show people a row in which something was found: the place, the law, what to do."""
    if not hits:
        return
    yield from folded(_shown(row.text, hits), width, first=f"第 {row.number} 条  ", then="  ")
    advised = set()
    for hit in hits:
        told = f"{LEVEL_NAMES[hit.level]}{_place(hit)}：{_ground(hit)}"
        yield from folded(told, width, first="  ", then="    ")
        for because in (hit.instead, hit.may_be_fine):
            if because and because.code not in advised:
                advised.add(because.code)
                yield from folded(word(because), width, first="    ", then="    ")


def summary_of(levels: Counter[str]) -> str:
    """Count the rows by their level, and those that could not be read."""
    if not levels.keys() - {PASS}:
        return f"查了 {levels.total()} 条，没有发现需要留意的词"
    names = {**LEVEL_NAMES, UNREAD: "读不了"}
    found = "，".join(
        f"{name} {levels[level]} 条" for level, name in names.items() if levels[level]
    )
    return f"查了 {levels.total()} 条：{found}，放行 {levels[PASS]} 条"


def _hit(hit: WordHit) -> dict[str, object]:
    return {
        "start": hit.start,
        "end": hit.end,
        "text": hit.word,
        "category": hit.category,
        "level": hit.level,
        "law": hit.law,
        "article": hit.article,
        "fine": hit.fine_range,
        "because": word(hit.because),
        "why_maybe_fine": word(hit.may_be_fine) if hit.may_be_fine else None,
        "instead": word(hit.instead) if hit.instead else None,
    }


def _place(hit: WordHit) -> str:
    """Name the words and where they stand, nothing where something is missing."""
    return f"「{hit.word}」（{hit.start + 1}-{hit.end} 字）" if hit.word else ""


def _ground(hit: WordHit) -> str:
    """Name the law and its fine; of what is no word of the table say what it is."""
    is_word = hit.because.code in REASONS.values()
    told = f"{hit.law}{hit.article}" if is_word else word(hit.because)
    return told + (f"，罚 {hit.fine_range}" if hit.fine_range else "")


def _shown(text: str, hits: Hits) -> str:
    """Cut a text around its first hit."""
    start = max(0, hits[0].start - _AROUND)
    end = hits[0].end + _AROUND
    middle = " ".join(text[start:end].split())
    return f"{'…' if start else ''}{middle}{'…' if end < len(text) else ''}"

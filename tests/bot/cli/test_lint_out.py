import json
from collections import Counter

import pytest
from rich.cells import cell_len

from bot.cli.copy_rows import CopyRow, Note
from bot.cli.lint_out import document_of, level_of, line_of, report_of, summary_of
from bot.packaged import packaged_wording
from persona.wording import CopyFacts, check_copy

COPY = "今天上新，这是顶级面料，手感也是一流，全店秒杀只要三天，喜欢的姐妹可以慢慢看看。"


def found(text, **row):
    copy = CopyRow(3, text, CopyFacts(), **row)
    return copy, check_copy(text, packaged_wording())


def test_a_row_is_as_strict_as_its_strictest_hit():
    assert level_of(found(COPY)[1]) == "block"
    assert level_of([]) == "pass"


def test_a_hit_says_where_it_stands_which_law_it_touches_and_what_to_say_instead():
    document = document_of(*found(COPY))
    hit = document["hits"][0]

    assert (document["row"], document["level"]) == (3, "block")
    assert COPY[hit["start"] : hit["end"]] == hit["text"] == "顶级"
    assert (hit["category"], hit["law"], hit["level"]) == ("absolute", "广告法", "block")
    assert hit["article"].startswith("第九条")
    assert "20" in hit["fine"]
    assert "有据可查" in hit["why_maybe_fine"]
    assert "顶级" in hit["instead"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({}, {}),
        ({"error": "不是一条 JSON"}, {"error": "不是一条 JSON"}),
        ({"notes": (Note("没有类别「飞船」", "改"),)}, {"notes": ["没有类别「飞船」；改"]}),
    ],
)
def test_a_row_without_hits_passes_and_says_what_was_not_read(row, said):
    line = line_of(*found("好", **row))

    assert line.endswith("}\n")
    assert json.loads(line) == {"row": 3, "level": "pass", "hits": []} | said


@pytest.mark.parametrize("width", [45, 80])
def test_the_report_of_a_row_fits_a_phone_and_advises_once(width):
    lines = list(report_of(*found(COPY + "又是顶级"), width))

    assert max(map(cell_len, lines)) <= width
    assert lines[0].startswith("第 3 条  今天上新，这是顶级")
    assert sum("换成说得出依据的事实" in "".join(lines[n : n + 3]) for n in range(len(lines))) <= 3


def test_what_is_no_word_of_the_table_is_said_in_full():
    facts = CopyFacts(link="https://a.cn", is_post=True)
    text = "新到大衣，点链接看"
    row = CopyRow(1, text, facts)
    lines = "".join(report_of(row, check_copy(text, packaged_wording(), facts), 200))

    assert "  拦下：这条朋友圈带购买链接，要写明「广告」" in lines


def test_of_a_long_text_the_report_shows_the_place():
    far = "面料舒服，" * 30 + "顶级" + "，欢迎来看" * 30
    first = "".join(report_of(*found(far), 200)).split("拦下")[0]

    assert "…" in first
    assert "顶级" in first
    assert len(first) < 100


def test_nothing_found_is_said_in_one_line():
    assert list(report_of(*found("今天上新"), 80)) == []
    assert summary_of(Counter({"pass": 2})) == "查了 2 条，没有发现需要留意的词"


def test_rows_are_counted_by_level():
    levels = Counter({"pass": 5, "block": 1, "hint": 2, "unread": 1})

    assert summary_of(levels) == "查了 9 条：拦下 1 条，提示 2 条，读不了 1 条，放行 5 条"

import csv
from collections import Counter
from datetime import date

from bot.cli.stage_file import OUT_COLUMNS, STEP, write_stages
from tagging.bought.stages import StageRules, stage_of


def stage(year, month):
    return stage_of("母婴", date(2026, 3, 1), StageRules(), birthday=date(year, month, 1))


def test_a_stage_is_a_row_with_its_months_and_its_reason(tmp_path):
    out = tmp_path / "stages.csv"

    counts = write_stages(out, [("小周", stage(2025, 8)), ("老李", stage(2026, 5))])

    with out.open(encoding="utf-8", newline="") as text:
        rows = list(csv.reader(text))
    assert counts == Counter({1: 1, -1: 1})
    assert tuple(rows[0]) == OUT_COLUMNS
    assert [row[:4] for row in rows[1:]] == [["小周", "1", "6", "11"], ["老李", "-1", "-6", "-1"]]
    assert "2025-08-01" in rows[1][4]


def test_more_customers_than_fit_in_a_step_are_all_written(tmp_path):
    out, known = tmp_path / "stages.csv", stage(2026, 1)

    counts = write_stages(out, ((f"c{n}", known) for n in range(STEP + 1)))

    assert counts == {0: STEP + 1}
    assert out.read_text(encoding="utf-8").count("\n") == STEP + 2


def test_where_nobody_s_stage_is_known_there_is_only_a_header(tmp_path):
    out = tmp_path / "stages.csv"

    assert write_stages(out, []) == Counter()
    assert out.read_text(encoding="utf-8") == ",".join(OUT_COLUMNS) + "\n"

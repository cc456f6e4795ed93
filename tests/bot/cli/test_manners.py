import json

import pytest
import typer
from typer.testing import CliRunner

from bot.cli.manners import KINDS, PERIODS, PURPOSES, RULES, manners
from bot.errors import ConfigError
from persona.manners import CapPeriod, Purpose, Rule, TouchKind

app = typer.Typer(pretty_exceptions_enable=False)
app.command()(manners)


def run(folder, config="", *options):
    path = folder / "config.toml"
    path.write_text(config, "utf-8")
    result = CliRunner().invoke(app, ["--config", str(path), *options], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def part_of(page, kind):
    return page.split(f"{KINDS[kind]}（{kind}，")[1].split("\n\n")[0]


def test_everything_has_a_chinese_name():
    assert set(KINDS) == set(TouchKind)
    assert set(PURPOSES) == set(Purpose)
    assert set(PERIODS) == set(CapPeriod)
    assert set(Rule) - set(RULES) == {Rule.PLATFORM_CAP}  # each cap has a line of its own


def test_every_kind_is_printed_with_the_numbers_in_force(tmp_path):
    page = run(
        tmp_path,
        "[shop]\ntimezone = 'Europe/Paris'\n"
        "[manners]\nper_week = 5\nquiet_until_day_off = 10:00:00\nlate = { care = 'ask' }\n",
    )

    assert "店铺时区 Europe/Paris" in page
    assert "每位客户每天最多 1 次，7 天内 5 次，30 天内 6 次" in part_of(page, TouchKind.DISCOUNT)
    care = part_of(page, TouchKind.CARE)
    assert "安静时间 21:30–08:30（休息日到 10:00）不发" in care
    assert "退订了服务消息的客户不发" in care
    assert "晚了 24 小时 以上，问过人再发" in care
    assert "随时可以发" in part_of(page, TouchKind.ANSWER)


def test_a_platforms_cap_is_printed_with_its_date_and_source(tmp_path):
    broadcast = part_of(run(tmp_path), TouchKind.BROADCAST)

    assert "平台每个自然月最多 4 次（2026-11 核对；服务号群发" in broadcast
    assert "写明是优惠的，刚买过、还在保护期的客户不发" in broadcast


def test_the_table_is_there_as_json(tmp_path):
    told = json.loads(run(tmp_path, "[manners]\ngap_hours = 7\n", "--json"))
    rows = {row["kind"]: row for row in told["kinds"]}

    assert told["zone"] == "Asia/Shanghai"
    assert set(rows) == set(TouchKind)
    assert rows["discount"]["rules"]["gap"] == {"hours": 7}
    assert rows["discount"]["caps"][0]["limit"] == 4
    assert rows["post"]["grace_minutes"] == 60
    assert "离上一次触达至少 7 小时" in rows["discount"]["text"]


def test_a_wrong_setting_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"manners\.late"):
        run(tmp_path, "[manners]\nlate = { parcel = 'send' }\n")

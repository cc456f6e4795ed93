import gzip
import json

import pytest
import typer
from typer.testing import CliRunner

from bot.cli.lint import lint
from bot.cli.output import Exit
from bot.errors import ImportFileError, Refused

app = typer.Typer(pretty_exceptions_enable=False)
app.command()(lint)


def run(*options, stdin=None):
    return CliRunner().invoke(app, [*map(str, options)], input=stdin, catch_exceptions=False)


def rows_of(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize(
    ("copy", "code", "level"),
    [
        ("最近到了新面料", Exit.DONE, "pass"),
        ("手感一流", Exit.DONE, "hint"),
        ("全店秒杀", Exit.DONE, "warn"),
        ("顶级面料", Exit.FOUND, "block"),
    ],
)
def test_only_a_blocked_word_fails_the_check(copy, code, level):
    result = run("--text", copy)

    assert result.exit_code == code
    assert [row["level"] for row in rows_of(result)] == [level]
    assert json.loads(run("--json", "--text", copy).stdout)["level"] == level


def test_one_document_is_said_on_demand():
    document = json.loads(run("--json", "-", stdin="好\n顶 级面料\n").stdout)
    (hit,) = document["rows"][1]["hits"]

    assert document["level"] == "block"
    assert document["rows"][0] == {"row": 1, "level": "pass", "hits": []}
    assert (hit["start"], hit["end"]) == (0, 3)
    assert hit["why_maybe_fine"].startswith("如果")


def test_people_get_a_report(tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "45")
    file = tmp_path / "copy.txt"
    file.write_text("今天上新\n这是顶级面料\n", "utf-8")
    lines = run(file, "--report").stdout.splitlines()

    assert lines[0] == "第 2 条  这是顶级面料"
    assert lines[1].startswith("  拦下「顶级」（3-4 字）：广告法第九条")
    assert lines[-1] == "查了 2 条：拦下 1 条，放行 1 条"
    assert run("--report", "--text", "好").stdout == "查了 1 条，没有发现需要留意的词\n"


@pytest.mark.parametrize("options", [[], ["a.txt", "--text", "好"]])
def test_there_is_one_thing_to_check(options):
    assert run(*options).exit_code == Exit.WRONG


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("copy.txt", "今天上新\r\n这是顶级面料\r\n"),
        ("copy.csv", "编号,文案\r\na,今天上新\r\nb,这是顶级面料\r\n"),
        ("copy.jsonl", '{"text": "今天上新"}\n{"text": "这是顶级面料"}\n'),
    ],
)
def test_copy_may_be_written_in_any_usual_letters_and_forms(tmp_path, encoding, name, content):
    file = tmp_path / name
    file.write_bytes(content.encode(encoding))
    levels = [(1, "pass"), (2, "block")]

    for result in (run(file), run(file, "--encoding", encoding)):
        assert result.exit_code == Exit.FOUND
        assert [(row["row"], row["level"]) for row in rows_of(result)] == levels


def test_a_packed_file_and_stdin_are_read_too(tmp_path):
    file = tmp_path / "copy.txt.gz"
    file.write_bytes(gzip.compress("顶级面料\n".encode()))

    assert rows_of(run(file))[0]["level"] == "block"
    assert rows_of(run("-", stdin=file.read_bytes()))[0]["level"] == "block"


def test_the_class_of_goods_decides_what_may_be_said(tmp_path):
    file = tmp_path / "copy.csv"
    file.write_text("类目,文案\n医疗器械,辅助治疗腰痛\n化妆品,辅助治疗腰痛\n", "utf-8")
    device, cosmetics = rows_of(run(file, "--class-column", "类目"))

    assert cosmetics["level"] == "block"
    assert device["level"] != "block"
    assert rows_of(run("--class", "化妆品", "--text", "辅助治疗腰痛"))[0]["level"] == "block"
    assert rows_of(run("--class", "医疗器械", "--text", "辅助治疗腰痛"))[0]["level"] != "block"


def test_an_unknown_class_is_refused_or_noted(tmp_path):
    with pytest.raises(Refused, match="没有这个商品类别；可以写 通用、普通食品、化妆品"):
        run("--class", "飞船", "--text", "好")

    file = tmp_path / "copy.csv"
    file.write_text("类目,text\n飞船,好\n飞船,好\n", "utf-8")
    result = run(file, "--class-column", "类目")

    assert result.exit_code == Exit.DONE
    assert rows_of(result)[1]["notes"][0].startswith("没有类别「飞船」，按通用检查")
    assert "copy.csv 第 1 条：没有类别「飞船」，按通用检查；写通用、普通食品" in result.stderr


def test_a_word_of_the_white_list_passes_until_its_end(tmp_path):
    white = tmp_path / "white.csv"
    white.write_text("词,到期,理由\n顶级,2099-01-01,品名\n最佳,2020-01-01,过期\n", "utf-8")

    assert run("--white-list", white, "--text", "顶级面料").exit_code == Exit.DONE
    expired = run("--white-list", white, "--text", "最佳面料")
    assert expired.exit_code == Exit.FOUND
    assert "「最佳」2020-01-01 已经到期，不再放行" in expired.stderr


def test_a_row_that_cannot_be_read_is_named_and_the_rest_is_checked(tmp_path):
    file = tmp_path / "copy.txt"
    file.write_bytes("今天上新\n手感".encode() + b"\xff\n" + "好\n".encode())
    result = run(file)

    assert result.exit_code == Exit.FOUND
    assert [row["level"] for row in rows_of(result)] == ["pass"] * 3
    assert rows_of(result)[1]["error"].startswith("有读不出的字节")
    assert "copy.txt 第 2 条：有读不出的字节；另存为 UTF-8" in result.stderr
    assert run(file, "--report").stdout == "查了 3 条：读不了 1 条，放行 2 条\n"


def test_a_file_that_is_no_text_is_named(tmp_path):
    file = tmp_path / "copy.bin"
    file.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(ImportFileError, match=r"copy\.bin：既不是 UTF-8，也不是 GB18030"):
        run(file)


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    with pytest.raises(ImportFileError, match=r"nix\.txt：没有这个文件；检查路径$"):
        run(tmp_path / "nix.txt")

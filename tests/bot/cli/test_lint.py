import json

import pytest
import typer
from typer.testing import CliRunner

from bot.cli.lint import lint
from bot.cli.output import Exit
from bot.errors import ImportFileError

app = typer.Typer(pretty_exceptions_enable=False)
app.command()(lint)


def run(*options, stdin=None):
    return CliRunner().invoke(app, [*map(str, options)], input=stdin, catch_exceptions=False)


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
    result = run("--json", "--text", copy)

    assert result.exit_code == code
    assert json.loads(result.stdout)["level"] == level


def test_a_hit_is_printed_with_its_place_and_its_law(tmp_path):
    file = tmp_path / "copy.txt"
    file.write_text("今天上新\n这是顶级面料\n", "utf-8")
    printed = run(file).stdout

    assert printed.startswith("2:3-4 拦下 block 「顶级」 absolute 广告法第九条")
    assert "有据可查" in printed


def test_a_hit_as_json_says_when_it_may_be_fine():
    document = json.loads(run("--json", "-", stdin="好\n顶 级\n").stdout)
    (hit,) = document["rows"][1]["hits"]

    assert document["rows"][0] == {"row": 1, "level": "pass", "hits": []}
    assert (hit["start"], hit["end"], hit["text"]) == (0, 3, "顶级")
    assert hit["why_maybe_fine"].startswith("如果")


def test_nothing_found_is_said():
    assert run("--text", "今天上新").stdout == "没有发现需要留意的词\n"


@pytest.mark.parametrize("options", [[], ["a.txt", "--text", "好"]])
def test_there_is_one_thing_to_check(options):
    assert run(*options).exit_code == Exit.WRONG


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_copy_may_be_written_in_any_usual_letters(tmp_path, encoding):
    file = tmp_path / "copy.txt"
    file.write_bytes("今天上新\r\n这是顶级面料\r\n".encode(encoding))

    assert run(file).stdout.startswith("2:3-4 拦下 block 「顶级」")
    assert run(file, "--encoding", encoding).exit_code == Exit.FOUND
    assert run("-", stdin=file.read_bytes()).exit_code == Exit.FOUND


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"\xff\xfe\x00", "the text is neither UTF-8 nor GB18030 nor UTF-16"),
        ("今天上新\n手感".encode() + b"\xff\n" + "好\n".encode(), "is not text: some bytes"),
    ],
)
def test_a_file_that_is_no_text_is_named(tmp_path, content, complaint):
    file = tmp_path / "copy.bin"
    file.write_bytes(content)

    with pytest.raises(ImportFileError, match=rf"copy\.bin: {complaint}"):
        run(file)


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    with pytest.raises(ImportFileError, match=r"nix\.txt: there is no such file$"):
        run(tmp_path / "nix.txt")

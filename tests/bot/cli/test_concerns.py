import gzip
import json

import pytest
import typer
from typer.testing import CliRunner

from bot.cli.concerns import LONGEST_CELL, STEP, concerns
from bot.cli.output import Exit
from bot.errors import ImportFileError, NotReady
from tagging.errors import LexiconError

app = typer.Typer(pretty_exceptions_enable=False)
app.command()(concerns)


def run(*options, stdin=None):
    return CliRunner().invoke(app, [*map(str, options)], input=stdin, catch_exceptions=False)


def rows_of(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def write(tmp_path):
    def write_file(content, name="评价.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write_file


def test_each_row_is_one_object_with_its_evidence(write):
    result = run(write("id,text\n1,这件会不会偏小？\n2,收到了\n"))

    assert result.exit_code == Exit.DONE
    assert rows_of(result) == [
        {
            "row": 0,
            "concerns": [
                {
                    "concern": "尺码大小",
                    "stance": "asks",
                    "evidence": "会不会偏小",
                    "start": 2,
                    "end": 7,
                    "confidence": 0.8,
                }
            ],
        },
        {"row": 1, "concerns": []},
    ]


CSV = "text\n没有色差\n"
JSONL = '{"text": "没有色差"}\n'


@pytest.mark.parametrize(
    "content",
    [
        CSV.encode(),
        CSV.replace("\n", "\r\n").encode("utf-8-sig"),
        gzip.compress(CSV.encode()),
        JSONL.encode(),
        JSONL.encode("utf-8-sig"),
        gzip.compress(JSONL.encode()),
        b"\n" + JSONL.encode() + b"\n\n",
    ],
)
def test_csv_and_json_lines_packed_or_not_from_file_or_stdin(write, content):
    from_file = run(write(content))
    from_stdin = run("-", stdin=content)

    assert from_file.stdout == from_stdin.stdout
    assert rows_of(from_file)[0]["concerns"][0]["stance"] == "praises"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize("content", [CSV, JSONL])
def test_other_letters_are_read_too(write, content, encoding, pack):
    content = content.replace("text", "评价内容")
    result = run(write(pack(content.encode(encoding))), "--text-column", "评价内容")

    assert result.exit_code == Exit.DONE
    assert rows_of(result)[0]["concerns"][0]["stance"] == "praises"


def test_lines_of_old_macs_are_read_too(write):
    result = run(write("text\r没有色差\r有色差吗\r"))

    assert result.exit_code == Exit.DONE
    assert [row["concerns"][0]["stance"] for row in rows_of(result)] == ["praises", "asks"]


def test_the_letters_may_be_named(write):
    path = write(("text\n" + "fine\n" * 20_000 + "没有色差\n").encode("gb18030"))

    assert run(path).exit_code == Exit.FOUND
    assert run(path, "--encoding", "gb18030").exit_code == Exit.DONE


@pytest.mark.parametrize(
    ("rows", "number", "error"),
    [
        (
            b"text,n\n\xff\xfe\xb0,1\n\xe6\x9c\x89\xe8\x89\xb2\xe5\xb7\xae,2\n",
            0,
            "holds bytes that are no text",
        ),
        ("text,n\na,b,c\n有色差,1\n".encode(), 0, "has 3 cells, the header has 2"),
        ("text,n\n一\n有色差,1\n".encode(), 0, "has 1 cells, the header has 2"),
        ('{"text": "有色差"}\n{"text"\n'.encode(), 1, "is not JSON"),
        ('{"text": "有色差"}\n{"text": 3}\n'.encode(), 1, "text is missing or not a text"),
        ('{"text": "有色差"}\n[]\n'.encode(), 1, "text is missing or not a text"),
        (
            '{"text": "有色差"}\n'.encode() + b'{"text": "\xff"}\n',
            1,
            "holds bytes that are no text",
        ),
        (("text\n" + "长" * (LONGEST_CELL + 1) + "\n有色差\n").encode(), 0, "a cell is longer"),
    ],
)
def test_a_broken_row_is_named_and_the_rest_is_done(write, rows, number, error):
    path = write(rows)

    result = run(path)

    assert result.exit_code == Exit.FOUND
    assert f"{path} row {number}: {error}" in result.stderr
    documents = rows_of(result)
    assert [document["row"] for document in documents] == [0, 1]
    assert error in documents[number]["error"]
    assert documents[1 - number]["concerns"]


def test_half_an_emoji_does_not_stop_the_file(write):
    result = run(write('{"text": "有色差\\ud83d"}\n'))

    assert result.exit_code == Exit.DONE
    assert rows_of(result)[0]["concerns"][0]["evidence"] == "有色差"[1:]


def test_a_category_may_be_named_by_its_alias(write):
    path = write("text\n味道很好\n")

    assert rows_of(run(path, "--category", "水果"))[0]["concerns"][0]["concern"] == "口味"
    assert rows_of(run(path, "--category", "衣服"))[0]["concerns"][0]["concern"] == "气味"


def test_each_row_may_have_its_own_category(write):
    path = write("text,类目\n味道很好,水果\n味道很好,衣服\n味道很好,水果\n")

    documents = rows_of(run(path, "--category-column", "类目"))

    assert [document["concerns"][0]["concern"] for document in documents] == [
        "口味",
        "气味",
        "口味",
    ]


def test_an_unknown_category_is_warned_of_once_and_read_as_general(write):
    result = run(write("text\n有色差\n起球\n"), "--category", "火箭")

    assert result.exit_code == Exit.DONE
    assert result.stderr.count("火箭: not a category we know, read as general") == 1
    assert len(rows_of(result)) == 2


def test_the_text_may_stand_in_another_column(write):
    result = run(write("评价内容\n有色差\n"), "--text-column", "评价内容")

    assert rows_of(result)[0]["concerns"][0]["concern"] == "图文相符"


def test_a_shop_may_bring_its_own_lexicon(write):
    own = write('[concerns."门店"]\ncomplains = ["排队"]\n', "own.toml")

    result = run(write("text\n排队太久\n"), "--lexicon", own)

    assert rows_of(result)[0]["concerns"][0]["concern"] == "门店"


def test_a_wrong_lexicon_is_one_sentence(write):
    own = write("[concerns", "own.toml")

    with pytest.raises(LexiconError, match=r"own\.toml: is not TOML"):
        run(write("text\n"), "--lexicon", own)


@pytest.mark.parametrize("engine", ["auto", "jieba", "rjieba"])
def test_the_engine_can_be_chosen(write, engine):
    result = run(write("text\n袖子有点小\n"), "--engine", engine)

    assert rows_of(result)[0]["concerns"][0]["concern"] == "尺码大小"


@pytest.mark.parametrize("count", [STEP, STEP + 1])
def test_rows_keep_their_order_over_many_steps(write, tmp_path, count):
    out = tmp_path / "out.jsonl"

    result = run(write("text\n" + "有色差\n" * count), "--out", out)

    assert result.stdout == ""
    numbers = [json.loads(line)["row"] for line in out.read_text("utf-8").splitlines()]
    assert numbers == list(range(count))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        ("内容\n有色差\n".encode(), "no column text; there are 内容"),
        (bytes(range(256)) * 9, "neither UTF-8 nor GB18030 nor UTF-16"),
        (b'"' + b"a" * (LONGEST_CELL + 1), "its first line is no header: field larger"),
        (b"t\xff\n" + CSV.encode(), "its first line is no header: it holds bytes"),
        ("text\x07,列\n".encode(), r"no column text; there are text\?, 列"),
        (b"column," * 99, r"no column text; there are [columnn, ]{200}…$"),
        (gzip.compress(b"text\n" + b"abc\n" * 999)[:-12], "the packed file is damaged"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(write, content, sentence):
    with pytest.raises(ImportFileError, match=sentence):
        run(write(content))


def test_a_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(ImportFileError, match=r"nothing\.csv: there is no such file"):
        run(tmp_path / "nothing.csv")
    with pytest.raises(ImportFileError, match="cannot be read: Is a directory"):
        run(tmp_path)


def test_a_missing_lexicon_is_one_sentence(write, tmp_path):
    with pytest.raises(ImportFileError, match="cannot be read as UTF-8 text"):
        run(write("text\n"), "--lexicon", tmp_path / "nothing.toml")


def test_a_place_that_cannot_be_written_is_one_sentence(write, tmp_path):
    with pytest.raises(NotReady, match="cannot be written"):
        run(write("text\n"), "--out", tmp_path / "no" / "folder")


def test_the_file_is_never_written_over(write):
    path = write(CSV)

    assert run(path, "--out", path).exit_code == Exit.WRONG
    assert path.read_text("utf-8") == CSV


def test_one_category_for_all_or_one_a_row(write):
    result = run(write(CSV), "--category", "3C", "--category-column", "text")

    assert result.exit_code == Exit.WRONG


def test_the_help_shows_what_comes_out():
    shown = run("--help").stdout

    assert '"concern": "尺码大小"' in shown
    assert "--category-column" in shown

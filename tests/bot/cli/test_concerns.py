import gzip
import json

import pytest
import typer
from typer.testing import CliRunner

from bot.cli.concerns import concerns
from bot.cli.output import Exit
from bot.cli.text_rows import LONGEST_CELL, STEP
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
PLAIN = "没有色差\n"


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize(
    ("content", "name"), [(CSV, "a.csv"), (JSONL, "a.jsonl"), (PLAIN, "a.txt")]
)
def test_any_form_in_any_letters_packed_or_not_from_file_or_stdin(
    write, content, name, encoding, pack
):
    packed = pack(content.encode(encoding))

    from_file = run(write(packed, name))
    from_stdin = run("-", stdin=packed)

    assert from_file.stdout == from_stdin.stdout
    assert rows_of(from_file)[0]["concerns"][0]["stance"] == "praises"


def test_an_empty_line_keeps_its_place(write):
    result = run(write("\n有色差\n\n起球\n", "chat.txt"))

    assert result.exit_code == Exit.DONE
    assert [bool(row["concerns"]) for row in rows_of(result)] == [False, True, False, True]
    assert [row["row"] for row in rows_of(result)] == [0, 1, 2, 3]


def test_a_line_of_a_million_characters_is_read(write):
    result = run(write("有色差，" * 260_000 + "\n起球\n", "chat.txt"))

    assert result.exit_code == Exit.DONE
    assert [bool(row["concerns"]) for row in rows_of(result)] == [True, True]


def test_the_letters_may_be_named(write):
    path = write(("text\n" + "fine\n" * 20_000 + "没有色差\n").encode("gb18030"))

    assert run(path).exit_code == Exit.FOUND
    assert run(path, "--encoding", "gb18030").exit_code == Exit.DONE


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        (
            "a.csv",
            b"text\n\xff\xfe\xb0\n\xe8\x89\xb2\xe5\xb7\xae\n",
            "有读不出的字节",
        ),
        ("a.txt", b"\xff\xfe\xb0\n\xe8\x89\xb2\xe5\xb7\xae\n", "有读不出的字节"),
        ("a.csv", "text\na,b\n色差\n".encode(), "有 2 格，表头有 1 格"),
        ("a.jsonl", '{"text"\n{"text": "色差"}\n'.encode(), "不是一条 JSON"),
        (
            "a.csv",
            ("text\n" + "长" * (LONGEST_CELL + 1) + "\n色差\n").encode(),
            "有一格超过",
        ),
    ],
)
def test_a_broken_row_is_named_and_the_rest_is_done(write, name, content, error):
    path = write(content, name)

    result = run(path, "--encoding", "utf-8")

    assert result.exit_code == Exit.FOUND
    assert f"{path} row 0：{error}" in result.stderr
    first, second = rows_of(result)
    assert error in first["error"]
    assert first["concerns"] == []
    assert second["row"] == 1
    assert second["concerns"]


def test_half_an_emoji_does_not_stop_the_file(write):
    result = run(write('{"text": "有色差\\ud83d"}\n', "a.jsonl"))

    assert result.exit_code == Exit.DONE
    assert rows_of(result)[0]["concerns"][0]["evidence"] == "有色差"[1:]


@pytest.mark.parametrize(
    ("category", "aliases"),
    [
        ("女装", "衣服"),
        ("洗护", "洗发水"),
        ("3C", "平板 手机 计算机 laptop"),
        ("化妆品", "makeup"),
        ("食品生鲜", "水果"),
        ("家电", "热水器"),
        ("母婴食品", "蒙牛"),
        ("general", "聊天 提问"),
    ],
)
def test_every_usual_name_of_a_category_is_known(write, category, aliases):
    path = write("text\n味道大，尺寸不对，容量够用，很好吸收\n")
    by_name = run(path, "--category", category)

    for alias in aliases.split():
        by_alias = run(path, "--category", alias)
        assert (by_alias.stdout, by_alias.stderr) == (by_name.stdout, "")


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
        (b"", "是空的"),
        ("内容\n有色差\n".encode(), "没有 text 这一列；现有：内容"),
        (bytes(range(256)) * 9, "既不是 UTF-8，也不是 GB18030 或 UTF-16"),
        (gzip.compress(b"text\n" + b"abc\n" * 999, mtime=0)[:-12], "压缩包坏了"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(write, content, sentence):
    with pytest.raises(ImportFileError, match=sentence):
        run(write(content))


def test_a_file_that_cannot_be_read_leaves_the_old_result(write, tmp_path):
    out = tmp_path / "out.jsonl"
    out.write_text("of yesterday", "utf-8")

    with pytest.raises(ImportFileError):
        run(write("内容\n有色差\n"), "--out", out)

    assert out.read_text("utf-8") == "of yesterday"


def test_a_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(ImportFileError, match=r"nothing\.csv：没有这个文件"):
        run(tmp_path / "nothing.csv")
    with pytest.raises(ImportFileError, match="读不了（Is a directory"):
        run(tmp_path)


def test_a_missing_lexicon_is_one_sentence(write, tmp_path):
    with pytest.raises(ImportFileError, match="cannot be read as UTF-8 text"):
        run(write("text\n"), "--lexicon", tmp_path / "nothing.toml")


def test_a_place_that_cannot_be_written_is_one_sentence(write, tmp_path):
    with pytest.raises(NotReady, match="写不了"):
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

"""Text in the letters people have, from files and from stdin."""

import gzip
from pathlib import Path

import pytest

from bot.cli.text_file import UNREADABLE, encoding_at, open_text, read_text
from bot.errors import ImportFileError
from bot.imports.encodings import SAMPLE

TEXT = "评价内容\n这件会不会偏小？\n没有色差\n"
BROKEN = "有色差\n".encode() + b"\xb0\n" + "色差\n".encode()


@pytest.fixture
def write(tmp_path):
    def write_file(content):
        path = tmp_path / "copy.txt"
        path.write_bytes(content)
        return path

    return write_file


def lines_of(path, encoding=""):
    with open_text(path, encoding) as lines:
        return list(lines)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_the_letters_are_found_out(write, encoding, pack):
    text = TEXT + "a,1\n" * 9

    assert "".join(lines_of(write(pack(text.encode(encoding))))) == text


@pytest.mark.parametrize("before", range(4))
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
def test_a_letter_cut_in_two_by_the_sample_does_no_harm(encoding, before):
    text = "a" * before + "色差, 😃" * SAMPLE
    start = text.encode(encoding)[:SAMPLE]

    assert encoding_at(start, "x") == encoding


def test_one_chinese_letter_across_the_end_of_the_sample_is_not_taken_for_gb18030():
    start = b"a" * (SAMPLE - 2) + "色".encode()

    assert encoding_at(start[:SAMPLE], "x") == "utf-8"


def test_a_broken_line_of_utf8_stays_one_broken_line(write):
    lines = lines_of(write(BROKEN))

    assert [bool(UNREADABLE.search(line)) for line in lines] == [False, True, False]


def test_lines_keep_their_ends_as_they_are(write):
    assert lines_of(write(b"a\rb\r\nc\n")) == ["a\r", "b\r\n", "c\n"]


def test_a_file_is_read_line_by_line_without_waiting_for_its_end(write):
    path = write("好\n".encode() * SAMPLE)
    with open_text(path) as lines:
        assert next(lines) == "好\n"


@pytest.mark.parametrize(
    ("content", "encoding", "sentence"),
    [
        (b"\xff\xb0\x00" * 99, "", "copy.txt：既不是 UTF-8，也不是 GB18030 或 UTF-16"),
        (b"abc", "klingon", "unknown encoding: klingon）；写 utf-8、gb18030 或 utf-16"),
        (b"abc", "base64", "写 utf-8、gb18030 或 utf-16"),
        (b"abc", "utf-16", "copy.txt：不是文字"),
        (
            gzip.compress(TEXT.encode() * 99, mtime=0)[:-12],
            "",
            "copy.txt：压缩包坏了",
        ),
    ],
)
def test_what_is_no_text_is_one_sentence(write, content, encoding, sentence):
    with pytest.raises(ImportFileError, match=sentence) as refusal:
        lines_of(write(content), encoding)

    assert "\n" not in str(refusal.value)


def test_what_goes_wrong_with_somebody_elses_file_is_not_blamed_on_this_one(write):
    path = write(b"a\n")

    with pytest.raises(BrokenPipeError), open_text(path):
        raise BrokenPipeError


def test_a_small_file_is_read_at_once_or_refused(write):
    assert read_text(write(TEXT.encode("utf-8-sig"))) == TEXT

    with pytest.raises(ImportFileError, match=r"copy\.txt：有读不出的字；请另存为 UTF-8"):
        read_text(write(BROKEN))


def test_a_missing_file_is_said_to_be_missing():
    with pytest.raises(ImportFileError, match=r"nowhere\.txt：没有这个文件"):
        lines_of(Path("nowhere.txt"))

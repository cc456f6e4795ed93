import os
from pathlib import Path

import pytest
import typer

from bot.cli.out_file import (
    STDOUT,
    check_folder,
    encodable,
    open_out,
    spare,
    write_rows,
    write_whole,
)
from bot.cli.text_rows import Row
from bot.errors import NotReady


def test_a_file_that_is_read_is_never_written_over(tmp_path):
    file, link = tmp_path / "a.csv", tmp_path / "b.csv"
    file.write_text("text\n", "utf-8")
    link.symlink_to(file)

    for out in (file, link, tmp_path / "." / "a.csv"):
        with pytest.raises(typer.BadParameter, match="--out is the file to read"):
            spare(out, None, file)


def test_another_file_may_be_written(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("text\n", "utf-8")

    assert spare(tmp_path / "b.csv", file, None, STDOUT, Path("nothing")) is None
    assert spare(STDOUT, STDOUT) is None


def test_rows_go_to_stdout_or_to_the_file(tmp_path, capsys):
    for out in (STDOUT, tmp_path / "out"):
        with open_out(out) as write:
            write("一行\n")

    assert capsys.readouterr().out == "一行\n"
    assert (tmp_path / "out").read_bytes() == "一行\n".encode()


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path):
    nowhere = tmp_path / "no" / "folder"

    with pytest.raises(NotReady, match="folder：写不了"), open_out(nowhere):
        pass
    with pytest.raises(NotReady, match="folder：写不了"):
        write_whole(nowhere, b"model")
    with pytest.raises(NotReady, match="写不了"):
        write_whole(tmp_path, b"model")


def test_a_folder_that_is_not_there_is_told_before_the_work(tmp_path):
    with pytest.raises(NotReady, match=r"model：写不了，.*folder 不是能写的文件夹"):
        check_folder(tmp_path / "folder" / "model")
    with pytest.raises(NotReady, match="写不了，这是一个文件夹"):
        check_folder(tmp_path)

    assert check_folder(tmp_path / "model") is None


def test_a_whole_file_takes_the_place_of_the_old_one(tmp_path):
    out = tmp_path / "model"
    out.write_bytes(b"old")

    write_whole(out, b"new")

    assert out.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [out]


def test_a_device_stays_what_it_is():
    write_whole(Path(os.devnull), b"model")

    assert not Path(os.devnull).is_file()


@pytest.mark.parametrize(
    ("line", "written"), [("好\n", "好\n"), ("好\ud83d\n", "好\\ud83d\n"), ("😀", "😀")]
)
def test_half_a_letter_is_written_escaped(line, written):
    assert encodable(line) == written


def test_broken_rows_are_written_and_named(capsys):
    rows = [Row(0, ("好",)), Row(1, ("",), "is not JSON")]

    broken = write_rows(
        Path("a.jsonl"), rows, lambda step: (f"{row.number}\n" for row in step), STDOUT
    )

    assert broken == 1
    assert capsys.readouterr() == ("0\n1\n", "zhanggui: a.jsonl row 1：is not JSON\n")

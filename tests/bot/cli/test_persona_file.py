import pytest

from bot.cli.persona_file import PLAIN_ADDRESS, read_persona, read_speaker
from bot.errors import ImportFileError
from persona.errors import ProfileError

ME = 'name = "小满"\nrole = "掌柜"\ntone = "温和"\naudience = "宝妈"\n[voice]\naddress = "宝妈"\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_persona_is_read_in_any_usual_letters(tmp_path, encoding):
    file = tmp_path / "me.toml"
    file.write_bytes(ME.replace("\n", "\r\n").encode(encoding))

    assert read_persona(file).name == "小满"


def test_without_a_file_it_is_the_packaged_one():
    assert read_persona(None).name == "阿青"


@pytest.mark.parametrize(
    ("content", "error", "complaint"),
    [
        (ME.encode() + b'tone = "\xff"\n', ImportFileError, "有读不出的字"),
        (ME.replace("[voice]", "[face]").encode(), ProfileError, "me.toml"),
        (ME.replace("=", "").encode(), ProfileError, "me.toml"),
    ],
)
def test_a_wrong_file_is_one_clear_line(tmp_path, content, error, complaint):
    file = tmp_path / "me.toml"
    file.write_bytes(content)

    with pytest.raises(error, match=complaint) as raised:
        read_persona(file)
    assert "\n" not in str(raised.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ImportFileError, match=r"none\.toml：没有这个文件"):
        read_persona(tmp_path / "none.toml")


def test_a_speaker_without_a_voice_speaks_plainly_and_is_told_so(tmp_path):
    file = tmp_path / "me.toml"
    file.write_text(ME.split("[voice]", maxsplit=1)[0], "utf-8")
    speaker, fault = read_speaker(file)

    assert speaker.voice.address == PLAIN_ADDRESS
    assert fault.startswith("me.toml：")
    assert read_speaker(None)[1] == ""


@pytest.mark.parametrize("broken", [ME.replace("name", "nome"), ME.replace("address", "dress")])
def test_a_speaker_who_is_wrong_otherwise_is_refused(tmp_path, broken):
    file = tmp_path / "me.toml"
    file.write_text(broken, "utf-8")

    with pytest.raises(ProfileError, match=r"me\.toml"):
        read_speaker(file)

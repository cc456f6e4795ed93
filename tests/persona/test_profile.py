import pytest

from persona.errors import ProfileError
from persona.profile import parse_persona

AQING = """
name = "阿青"
role = "掌柜"
tone = "实在"
audience = "上班的女性"
[voice]
address = "姐妹"
emoji = ["🌿"]
[life]
hobbies = ["养花"]
"""


def test_a_persona_has_a_voice_and_a_life():
    persona = parse_persona(AQING, "persona.toml")

    assert persona.voice.address == "姐妹"
    assert persona.voice.emoji == ("🌿",)
    assert persona.life.hobbies == ("养花",)
    assert persona.voice.sign_off == ""


@pytest.mark.parametrize("key", ["name", "role", "tone", "audience", "address"])
def test_a_persona_without_a_voice_is_refused(key):
    lines = [line for line in AQING.splitlines() if not line.startswith(key)]

    with pytest.raises(ProfileError, match=rf"persona.toml: (\[voice\]: )?{key} is missing"):
        parse_persona("\n".join(lines), "persona.toml")


def test_an_unknown_key_is_named_with_those_allowed():
    with pytest.raises(ProfileError, match=r"unknown key 'mood'; allowed: city, .*working_day"):
        parse_persona(AQING + 'mood = "高"', "persona.toml")

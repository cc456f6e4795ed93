import pytest

from persona.errors import ProfileError
from persona.profile import parse_persona

AQING = """
name = "阿青"
role = "掌柜"
tone = "实在"
audience = "上班的女性"
address = "姐妹"
emoji = ["🌿"]
hobbies = ["养花"]
"""


def test_a_persona_has_a_voice_and_a_life():
    persona = parse_persona(AQING, "persona.toml")

    assert persona.address == "姐妹"
    assert persona.emoji == ("🌿",)
    assert persona.hobbies == ("养花",)
    assert persona.sign_off == ""


@pytest.mark.parametrize("key", ["name", "role", "tone", "audience", "address"])
def test_a_persona_without_a_voice_is_refused(key):
    lines = [line for line in AQING.splitlines() if not line.startswith(key)]

    with pytest.raises(ProfileError, match=f"persona.toml: {key} is missing"):
        parse_persona("\n".join(lines), "persona.toml")


def test_an_unknown_key_is_named_with_those_allowed():
    with pytest.raises(ProfileError, match=r"unknown key 'voice'; allowed: address, .*tone"):
        parse_persona(AQING + 'voice = "高"', "persona.toml")

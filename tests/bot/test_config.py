import re
from pathlib import Path

import pytest

from bot.config import SECRET_KEYS, Settings, load_settings
from bot.errors import ConfigError

ROOT = Path(__file__).parents[2]
ACCOUNT = '[official_account]\naccount = "gh_1"\napp_id = "wx1"\n'
SECRETS = f'[official_account]\ntoken = "t"\naes_key = "{"a" * 43}"\n'


def write(folder, text, name="config.toml"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def every_key():
    for section, field in Settings.model_fields.items():
        kind = (
            field.annotation
            if isinstance(field.annotation, type)
            else field.annotation.__args__[0]
        )
        for key in kind.model_fields:
            if key not in SECRET_KEYS:
                yield section, key


def test_the_example_is_the_defaults():
    example = load_settings(ROOT / "config.example.toml")

    assert example.model_dump() == load_settings(None).model_dump()


@pytest.mark.parametrize(("section", "key"), sorted(every_key()))
def test_every_key_stands_in_the_example_and_in_the_docs_with_a_meaning(section, key):
    example = (ROOT / "config.example.toml").read_text(encoding="utf-8")
    docs = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    part = example.split(f"[{section}]\n")[-1].split("\n[")[0]

    assert re.search(rf"^(# )?{key} = .+ # .+$", part, re.MULTILINE)
    assert f"| `{key}` |" in docs.split(f"## `[{section}]`")[1].split("\n## ")[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[server]\nport = 99999\n", ["config.toml", "server.port", "99999", "65535"]),
        ("[server]\nprot = 1\n", ["config.toml", "server.prot", "not a known setting"]),
        ("[shop]\ntimezone = 'Mars/Base'\n", ["shop.timezone", "Mars/Base", "Asia/Shanghai"]),
        (
            "[store]\nurl = 'mysql://x'\n",
            ["store.url", "mysql://x", "sqlite:///", "postgresql://"],
        ),
        ("[shop]\ncategory = '女鞋'\n", ["shop.category", "女鞋", "女装", "化妆品"]),
        ("[delivery]\nlease_seconds = 40\n", ["delivery", "more than 4"]),
        ("[moments]\nliving = 50\n", ["moments", "120", "100"]),
        ("[server\n", ["config.toml", "not valid TOML", "line 1"]),
        (ACCOUNT, ["secrets.toml", "official_account.token", "ZHANGGUI_OFFICIAL_ACCOUNT__TOKEN"]),
        (ACCOUNT + 'token = "x"\n', ["config.toml", "official_account.token", "secrets.toml"]),
    ],
)
def test_a_wrong_setting_is_named_with_file_key_value_and_what_is_allowed(tmp_path, text, words):
    path = write(tmp_path, text)

    with pytest.raises(ConfigError) as caught:
        load_settings(path)

    assert all(word in str(caught.value) for word in words)


def test_two_wrong_settings_get_a_line_each(tmp_path):
    path = write(tmp_path, "[server]\nport = -1\nprot = 1\n")

    with pytest.raises(ConfigError) as caught:
        load_settings(path)

    assert len(str(caught.value).splitlines()) == 2


def test_a_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(ConfigError, match=r"nowhere\.toml: cannot be read"):
        load_settings(tmp_path / "nowhere.toml")


def test_the_environment_wins_over_the_file_and_a_flag_over_both(tmp_path, monkeypatch):
    path = write(tmp_path, "[server]\nport = 1\nhost = '127.0.0.2'\n")
    monkeypatch.setenv("ZHANGGUI_SERVER__PORT", "2")

    assert load_settings(path).server.port == 2
    assert load_settings(path, server={"port": 3}).server.port == 3
    assert load_settings(path).server.host == "127.0.0.2"


def test_a_wrong_environment_variable_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("ZHANGGUI_SERVER__PORT", "many")

    with pytest.raises(ConfigError, match=r"ZHANGGUI_SERVER__PORT: server\.port = 'many'"):
        load_settings(write(tmp_path, ""))


def test_a_wrong_flag_is_blamed_on_the_command_line(tmp_path):
    with pytest.raises(ConfigError, match=r"command line: server\.port = 99999"):
        load_settings(write(tmp_path, ""), server={"port": 99999})


def test_secrets_come_from_their_own_file_and_are_never_shown(tmp_path):
    path = write(tmp_path, ACCOUNT)
    write(tmp_path, SECRETS, "secrets.toml")
    settings = load_settings(path)

    assert settings.official_account.token.get_secret_value() == "t"
    assert "a" * 43 not in repr(settings)


def test_a_wrong_secret_is_explained_without_being_shown(tmp_path):
    path = write(tmp_path, ACCOUNT)
    write(tmp_path, '[official_account]\ntoken = "t"\naes_key = "short-one"\n', "secrets.toml")

    with pytest.raises(ConfigError, match=r"secrets\.toml: official_account\.aes_key") as caught:
        load_settings(path)

    assert "short-one" not in str(caught.value)


@pytest.mark.parametrize("token", ["short", "t" * 23, "令" * 30, "t" * 20 + " with blanks"])
def test_a_token_of_the_api_that_could_be_guessed_or_not_be_sent_is_refused(tmp_path, token):
    path = write(tmp_path, "")
    write(tmp_path, f'[api]\ntoken = "{token}"\n', "secrets.toml")

    with pytest.raises(ConfigError, match=r"secrets\.toml: api\.token.*24") as caught:
        load_settings(path)
    assert token not in str(caught.value)


def test_a_token_of_the_api_never_stands_in_the_main_file(tmp_path):
    path = write(tmp_path, f'[api]\ntoken = "{"t" * 24}"\n')

    with pytest.raises(ConfigError, match=r"ZHANGGUI_API__TOKEN"):
        load_settings(path)

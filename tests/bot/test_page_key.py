import tomllib

from bot.page_key import ensure_secrets


def test_the_first_start_makes_a_private_secret_and_the_second_keeps_it(tmp_path):
    path = tmp_path / "var/secrets.toml"
    ensure_secrets(path)
    first = path.read_text()
    ensure_secrets(path)

    assert path.read_text() == first
    assert path.stat().st_mode & 0o077 == 0
    assert len(tomllib.loads(first)["page"]["page_key"]) > 40

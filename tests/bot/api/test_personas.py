from bot.packaged import packaged, starter_file

TOML = packaged("bot.data", starter_file("persona.toml")).replace('name = "阿青"', 'name = "小禾"')


async def put(operator, account, text, status=200):
    return await operator.ask(
        f"/personas/{account}", method="PUT", data=text.encode(), status=status
    )


async def test_a_persona_is_put_shown_and_dropped(operator):
    put_ = await put(operator, "gh_2", TOML)
    shown = await operator.ask("/personas/gh_2")
    listed = await operator.ask("/personas")
    dropped = await operator.ask("/personas/gh_2", method="DELETE")

    assert put_ == shown
    assert shown["persona"]["name"] == "小禾"
    assert [each["name"] for each in listed["personas"]] == ["小禾", "阿青"]
    assert listed["for_others"]["name"] == "阿青"
    assert dropped["persona"]["name"] == "阿青"
    await operator.ask("/personas/gh_2", method="DELETE", status=404)


async def test_what_is_shown_can_be_put_again(operator):
    shown = (await put(operator, "gh_2", TOML))["persona"]

    assert (await operator.ask("/personas/gh_2", method="PUT", json=shown))["persona"] == shown


async def test_a_persona_without_a_voice_gets_one_clear_line(operator):
    text = TOML.replace("[voice]", "[life2]")
    error = await put(operator, "gh_2", text, status=400)

    assert "voice" in error["error"]["message"] or "life2" in error["error"]["message"]
    assert "\n" not in error["error"]["message"]


async def test_a_persona_of_another_account_is_refused(operator):
    error = await put(operator, "gh_2", 'account = "gh_1"\n' + TOML, status=400)

    assert "gh_1" in error["error"]["message"]

"""Let another persona speak through an account."""

from bot.errors import MakesNoSense, NothingThere
from bot.records import Signed
from bot.shop import SAID, SAID_LATELY, Shop
from bot.store import Unit
from persona.errors import PersonaError
from persona.profile import Persona
from persona.scripts import find_script, render

NO_PERSONA = "账号「{account}」没有自己的人设，用的是文件里的。"
NO_WORDS = "这个人设说不出话术「{key}」：每一种说法里都有它不说的词；改 forbidden_words 或话术。"
LONGEST_ACCOUNT = 64
NO_ACCOUNT = f"账号要有 1 到 {LONGEST_ACCOUNT} 个字。"


async def keep_persona(persona: Persona, signed: Signed, unit: Unit, shop: Shop) -> None:
    """Keep a persona for its account; its drafts are written anew by the next plan.

    Raise MakesNoSense where it would never say what the shop must be able to say.
    """
    if not 1 <= len(persona.account) <= LONGEST_ACCOUNT:
        raise MakesNoSense(NO_ACCOUNT)
    for key in (*SAID, *SAID_LATELY):
        try:
            render(find_script(shop.scripts, key), persona, {})
        except PersonaError:
            raise MakesNoSense(NO_WORDS.format(key=key)) from None
    await unit.posts.hold(persona.account)
    unit.personas.put(persona, signed.at)
    await unit.posts.drop_drafts(persona.account)
    unit.audit.note(signed.who, "persona_put", signed.at, account=persona.account)


async def drop_persona(account: str, signed: Signed, unit: Unit) -> None:
    """Forget the persona kept for an account. Raise NothingThere where there is none."""
    await unit.posts.hold(account)
    if not await unit.personas.take_out(account):
        raise NothingThere(NO_PERSONA.format(account=account))
    await unit.posts.drop_drafts(account)
    unit.audit.note(signed.who, "persona_dropped", signed.at, account=account)

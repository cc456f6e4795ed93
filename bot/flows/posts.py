"""What operators do with planned posts: approve, skip, move, reword, count reactions."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.errors import AlreadySettled, MakesNoSense, NothingThere
from bot.flows.moments import FAR, brief_of, is_over, plan_ahead, posted
from bot.flows.wording import check_posts
from bot.posts import Post, PostState, Reaction
from bot.reasons import word
from bot.records import OutboxState, Signed
from bot.shop import Shop
from bot.store import Unit
from persona.planner import check_move
from persona.wording import WordHit, WordLevel, strictest

NO_POST = "没有这条朋友圈，请刷新列表。"
STILL_BLOCKED = "写了依据也不能这样发：{hits}。请改一改文案再确认。"
SETTLED = "这一条已经处理过，或者已经不在计划里了，请刷新列表。"
BLOCKED = (
    "文案里有不能直接发的词：{hits}。改一改文案，或者写明依据（证书、检测报告、授权）再确认。"
)
TOO_LATE = "这一条的时间已经过去了，不能再确认；可以挪到后面的时间。"
IN_THE_PAST = "要挪到的时间已经过去了，请选以后的时间。"
TOO_FAR = f"最多只能排到 {FAR.days} 天以后。"
TAKEN = "这个时间已经有一条，或者这一条刚被别人改过，请刷新列表。"
CANNOT_STAND = "不能{what}：{reasons}。"
EMPTY_TEXT = "文案是空的，写点什么再保存。"
NOT_BY_HAND = "这一条不在等人手动发布，不用登记。"
NOT_OUT = "这一条还没有发出去，没有互动可以登记。"
OPEN = (PostState.DRAFT, PostState.APPROVED)
BY_HAND = (OutboxState.BY_HAND, OutboxState.UNCERTAIN)


async def find_post(post: str, unit: Unit) -> Post:
    """Return a post; raise NothingThere."""
    known = await unit.posts.find(post)
    if known is None:
        raise NothingThere(NO_POST)
    return known


async def _take(post: str, unit: Unit) -> Post:
    """Return a post that nobody else changes meanwhile; raise NothingThere."""
    await unit.posts.hold((await find_post(post, unit)).account)
    return await find_post(post, unit)


async def approve(post: str, signed: Signed, unit: Unit, shop: Shop, evidence: str = "") -> Post:
    """Approve a draft; wording that is blocked needs evidence that the law takes for one."""
    draft, evidence = await _take(post, unit), evidence.strip()
    if draft.state is not PostState.DRAFT:
        raise AlreadySettled(SETTLED)
    if is_over(draft, signed.at, shop):
        raise MakesNoSense(TOO_LATE)
    today = shop.date_of(signed.at)
    hits = (await check_posts([draft], unit, shop, today, evidence))[post]
    if strictest(hits) is WordLevel.BLOCK:
        refusal = STILL_BLOCKED if evidence else BLOCKED
        raise MakesNoSense(refusal.format(hits=_named(hits)))
    said = {"evidence": evidence} if evidence else {}
    if not await unit.posts.change(post, PostState.DRAFT, PostState.APPROVED, signed.at, **said):
        raise AlreadySettled(SETTLED)
    unit.audit.note(signed.who, "approved_post", signed.at, post=post, **said)
    return draft


def _named(hits: Sequence[WordHit]) -> str:
    """Name each blocked word with its law, and how to say it otherwise."""
    named = {hit.word: _sentence(hit) for hit in hits if hit.level is WordLevel.BLOCK}
    return "；".join(named.values())


def _sentence(hit: WordHit) -> str:
    if not hit.word:  # nothing is said too much, something is missing
        return word(hit.because)
    law = f"（{hit.law}{hit.article}）" if hit.law else ""
    instead = f"，{word(hit.instead)}" if hit.instead else ""
    return f"「{hit.word}」{law}{instead}"


async def skip(post: str, signed: Signed, unit: Unit, shop: Shop) -> Post:
    """Take a post out of the plan; its material rests, and the plan makes up for it."""
    known = await _take(post, unit)
    if not await unit.posts.change(post, OPEN, PostState.SKIPPED, signed.at):
        raise AlreadySettled(SETTLED)
    unit.audit.note(signed.who, "skipped_post", signed.at, post=post)
    await plan_ahead(signed.at, unit, shop, known.account)
    return known


async def move(post: str, to: datetime, signed: Signed, unit: Unit, shop: Shop) -> Post:
    """Give a post another time (aware), unless that breaks a rule; drafts around it may change.

    Raise MakesNoSense with every rule that it would break.
    """
    known = await _take(post, unit)
    if to == known.due_at and known.state in OPEN:
        return known
    if reasons := await reasons_against(known, to, signed.at, unit, shop):
        local = shop.local(to)
        what = f"挪到 {local.month}月{local.day}日 {local:%H:%M}"
        raise MakesNoSense(CANNOT_STAND.format(what=what, reasons="；".join(reasons)))
    because = {"code": "moved_by_hand", "values": {"who": signed.who, "at": _minute(known, shop)}}
    if not await unit.posts.move(known, to, because):
        raise AlreadySettled(TAKEN)
    unit.audit.note(
        signed.who, "moved_post", signed.at, post=post, since=str(known.due_at), to=str(to)
    )
    await plan_ahead(signed.at, unit, shop, known.account)
    return await find_post(post, unit)


async def reasons_against(
    post: Post, to: datetime, now: datetime, unit: Unit, shop: Shop
) -> list[str]:
    """Say in Chinese what a post would break at another time; nothing: it may stand there.

    Raise AlreadySettled where it moves no more, MakesNoSense for a time that is past or far off.
    """
    if post.state not in OPEN:
        raise AlreadySettled(SETTLED)
    if to <= now:
        raise MakesNoSense(IN_THE_PAST)
    if to > now + FAR:
        raise MakesNoSense(TOO_FAR)
    brief = await brief_of(now, unit, shop, post.account)
    local = shop.local(to)
    broken = check_move(brief, posted(post, shop), local)
    asked = f"{local:%Y-%m-%d %H:%M} 放不下："  # the reader knows which moment they asked for
    return list(dict.fromkeys(word(each).removeprefix(asked) for each in broken))


def _minute(post: Post, shop: Shop) -> str:
    return shop.local(post.due_at).strftime("%Y-%m-%d %H:%M")


async def reword(post: str, text: str, signed: Signed, unit: Unit, shop: Shop) -> Post:
    """Give a draft other words; they are looked at when it is approved."""
    known, text = await _take(post, unit), text.strip()
    if not text:
        raise MakesNoSense(EMPTY_TEXT)
    limits = shop.plan_rules
    if len(text) > limits.text_letters or len(text.encode()) > limits.text_bytes:
        raise MakesNoSense(
            f"文案太长了：最多 {limits.text_letters} 个字、{limits.text_bytes} 字节。"
        )
    if not await unit.posts.reword(post, text):
        raise AlreadySettled(SETTLED)
    unit.audit.note(signed.who, "reworded_post", signed.at, post=post)
    return replace(known, text=text)


async def note_published(
    post: str, signed: Signed, unit: Unit, shop: Shop, *, is_out: bool
) -> None:
    """Note that a person put a post out by hand, or found that it is out; or that it is not."""
    known = await _take(post, unit)
    item = await unit.outbox.find(f"post:{post}")
    if known.state is not PostState.QUEUED or item is None or item.state not in BY_HAND:
        raise AlreadySettled(NOT_BY_HAND)
    state = PostState.PUBLISHED if is_out else PostState.MISSED
    await unit.posts.change(post, PostState.QUEUED, state, signed.at)
    settled = OutboxState.SENT if is_out else OutboxState.MISSED
    await unit.outbox.settle(item, settled, signed.at, because=item.because)
    unit.audit.note(signed.who, f"post_{state}", signed.at, post=post)
    if not is_out:
        await plan_ahead(signed.at, unit, shop, known.account)


async def note_reaction(reaction: Reaction, signed: Signed, unit: Unit) -> None:
    """Keep how people reacted to a post; the hours are learned from it."""
    known = await find_post(reaction.post, unit)
    if known.state is not PostState.PUBLISHED:
        raise MakesNoSense(NOT_OUT)
    unit.reactions.note(reaction)
    unit.audit.note(signed.who, "reaction", signed.at, post=reaction.post)

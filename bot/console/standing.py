"""What the system did: tags with their evidence, the layer, the offer, the next follow-up."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.console.words import STANCES, TAG_STATES, TIERS, moment_of, name_of
from bot.flows.manners import history_of
from bot.flows.standing import offer_for, stand
from bot.reasons import word
from bot.records import Contact, Followup, FollowupKind
from bot.shop import Shop
from bot.store import Unit
from persona.manners import History, Message, Purpose, TouchKind, may_speak
from tagging.bought.level_tags import level_tag_of, rights_of
from tagging.layering import Layer, Standing
from tagging.offers import OfferChoice
from tagging.tags import Tag

MINOR = "未成年人：不做营销。"
REFUND = "有退款还没了结（{since} 起），{days} 天内不推活动。"
NO_MARKETING = "不要营销消息：服务和回访照常。"
ABROAD = "安静时间按客户当地（{zone}）算。"
AROUND = 30  # characters of the sentence shown on each side of the evidence


@dataclass(frozen=True, slots=True)
class TagLine:
    """A tag, its evidence inside the sentence it stands in."""

    concern: str
    stance: str
    stance_code: str
    state: str
    before: str
    evidence: str
    after: str
    percent: int
    seen: int
    when: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reason, and all the offers it keeps from a customer."""

    reason: str
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """The discount a customer would get, or why none; a kindness is no discount."""

    discount: str
    kindness: str
    reason: str
    kindness_reason: str
    rejected: tuple[Refusal, ...]

    @property
    def rejected_count(self) -> int:
        """Count the offers a customer does not get."""
        return sum(len(refusal.titles) for refusal in self.rejected)


@dataclass(frozen=True, slots=True)
class Promise:
    """The next follow-up: when it will really leave, and why there is one."""

    when: str
    about: str
    reason: str
    planned: str
    """The moment agreed on, where the quiet hours delay it; else empty."""


@dataclass(frozen=True, slots=True)
class StandingView:
    """All that the system knows and decided of one customer."""

    tags: tuple[TagLine, ...]
    layer: str
    layer_code: str
    reason: str
    tier: str
    level: str
    why_level: str
    rights: tuple[str, ...]
    segment: str
    flags: tuple[str, ...]
    given: Given
    promise: Promise | None
    opted_out_since: str
    complained_since: str
    waits_since: str
    spared: tuple[str, ...]
    """What else keeps marketing from them, a sentence each."""


async def read_standing(contact: Contact, unit: Unit, shop: Shop, now: datetime) -> StandingView:
    """Read what the system did for a customer."""
    customer, today = contact.customer, shop.date_of(now)
    standing = await stand(customer.id, unit, shop, now)
    level_tag = level_tag_of(standing)
    waiting = await unit.followups.open_of(customer.id)
    handovers = [followup for followup in waiting if followup.kind is FollowupKind.HAND_OVER]
    promises = [followup for followup in waiting if followup.kind is not FollowupKind.HAND_OVER]
    history = await history_of(contact, unit, shop, now)
    has_left_all = Purpose.SERVICE in history.opted_out

    def when(moment: datetime | None) -> str:
        return moment_of(shop.local(moment), today) if moment else ""

    return StandingView(
        tags=await _read_tags(customer.id, unit, shop, today),
        layer=name_of("layer", standing.layer),
        layer_code=standing.layer,
        reason=word(standing.because),
        tier=TIERS[standing.tier] if standing.tier else "",
        level=name_of("closeness", level_tag.closeness),
        why_level=word(level_tag.because),
        rights=rights_of(standing.level, shop.rights),
        segment=name_of("segment", standing.segment) if standing.segment else "",
        flags=tuple(name_of("flag", flag) for flag in sorted(standing.flags)),
        given=_given(await offer_for(customer.id, unit, shop, now), standing, shop),
        promise=_promise(promises[0], history, shop, today) if promises else None,
        opted_out_since=when(customer.opted_out_at) if has_left_all else "",
        complained_since=when(customer.complained_at),
        waits_since=when(handovers[0].due_at) if handovers else "",
        spared=tuple(_spared(history, shop, now)),
    )


def _spared(history: History, shop: Shop, now: datetime) -> Iterator[str]:
    days = shop.manner_rules.refund_days
    if history.is_minor:
        yield MINOR
    if history.refund_at and now < history.refund_at + timedelta(days=days):
        since = moment_of(shop.local(history.refund_at), shop.date_of(now))
        yield REFUND.format(since=since, days=days)
    if history.opted_out == {Purpose.MARKETING}:
        yield NO_MARKETING
    if history.zone:
        yield ABROAD.format(zone=history.zone)


async def _read_tags(customer: str, unit: Unit, shop: Shop, today: date) -> tuple[TagLine, ...]:
    tags = await unit.tags.of(customer)
    sentences = await unit.tags.sentences_of(customer)
    newest_first = sorted(tags, key=lambda tag: tag.last_seen, reverse=True)
    return tuple(
        _tag_line(
            tag,
            sentences.get((tag.concern, tag.stance), ""),
            moment_of(shop.local(tag.last_seen), today),
        )
        for tag in newest_first
    )


def _tag_line(tag: Tag, sentence: str, when: str) -> TagLine:
    before, found, after = sentence.partition(tag.evidence)
    if not found:
        before = after = ""
    return TagLine(
        concern=tag.concern,
        stance=STANCES[tag.stance],
        stance_code=tag.stance,
        state=TAG_STATES[tag.state],
        before=before if len(before) <= AROUND else f"…{before[-AROUND:]}",
        evidence=tag.evidence,
        after=after if len(after) <= AROUND else f"{after[:AROUND]}…",
        percent=int(tag.confidence * 100),
        seen=tag.seen,
        when=when,
    )


def _given(choice: OfferChoice, standing: Standing, shop: Shop) -> Given:
    """Tell a discount from a kindness: who just bought gets no discount, and the reason."""
    titles = {offer.name: offer.title for offer in shop.shelf}
    title = choice.offer.title if choice.offer else ""
    why = word(choice.because).removesuffix(f"：{title}")  # the title stands beside it
    because = "；".join((why, *map(word, choice.notes)))
    is_discount = choice.offer is not None and choice.offer.is_discount
    is_protected = standing.layer is Layer.RECENT_BUYER and not is_discount
    return Given(
        discount=title if is_discount else "",
        kindness="" if is_discount else title,
        reason=word(standing.because) if is_protected else because,
        kindness_reason=because if is_protected and choice.offer else "",
        rejected=_worded(choice, titles),
    )


def _worded(choice: OfferChoice, titles: dict[str, str]) -> tuple[Refusal, ...]:
    """Say each reason once; the one that keeps most offers back comes first."""
    by_reason: dict[str, list[str]] = defaultdict(list)
    for name, because in choice.rejected:
        by_reason[word(because)].append(titles.get(name, name))
    refusals = [Refusal(reason, tuple(own)) for reason, own in by_reason.items()]
    return tuple(sorted(refusals, key=lambda refusal: -len(refusal.titles)))


def _promise(followup: Followup, history: History, shop: Shop, today: date) -> Promise:
    due = shop.local(followup.due_at)
    is_news = followup.kind is FollowupKind.SOLVED
    message = Message(kind=TouchKind.NEWS if is_news else TouchKind.CARE)
    verdict = may_speak(message, History(zone=history.zone), followup.due_at, shop.manner_rules)
    when = shop.local(verdict.retry_at) if verdict.retry_at else due
    return Promise(
        when=moment_of(when, today),
        about=followup.about,
        reason=f"客户问过「{followup.about}」，答完以后回访一次，看看是不是真的解决了",
        planned=moment_of(due, today) if verdict.retry_at else "",
    )

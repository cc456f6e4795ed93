"""What a text must say, or keep, because of what it is: an end, a price, a mark, a way out.

A duty stops a text only where it is known to be broken; a bare line, of which nothing is known,
gets hints at most.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from persona.reasons import Because, Reason
from persona.worded.facts import CopyFacts
from persona.worded.folding import fold_copy
from persona.worded.hits import WordHit, WordLevel
from persona.worded.laws import Ground
from persona.worded.numerals import NUMBER, number_of
from persona.worded.prices import told_prices, yuan_of
from persona.worded.reading import Reading, read_copy

TOP_PRIZE_YUAN = 50_000
"""规范促销行为暂行规定 §17."""
_TIME = r"[秒天晚周月年]|分钟|小时|星期|礼拜|个月|个?季|[次瓶盒支罐管套]"
_SALE = r"(?=[^。!?;\n]{0,20}(?:价|折|抢|拍|优惠|活动|下单|福利|手慢|清仓))"
_PRESSING = re.compile(
    r"限时(?!达|送达|配送)|限量(?!版)|仅限(?:今|明|本|当|前|这|最后|\d)|仅此[一今]"
    rf"|最后{NUMBER}(?:[件条双盒瓶套台箱席]|(?:[份个只包名批波天]|小时|分钟){_SALE})|倒计时(?!牌)"
    rf"|[仅只就](?:剩|有)最?后?{NUMBER}[件条双份盒个瓶套台只箱包名席]"
    r"|(?:今[天晚日]|明[天晚日]|今夜|零点|马上|即将)(?:就|要)?(?:截止|恢复原价)|过时不候|[售送卖]完即止"
)
_END_TOLD = re.compile(
    r"\d+(?:月\d+[日号]|[日号点时]|:\d\d)|截至|截止(?:到|时间)|到[今明本]|库存|共\S{0,4}[件份个]"
)
_AD_MARK = re.compile(r"(?<!不是)(?<!不打)(?<!不发)(?<![非无打])广告(?![法词费牌语位])")
_LINK = re.compile(r"https?://|#小程序://|[¥(][a-z0-9]{11}[¥)]")
_WAY_OUT = re.compile(r"退订|回复?t(?![a-z]{3})|拒收|取消订阅|不想再?收|不再(?:打扰|收到)|免打扰")
_WHO = r"(?:我(?:自己|[妈爸]|[公婆]{2}|老公|女儿|儿子|家[大二]?[宝娃]宝?|家孩子)?|本人|亲自|自己)"
_STEADILY = r"(?:都|也|就|已经|一直|天天|坚持|连续|亲自|连着){0,2}"
_USED = r"(?:[用吃喝穿戴抹擦敷睡试贴]|坚持)了?(?:有|快|整整|差不多|大概)?"
_EXPERIENCE = re.compile(
    rf"{_WHO}{_STEADILY}{_USED}(?:{NUMBER}|半|好几|几)[来多]?个?(?:{_TIME})|亲测|自用{NUMBER}"
)
_BAIT = re.compile(
    r"集(?:满|够|齐)?(?:\d+|[一-十两百]+)?个?赞|好友助力|助力[成满领]|砍价|砍一刀|帮我?砍|邀请\S{0,6}(?:得|领|送|返)"
    r"|转发[^。!?;\n]{0,10}(?:抽|领|送|免单|得)"
)
_LOTTERY = re.compile(
    r"抽[奖取送]|抽\S{0,3}[名位]|摸奖|开奖|中奖|大转盘|刮刮|头奖|[特一二三]等奖|幸运(?:客户|用户|顾客)"
)
_DENIED = re.compile(r"(?:[不没]|无需|别|勿)[^,。!?;\n]{0,4}$")
_PRIZE = re.compile(
    rf"奖[^。!?;\n]{{0,14}}?(?P<yuan>{NUMBER})(?:元|块|现金|人民币)"
    rf"|(?:现金|价值)(?P<worth>{NUMBER})(?:元|块)?[^。!?;\n]{{0,8}}奖"
)


@dataclass(frozen=True, slots=True)
class _Copy:
    """A text as it is read, and what is known about it."""

    reading: Reading
    facts: CopyFacts
    grounds: Mapping[str, Ground]

    @property
    def text(self) -> str:
        return self.reading.text

    @property
    def is_known(self) -> bool:
        return self.facts.is_post or self.facts.is_marketing

    @property
    def doubt(self) -> WordLevel:
        """How much an open duty weighs: nobody knows a bare line."""
        return WordLevel.WARN if self.is_known else WordLevel.HINT

    def owes(
        self,
        category: str,
        level: WordLevel,
        because: Because,
        span: tuple[int, int] | None = None,
    ) -> WordHit:
        """Mark a place of what is read, or the end of the text for what all of it owes."""
        given = self.reading.folded.given
        place = self.reading.span(*span) if span else (len(given), len(given))
        hit = self.grounds[category].hit(given, place, level)
        law = {"law": hit.law, "article": hit.article}
        told = {"word": hit.word} if span else {}
        return replace(hit, because=Because(because.code, {**because.values, **law, **told}))


def find_duties(
    reading: Reading, facts: CopyFacts, grounds: Mapping[str, Ground]
) -> list[WordHit]:
    """Find what a text owes; what the whole text owes is marked at its end."""
    copy = _Copy(reading, facts, grounds)
    return [hit for duty in _DUTIES for hit in duty(copy)]


def _true_price(copy: _Copy) -> Iterator[WordHit]:
    """Compare with no more than what was paid lately (§16)."""
    lowest = copy.facts.lowest_deal_fen
    for fen, span in told_prices(copy.text, copy.facts):
        values = {"compare": yuan_of(fen)}
        if lowest is None:
            because = Because(Reason.PRICE_UNPROVEN, values)
            yield copy.owes("compared_price", WordLevel.HINT, because, span)
        elif fen > lowest:
            because = Because(Reason.PRICE_ABOVE_LOWEST, values | {"lowest": yuan_of(lowest)})
            yield copy.owes("compared_price", WordLevel.BLOCK, because, span)


def _kept_end(copy: _Copy) -> Iterator[WordHit]:
    """Press only with an end or a stock that is kept (§19, §20)."""
    if copy.facts.has_end or not (found := _meant(_PRESSING, copy.text)):
        return
    if copy.is_known or not _END_TOLD.search(copy.text):
        yield copy.owes("limited", copy.doubt, Because(Reason.END_MISSING), found.span())


def _ad_mark(copy: _Copy) -> Iterator[WordHit]:
    """Say that a post which leads to a purchase is an ad."""
    plain = copy.reading.folded.plain
    leads = copy.facts.link or _LINK.search(plain)
    if copy.facts.is_post and leads and not _AD_MARK.search(plain):
        yield copy.owes("ad_mark", WordLevel.BLOCK, Because(Reason.AD_MARK_MISSING))


def _who_and_way_out(copy: _Copy) -> Iterator[WordHit]:
    """Say in a marketing message who writes, and how to get no more of them."""
    if not copy.facts.is_marketing:
        return
    plain = copy.reading.folded.plain
    if (sender := copy.facts.sender) and fold_copy(sender).plain not in plain:
        because = Because(Reason.SENDER_MISSING, {"sender": sender})
        yield copy.owes("sender", WordLevel.WARN, because)
    if not _WAY_OUT.search(plain):
        yield copy.owes("sender", WordLevel.WARN, Because(Reason.WAY_OUT_MISSING))


def _lived_experience(copy: _Copy) -> Iterator[WordHit]:
    """Keep evidence of what somebody has tried themselves."""
    if not copy.facts.evidence and (found := _EXPERIENCE.search(copy.text)):
        because = Because(Reason.EVIDENCE_MISSING)
        yield copy.owes("experience", copy.doubt, because, found.span())


def _no_bait(copy: _Copy) -> Iterator[WordHit]:
    """Reward no sharing: the platform blocks the link or the account."""
    if copy.is_known and (found := _meant(_BAIT, copy.text)):
        because = Because(Reason.SHARE_BAIT)
        yield copy.owes("induce_share", WordLevel.WARN, because, found.span())


def _lottery_terms(copy: _Copy) -> Iterator[WordHit]:
    """Draw lots under public terms, for no prize above 50,000 yuan."""
    found = _meant(_LOTTERY, copy.text)
    if not found:
        return
    terms = read_copy(fold_copy(copy.facts.terms)).text
    prizes = [(_yuan(each), each.span()) for each in _PRIZE.finditer(copy.text)]
    prizes += [(_yuan(each), found.span()) for each in _PRIZE.finditer(terms)]
    for yuan, span in prizes:
        if yuan > TOP_PRIZE_YUAN:
            because = Because(Reason.PRIZE_TOO_HIGH, {"yuan": yuan, "most": TOP_PRIZE_YUAN})
            yield copy.owes("lottery", WordLevel.BLOCK, because, span)
    if not terms:
        yield copy.owes("lottery", copy.doubt, Because(Reason.TERMS_MISSING), found.span())


def _yuan(found: re.Match[str]) -> int:
    return int(number_of(found["yuan"] or found["worth"]))


def _meant(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Return the first place a pattern is found and not denied (不抽奖, 无需集赞)."""
    return next(
        (
            found
            for found in pattern.finditer(text)
            if not _DENIED.search(text, max(found.start() - 6, 0), found.start())
        ),
        None,
    )


_DUTIES = (
    _true_price,
    _kept_end,
    _ad_mark,
    _who_and_way_out,
    _lived_experience,
    _no_bait,
    _lottery_terms,
)

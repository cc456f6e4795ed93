"""How a clause speaks: does it ask, doubt, blame or praise, and what is negated in it.

The words here are the language's, the same for every shop; a shop's own words are in its lexicon.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum, auto
from itertools import combinations
from typing import NamedTuple

from tagging.text import EveryMatcher, Matcher


class Stance(StrEnum):
    """How a customer speaks of a concern."""

    ASKS = "asks"
    DOUBTS = "doubts"
    COMPLAINS = "complains"
    PRAISES = "praises"
    MENTIONS = "mentions"


class Kind(IntEnum):
    """What a cue word does to its clause."""

    NEGATION = auto()
    CALM = auto()  # not to worry: a negation of what is feared
    DOUBT = auto()
    IF = auto()
    QUESTION = auto()
    WHY = auto()
    SOFT = auto()  # a question only at the end of the clause
    REPROACH = auto()
    PAST = auto()  # was worried, is no longer; hopes; has not tried yet
    GOOD = auto()
    BAD = auto()
    IGNORE = auto()  # looks like a cue and is none
    OWN = auto()  # a word for some concerns that may stand over other words for the rest


_CUES: dict[Kind, str] = {
    Kind.NEGATION: """
        不 没 没有 没啥 没什么 无 毫无 未 并非 并不 从不 从未 从没 绝不 决不 一点不 一点都不
        一点也不 丝毫不 不会 不太 不怎么 不容易 不易 不是 不算 没那么 没有那么 没任何 没有任何
        没出现 没有出现 不存在 拒绝 免于 杜绝 避免 防止 很少 极少 别""",
    Kind.CALM: """
        不担心 不用担心 不必担心 无需担心 没有担心的 没担心的 不怕 不用怕 不再担心 别担心
        再也不用担心""",
    Kind.DOUBT: """
        怕 担心 怀疑 害怕 恐怕 生怕 不敢保证 不能保证 不敢确定 不确定 不敢确认 说不准 拿不准
        不知道 不知 不晓得 不清楚 不放心 信不过 万一 疑似 存疑 有点慌 纠结 顾虑 是否""",
    Kind.IF: "如果 要是 假如 若是 倘若",
    Kind.QUESTION: """
        吗 是不是 会不会 有没有 能不能 可不可以 可否 能否 要不要 好不好 行不行 对不对 有无
        请问 问一下 问下 咨询 什么 啥 哪 哪里 哪个 哪款 哪种 哪家 哪儿 多少 多久 多大 多长
        多重 多高 几天能 几天可以 几天到 几号 几点 几个 几次 几码 几种 几斤 几勺 何时 啥时候
        什么时候 怎么样 怎样 如何 咋样 咋 谁 怎么 怎麽 么 能退 求推荐 想知道 想了解 还是说
        可以吃 可以用 可以喝""",
    Kind.WHY: """
        为什么 为啥 为何 怎么这么 怎么那么 怎么会 怎么就 咋这么 怎么总 怎么老 怎么又 怎么都""",
    Kind.SOFT: "吧 呢 嘛",
    Kind.REPROACH: """
        难道 怎么还 咋还 凭什么 凭啥 什么破 什么垃圾 什么东西 什么玩意 什么态度 什么服务
        什么质量 什么鬼 有这样的 有这么 好意思 说好的 还有没有 能不能快点 到底 究竟 至于吗
        不觉得 搞什么 闹哪样 啥玩意 什么意思""",
    Kind.PAST: """
        本来担心 本来还担心 原本担心 原来担心 之前担心 之前还担心 一直担心 开始担心 开始还担心
        还担心 开始怕 本来怕 之前怕 还怕 原以为 本以为 还以为 希望 期待 但愿 还没用 还没穿
        还没试 没用过 没试过 试试再 用过再 用了才知道 用用再 用后再 穿了才知道 以后再 有待""",
    Kind.GOOD: """
        好 不错 满意 赞 点赞 棒 给力 喜欢 优秀 一流 还可以 挺可以 可以的 都可以 蛮可以 还行
        完美 靠谱 到位 出色 优质 上乘 过关 没话说 没得说 没的说 没毛病 无可挑剔 超值 惊喜 牛
        杠杠的 顶呱呱 良好 极佳 佳 满分 五星 爱了 很爱 超爱 太爱 信赖 值得 推荐 认可 高级 完好
        完整 放心 刚好 正好 还好 好好 最好的 信得过 可靠 强大 优良 良心 ok 很行 还成 不赖 不差
        合适 合理 正常 好评 讲究 一级棒 可圈可点 超出预期 不输 中意 称心 太好了 真好了 可好了
        超好了 挺好了 蛮好了""",
    Kind.BAD: """
        差 烂 垃圾 糟糕 糟 失望 无语 坑 一般 一般般 问题 恶心 差劲 差评 太次 次 糟心 不行
        不咋地 不咋样 不怎么样 不怎样 不敢恭维 不给力 不好 不满 缺陷 毛病 瑕疵 有待提高
        有待加强 凑合 将就 劣质 低劣 不如 不值 没想象 没有想象 没那么好 没有那么好 没有说的
        没说的那么 比不上 后悔 生气 气人 投诉 骗 骗人 坏 坏了 糊弄 敷衍 奇葩 可恶 恶劣 醉了
        呵呵 闹心 崩溃 忽悠 欺诈 欺骗 不敢相信 狗屎 别买 不推荐 伤不起 惨不忍睹 要命 要死 减分
        扣分 遗憾 可惜 不足 缺点 不到位 不靠谱 不合格 不达标 不合理 马虎 无奈 不太好了""",
    Kind.IGNORE: """
        好像 好多 好久 好几 好吧 好了 你好 您好 最好 只好 幸好 好友 爱好 好歹 好让 好不容易
        做好 差不多 差点 误差 差价 差别 差距 时差 时不时 动不动 不得不 不但 不仅 不只 不止
        不光 不少 不断 不同 不管 不论 无论 不需要 不用 不必 不小心 没想到 想不到 不久 不一会
        不好意思 不客气 没关系 没事 对不起 什么都 什么的 什么之 这么 那么 多么 要么 不要
        没多久 几天就 没几天 次日 下次 这次 上次 一次 二次 两次 多次 每次 首次 第二次 第一次
        第三次 几次了 好几次 再次 初次 次数 特别 别人 别的 区别 级别 分别 别家 个别 性别 别墅
        识别 辨别 告别 难免 无线 无限 无数 无意 无痕 无论如何 无聊 没人 未来 好孩子 牛奶 牛仔
        牛皮 牛肉 蜗牛 蒙牛 水牛 奶牛 牛排 黄牛 一如既往 不知不觉 好意 那次 坏处 不过 不由得
        无比 忍不住 大不了 舍不得 恨不得 不禁 不愧 看不见 不到 来不及 不起 不敢 离不开 少不了
        免不了 免费 不下 不住 差异 如何是好 多少有点 问题都 解决问题 不懂 不见 对不 怕热 怕冷
        麻烦你 麻烦您 麻烦帮 麻烦给 麻烦处理 麻烦问 没收到 没用 没法 没办法 不能 不让 不给
        不理 不送 不退 不发 不换 不来 不回 要不""",
}

_NEGATIONS = frozenset(_CUES[Kind.NEGATION].split())
_FILLERS = frozenset(
    "任何什么啥太很特别那么怎一点儿会容易是有出现发感觉得到过再见明显多大还算能让够严重的了都也说想象中这丝毫半"
)
_LONGEST_GAP = 4
_DENIED = frozenset({"明显", "严重", "大"})  # denied by the 不 before them: 不明显不怎么好
_DEGREES = frozenset({"好", "真"})
_JOINERS = frozenset({"和", "或", "、", "跟", "与", "及", "也", "或者", "以及", "也不", "又"})
_AFTER = re.compile(
    r"(?:问题|现象|情况|的|了)?(?:也|都|基本上?|完全|几乎|是|倒|真的|一点|丝毫|绝对|应该)*"
    r"(?:没有(?!办法|处理|解决|人|客服|用|退|回|给)|没$|无$|不存在|不大$|不明显|不严重|不多$|不太|很少|极少|为零)"
)


class Mark(NamedTuple):
    """A cue word in a clause; `good` and `bad` name the concerns it praises or blames."""

    kind: Kind
    good: frozenset[str]
    bad: frozenset[str]
    start: int
    end: int

    def polarity_for(self, concern: str) -> int:
        """Say +1 for praise of this concern, -1 for blame, 0 for neither."""
        if concern in self.good:
            return 1
        if concern in self.bad:
            return -1
        return (self.kind is Kind.GOOD) - (self.kind is Kind.BAD)

    def is_word_for(self, concern: str) -> bool:
        """Say whether the cue means anything where this concern is spoken of."""
        return self.kind is not Kind.OWN or concern in self.good or concern in self.bad


class Cues(NamedTuple):
    """The cue words of a clause, from left to right.

    A word that says something of one concern only (差了 of a price) must not hide the general
    word inside it (差) from the others. So where such a word stands, `every` holds all cue words,
    also those in or across another, and each concern chooses its own.
    """

    marks: Sequence[Mark]
    every: Sequence[Mark] = ()

    def chosen_for(self, concern: str) -> Sequence[Mark]:
        """Choose the words for one concern: the longest at the leftmost place."""
        if not self.every:
            return self.marks
        return _leftmost(mark for mark in self.every if mark.is_word_for(concern))


@dataclass(frozen=True, slots=True)
class Negation:
    """Whether a word is turned round, and where the words that turn it stand."""

    turned: bool
    start: int
    end: int


_SILENT = Cues(())


class CueReader:
    """Reads the cue words of a clause; built once a lexicon, with the lexicon's own opinions."""

    __slots__ = ("_entries", "_every", "_longest", "_own")

    def __init__(
        self, good: Mapping[str, Iterable[str]], bad: Mapping[str, Iterable[str]]
    ) -> None:
        """Take the words that praise or blame each concern when they stand near its noun."""
        kinds = {word: kind for kind, words in _CUES.items() for word in words.split()}
        praised = _turn_round(good)
        blamed = _turn_round(bad)
        words = sorted({*kinds, *praised, *blamed})
        nothing: frozenset[str] = frozenset()
        self._longest = Matcher(words)
        self._every = EveryMatcher(words)
        own = dict.fromkeys(_covering(words) - set(kinds), Kind.OWN)
        self._own = frozenset(index for index, word in enumerate(words) if word in own)
        self._entries = [
            (
                kinds.get(word) or own.get(word, Kind.IGNORE),
                praised.get(word, nothing),
                blamed.get(word, nothing),
            )
            for word in words
        ]

    def read(self, clause: str) -> Cues:
        """Read the cue words; `marks` are the general ones, which speak to every concern.

        A verb said twice round 不 is a question.
        """
        spans = self._longest.spans(clause)
        if not spans:
            return _SILENT
        for index, _, _ in spans:
            if index in self._own:
                every = self._marks(clause, self._every.spans(clause))
                return Cues(_leftmost(mark for mark in every if mark.kind is not Kind.OWN), every)
        return Cues(self._marks(clause, spans))

    def _marks(self, clause: str, spans: Iterable[tuple[int, int, int]]) -> list[Mark]:
        entries = self._entries
        marks = []
        for index, start, end in spans:
            kind, good, bad = entries[index]
            mark = Mark(kind, good, bad, start, end)
            marks.append(_asked_twice(clause, mark) if kind is Kind.NEGATION else mark)
        return marks


def _covering(words: Iterable[str]) -> set[str]:
    """Choose the words that may stand over another: one stands in it, or its end begins one."""
    known = set(words)
    openings = {word[:end] for word in known for end in range(1, len(word) + 1)}
    return {
        word
        for word in known
        if any(word[at:] in openings for at in range(1, len(word)))
        or any(word[at:end] in known for at, end in combinations(range(len(word)), 2))
    }


def _leftmost(marks: Iterable[Mark]) -> list[Mark]:
    """Drop the marks that overlap one before them."""
    kept: list[Mark] = []
    reach = 0
    for mark in marks:
        if mark.start >= reach:
            kept.append(mark)
            reach = mark.end
    return kept


def _turn_round(words: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    concerns_of: dict[str, set[str]] = {}
    for concern, spoken in words.items():
        for word in spoken:
            concerns_of.setdefault(word, set()).add(concern)
    return {word: frozenset(concerns) for word, concerns in concerns_of.items()}


def _asked_twice(clause: str, mark: Mark) -> Mark:
    """Read 掉不掉, 掉色不掉色 and 合不合适 as questions."""
    before, after = clause[: mark.start], clause[mark.start + 1 :]
    same = any(before[-n:] == after[:n] for n in (1, 2) if len(before) >= n and len(after) >= n)
    return mark._replace(kind=Kind.QUESTION) if same else mark


_WEIGHT = {
    Kind.REPROACH: 6,
    Kind.PAST: 5,
    Kind.DOUBT: 4,
    Kind.WHY: 3,
    Kind.IF: 2,
    Kind.QUESTION: 1,
}
_ASKING_ENDS = ("不", "了没", "了没有")
_CERTAIN = ("应该", "可能", "就是", "算了", "就这样")


def mood_of(clause: str, marks: Iterable[Mark]) -> Mark | None:
    """Choose the cue that says how the whole clause speaks; None: it simply states.

    吧, 呢, 不 and 了没 ask only as the last word, 吧 and 呢 not after 应该.
    """
    mood: Mark | None = None
    for mark in marks:
        if mark.kind is Kind.SOFT:
            if mark.end < len(clause) or any(word in clause for word in _CERTAIN):
                continue
            ends_in_question = mark._replace(kind=Kind.QUESTION)
            mood = mood or ends_in_question
        elif (
            mark.kind is Kind.NEGATION
            and mark.end == len(clause)
            and clause.endswith(_ASKING_ENDS)
        ):
            mood = mood or mark._replace(kind=Kind.QUESTION)
        elif mark.kind in _WEIGHT and (mood is None or _WEIGHT[mark.kind] > _WEIGHT[mood.kind]):
            mood = mark
    return mood


def unclipped(
    clause: str, marks: Sequence[Mark], terms: Iterable[tuple[int, int]]
) -> Sequence[Mark]:
    """Leave of the cues what stands outside the terms, given as (start, end)."""
    if not marks:
        return marks
    for start, end in terms:
        marks = [kept for mark in marks if (kept := _clipped(clause, mark, start, end))]
    return marks


def _clipped(clause: str, mark: Mark, start: int, end: int) -> Mark | None:
    """Leave of a cue what stands outside a term; None: nothing that speaks.

    The front of a negation may still be one: 没 of 没有, before the term 有洞.
    """
    if mark.end <= start or end <= mark.start:
        return mark
    if mark.kind is Kind.NEGATION and clause[mark.start : start] in _NEGATIONS:
        return mark._replace(end=start)
    return None


def negation_before(clause: str, marks: Sequence[Mark], start: int) -> Negation:
    """Say whether negations turn round the word at `start`; two of them turn it back.

    A negation reaches over at most four filling characters (没有任何…, 一点都不…, 不是很…).
    """
    turned, reach = False, start
    for mark in reversed(marks):
        if mark.end > reach or mark.kind not in (Kind.NEGATION, Kind.CALM):
            continue
        gap = clause[mark.end : reach]
        if len(gap) > _LONGEST_GAP or not _FILLERS.issuperset(gap) or (turned and gap in _DENIED):
            break
        turned, reach = not turned, mark.start
    return Negation(turned, reach, start)


def denied_until(clause: str, end: int) -> int:
    """Say where words end that deny the one before them (色差基本没有, 掉色不严重); 0: none do."""
    denial = _AFTER.match(clause, end)
    return denial.end() if denial else 0


def are_joined(clause: str, end: int, start: int) -> bool:
    """Say whether two words share their negation (没有色差和异味)."""
    return clause[end:start] in _JOINERS


def opinion_near(
    clause: str, marks: Sequence[Mark], concern: str, noun: tuple[int, int]
) -> tuple[int, int, int] | None:
    """Find what is said of a noun: +1 or -1, and from where to where; None where nothing is.

    The next opinion behind the noun counts, else the last one before it. 好 and 真 before another
    opinion only say how much (好慢).
    """
    start, end = noun
    near: Mark | None = None
    for mark in marks:
        if mark.polarity_for(concern) == 0:
            continue
        if near is not None and near.start >= end:
            near = mark if mark.start == near.end else near
            break
        if mark.end <= start or mark.start >= end:
            near = mark
        if mark.start >= end and clause[mark.start : mark.end] not in _DEGREES:
            break
    if near is None:
        return None
    negation = negation_before(clause, marks, near.start)
    polarity = near.polarity_for(concern)
    return (-polarity if negation.turned else polarity), negation.start, near.end

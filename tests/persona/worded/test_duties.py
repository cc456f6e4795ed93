import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.packaged import packaged_wording
from persona.reasons import Reason
from persona.worded.duties import find_duties
from persona.worded.facts import CopyFacts
from persona.worded.folding import fold_copy
from persona.worded.hits import WordLevel
from persona.worded.reading import read_copy

GROUNDS = packaged_wording().grounds
POST = CopyFacts(is_post=True)
MESSAGE = CopyFacts(is_marketing=True, sender="小满杂货铺")
BARE = CopyFacts()
WAY_OUT = "，不想再收到回复 TD"


def duties(text, facts=BARE):
    return find_duties(read_copy(fold_copy(text), facts.allowed), facts, GROUNDS)


def codes(text, facts=BARE):
    return [(hit.because.code, hit.level) for hit in duties(text, facts)]


def test_a_price_above_the_lowest_deal_of_the_week_is_blocked_with_both_numbers():
    [hit] = duties("原价 199 元，今天 99 元", CopyFacts(lowest_deal_fen=12_900))

    assert (hit.level, hit.word) == (WordLevel.BLOCK, "原价 199 元")
    assert hit.because.code is Reason.PRICE_ABOVE_LOWEST
    assert hit.because.values["compare"] == "199"
    assert hit.because.values["lowest"] == "129"
    assert (hit.law, hit.article) == ("明码标价和禁止价格欺诈规定", "第十六条")


def test_a_price_that_was_paid_lately_may_be_compared_with():
    assert not duties("原价 129 元，今天 99 元", CopyFacts(lowest_deal_fen=12_900))


def test_a_price_nobody_knows_is_only_hinted_at():
    assert codes("划线价 199，到手 99") == [(Reason.PRICE_UNPROVEN, WordLevel.HINT)]


def test_the_compared_price_of_a_card_counts_though_the_text_is_silent():
    [hit] = duties("上新啦", CopyFacts(compare_fen=19_900, lowest_deal_fen=9_900))

    assert hit.because.code is Reason.PRICE_ABOVE_LOWEST
    assert hit.start == hit.end == len("上新啦")


@pytest.mark.parametrize(
    "text",
    [
        "限时特惠",
        "仅限今天",
        "最后 3 件",
        "最后两天，全场八折",
        "倒计时开始",
        "今晚截止",
        "只剩5件了",
        "售完即止",
    ],
)
def test_what_presses_needs_an_end_that_is_kept(text):
    assert codes(text, POST) == [(Reason.END_MISSING, WordLevel.WARN)]
    assert codes(text) == [(Reason.END_MISSING, WordLevel.HINT)]
    assert not codes(text, CopyFacts(is_post=True, has_end=True))


@pytest.mark.parametrize(
    "text",
    ["限时达今天送到", "暑假最后一天，带娃去海边", "最后一个包裹也发完了", "这不是限时的，慢慢挑"],
)
def test_what_only_sounds_pressing_is_left(text):
    assert not codes(text, POST)


def test_a_bare_line_that_tells_its_end_is_left():
    assert not codes("限时八折，到11月30日24点")


@pytest.mark.parametrize("text", ["新毛衣到了", "这不是广告，新毛衣到了", "打广告的话不会说"])
def test_a_post_with_a_link_is_blocked_without_the_mark(text):
    link = CopyFacts(is_post=True, link="https://shop.example/1")

    assert codes(text, link) == [(Reason.AD_MARK_MISSING, WordLevel.BLOCK)]
    assert not codes(text, POST)


@pytest.mark.parametrize("text", ["【广告】新毛衣到了", "新毛衣到了｜广告", "新毛衣到了 #广告"])
def test_a_marked_post_may_have_its_link(text):
    assert not codes(text, CopyFacts(is_post=True, link="https://shop.example/1"))


def test_a_link_inside_the_post_counts():
    text = "新毛衣到了 https://shop.example/1"
    assert codes(text, POST) == [(Reason.AD_MARK_MISSING, WordLevel.BLOCK)]


def test_a_marketing_message_says_who_writes_and_how_to_stop():
    assert codes("上新啦", MESSAGE) == [
        (Reason.SENDER_MISSING, WordLevel.WARN),
        (Reason.WAY_OUT_MISSING, WordLevel.WARN),
    ]
    assert codes("小满杂货铺：上新啦", MESSAGE) == [(Reason.WAY_OUT_MISSING, WordLevel.WARN)]
    assert not codes("上新啦", BARE)


@pytest.mark.parametrize("way_out", ["回T退订", "回复TD", "拒收请回复R", "不想再收到请说一声"])
def test_there_are_many_ways_out(way_out):
    assert not codes(f"【小满杂货铺】上新啦，{way_out}", MESSAGE)


@pytest.mark.parametrize(
    "text", ["我自己用了三个月，瓶子还剩一点", "我妈穿了两年", "亲测一周", "我家宝宝已经喝了半年"]
)
def test_a_lived_experience_needs_evidence(text):
    assert codes(text, POST) == [(Reason.EVIDENCE_MISSING, WordLevel.WARN)]
    assert codes(text) == [(Reason.EVIDENCE_MISSING, WordLevel.HINT)]
    assert not codes(text, CopyFacts(is_post=True, evidence="照片三张，下单记录"))


@pytest.mark.parametrize("text", ["我自己穿 M 码", "用了三个月的锅也收", "我吃饭去了"])
def test_what_is_no_experience_with_the_goods_is_left(text):
    assert not codes(text, POST)


@pytest.mark.parametrize(
    "text", ["集满38个赞送围巾", "好友助力拿走", "帮我砍一刀", "转发这条就送围巾"]
)
def test_a_reward_for_sharing_is_doubted_where_it_is_sent(text):
    assert codes(text, POST) == [(Reason.SHARE_BAIT, WordLevel.WARN)]
    assert codes(text + WAY_OUT, CopyFacts(is_marketing=True)) == [
        (Reason.SHARE_BAIT, WordLevel.WARN)
    ]


@pytest.mark.parametrize("text", ["不集赞，进店就有", "无需好友助力，都一个价", "我们不砍价"])
def test_who_asks_for_no_sharing_is_left(text):
    assert not codes(text, POST)


def test_a_lottery_needs_terms():
    assert codes("周五抽奖", POST) == [(Reason.TERMS_MISSING, WordLevel.WARN)]
    assert codes("周五抽奖") == [(Reason.TERMS_MISSING, WordLevel.HINT)]
    assert not codes("周五抽奖", CopyFacts(is_post=True, terms="围巾 3 条，周五 20 点开奖"))
    assert not codes("我们不抽奖", POST)


@pytest.mark.parametrize(
    ("prize", "is_too_high"),
    [("5万元", False), ("50001元", True), ("六万元", True), ("999元", False)],
)
def test_no_prize_is_above_fifty_thousand_yuan(prize, is_too_high):
    for text, terms in ((f"抽奖，头奖{prize}", "一等奖一名"), ("周五抽奖", f"一等奖{prize}")):
        found = codes(text, CopyFacts(is_post=True, terms=terms))
        assert found == ([(Reason.PRIZE_TOO_HIGH, WordLevel.BLOCK)] if is_too_high else [])


def test_words_the_shop_may_say_are_no_duty():
    assert not codes("限时特惠", CopyFacts(is_post=True, allowed=frozenset({"限时特惠"})))


def test_other_ways_of_writing_hide_no_duty():
    [hit] = duties("原价１９９元", CopyFacts(lowest_deal_fen=9_900))
    assert hit.word == "原价１９９元"


PIECES = [
    "限时",
    "最后3件",
    "原价199元",
    "抽奖",
    "头奖6万元",
    "集赞",
    "我用了三天",
    "。",
    "\n",
    "，",
    "！",
    "好",
]
COPY = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


@settings(max_examples=60)
@given(COPY, st.booleans(), st.booleans())
def test_every_place_lies_in_the_text_and_in_one_sentence(text, is_post, is_marketing):
    facts = CopyFacts(is_post=is_post, is_marketing=is_marketing, sender="小满", link="x")
    for hit in duties(text, facts):
        assert 0 <= hit.start <= hit.end <= len(text)
        assert hit.word == text[hit.start : hit.end]
        assert not set(hit.word) & set("。！？\n")


@settings(max_examples=60)
@given(COPY)
def test_nothing_is_worse_than_a_hint_where_nothing_is_known(text):
    serious = [hit for hit in duties(text) if hit.level is not WordLevel.HINT]
    assert all(hit.because.code is Reason.PRIZE_TOO_HIGH for hit in serious)

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.packaged import packaged_wording
from persona.reasons import Reason
from persona.wording import CopyFacts, WordLevel, check_copy, strictest

TABLE = packaged_wording()
SERIOUS = (WordLevel.BLOCK, WordLevel.WARN)

LAWFUL = [
    "最近降温了，出门加件外套",
    "这是今年最后一批到货，卖完明年再做",
    "第一次来店里的朋友，欢迎坐坐",
    "收到后第一时间检查一下吊牌",
    "面料是100%棉，会有一点皱",
    "成分：羊毛70%，聚酯纤维30%",
    "里布聚酯纤维100%，不起静电",
    "我们一直坚持服务第一",
    "顾客第一，这话不是说说的",
    "首先量肩宽，其次量胸围",
    "这件衣服最多机洗三次就换手洗",
    "最晚明天下午发货",
    "尺码最大到 XL，最小到 S",
    "最好用冷水手洗，平铺晾干",
    "最好先试穿再剪吊牌",
    "退换最迟七天内联系我",
    "我最爱的还是周末的菜场",
    "本品不能代替药物",
    "这是普通护手霜，不能治疗湿疹",
    "我们不是最便宜的，但会说实话",
    "不敢说绝对，只能说我穿着合适",
    "高级会员每月有一次免费改裤长",
    "这个高级灰配酒红很耐看",
    "特级初榨橄榄油，冷藏会凝固属于正常现象",
    "水温最高温度不要超过三十度",
    "追求极致是我们的目标",
    "做不到完美，但会一直改",
    "没有最好只有更好",
    "产品的最佳食用期在开封后三天",
    "客户说收到货的第一印象是厚实",
    "第一步量腰，第二步量臀",
    "请在第12页查看尺码表",
    "满300减30，活动到11月30日24点",
    "我昨晚失眠，起来熨了两件衬衫",
    "完全晾干以后再收进柜子",
    "祝您早日康复，衣服不急",
    "运费险已经买好，退换不用您出钱",
    "这一款我们做了三年，每年改一点版",
    "升国旗的时候孩子们都穿了白衬衫",
    "这批已售罄，补货要等两周",
    "唯一的遗憾是颜色少了点",
    "我是一家小店的掌柜，不是大公司",
    "不抽奖，也不用转发，进店就能领样布",
    "店里不讲价不砍价，大家一个价",
    "孩子最爱吃的还是家里的番茄炒蛋",
    "布料用的是再生涤纶",
    "首个工作日统一发货",
    "旧毛衣别扔，最终都能改成坐垫",
]

UNLAWFUL = [
    ("这是全国第一的羊毛衫", "全国第一"),
    ("我们家是最好的女装店", "最好"),
    ("顶级面料，国家级工艺", "顶级"),
    ("全网最低价，错过就没机会了", "全网最低价"),
    ("这件是销量冠军", "销量冠军"),
    ("独一无二的设计", "独一无二"),
    ("穿上就能治疗关节炎", "治疗"),
    ("能抗癌防癌", "抗癌"),
    ("三天见效，无效退款", "三天见效"),
    ("行业领导品牌", "领导品牌"),
    ("中国驰名商标，放心买", "中国驰名商标"),
    ("杀菌抗炎的袜子", "杀菌"),
    ("国家免检产品", "国家免检"),
    ("史无前例的优惠", "史无前例"),
    ("稳赚的项目，零风险", "稳赚"),
    ("转发抽奖送大衣", "转发抽奖"),
    ("媲美母乳的配方", "媲美母乳"),
    ("包治百病的艾草枕", "包治百病"),
    ("最先进的织造机器", "最先进"),
    ("考试押题，必过", "押题"),
]


@pytest.mark.parametrize("copy", LAWFUL)
def test_lawful_copy_is_neither_blocked_nor_doubted(copy):
    assert [hit.word for hit in check_copy(copy, TABLE) if hit.level in SERIOUS] == []


@pytest.mark.parametrize(("copy", "word"), UNLAWFUL)
def test_unlawful_copy_is_blocked_with_its_law(copy, word):
    blocked = [hit for hit in check_copy(copy, TABLE) if hit.level is WordLevel.BLOCK]

    assert word in {hit.word for hit in blocked}
    assert all(hit.law and hit.article for hit in blocked)


@pytest.mark.parametrize(
    "copy",
    ["最 好", "最\u200b好", "最·好", "最\ufeff 好", "ＮＯ.１", "No.1", "ｔｏｐ１", "最　好"],
)
def test_signs_put_between_letters_hide_nothing(copy):
    (hit,) = check_copy(f"我家{copy}吧", TABLE)

    assert hit.level is WordLevel.BLOCK
    assert (hit.start, hit.end) == (2, 2 + len(copy))


def test_a_line_break_parts_words():
    assert check_copy("我最近\n好吗", TABLE) == []
    assert WordLevel.BLOCK not in {hit.level for hit in check_copy("最\n好", TABLE)}


def test_the_longest_word_wins():
    assert [hit.word for hit in check_copy("全网最低价", TABLE)] == ["全网最低价"]


@pytest.mark.parametrize(("copy", "words"), [("TOP10里", []), ("TOP1里", ["TOP1"])])
def test_a_piece_of_a_longer_number_is_no_word(copy, words):
    assert [hit.word for hit in check_copy(copy, TABLE)] == words


def test_a_claim_that_goes_on_after_a_lawful_phrase_is_still_found():
    assert [hit.word for hit in check_copy("服务第一品牌", TABLE)] == ["第一品牌"]


def test_a_hit_says_why_and_when_it_may_be_fine():
    (hit,) = check_copy("顶级", TABLE)

    assert hit.because.code is Reason.WORD_BLOCKED
    assert hit.because.values["law"] == hit.law
    assert hit.may_be_fine.code is Reason.FINE_WITH_PROOF


def test_there_is_hardly_an_excuse_for_promising_to_cure():
    (hit,) = check_copy("包治百病", TABLE)

    assert hit.may_be_fine is None


def test_the_table_tells_its_version():
    assert TABLE.version.startswith("version ")


def test_words_claims_and_duties_stand_in_order_of_place():
    facts = CopyFacts(is_post=True, link="https://shop.example/1")
    hits = check_copy("顶级面料，全网最低价", TABLE, facts)

    assert [hit.category for hit in hits] == ["absolute", "absolute", "ad_mark"]
    assert strictest(hits) is WordLevel.BLOCK


def test_of_no_hits_there_is_no_strictest():
    assert strictest(check_copy("今天到了二十件", TABLE)) is None


@given(
    st.text(
        alphabet=st.sampled_from("最好第一次近不是100%棉 \n\u200b·级顶ＮO.1药治疗"), max_size=60
    )
)
def test_hits_stand_in_order_within_the_text(copy):
    hits = check_copy(copy, TABLE)

    assert all(0 <= hit.start < hit.end <= len(copy) for hit in hits)
    assert all(left.end <= right.start for left, right in pairwise(hits))

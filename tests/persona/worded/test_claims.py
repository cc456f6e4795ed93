from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.packaged import packaged_wording
from persona.reasons import Reason
from persona.worded.claims import find_claims, one_each
from persona.worded.facts import CopyFacts, GoodsClass
from persona.worded.folding import fold_copy
from persona.worded.hits import WordLevel
from persona.worded.reading import read_copy

TABLE = packaged_wording()
BARE = CopyFacts()

CLAIMS = [
    ("说能治病", "我爸痛风十年，喝完这一箱就不疼了"),
    ("说能治病", "贴两晚，鼻炎就通了"),
    ("说能代替吃药就医", "擦三次，植发的钱都省下了"),
    ("说能停药不就医", "别去医院，买这个泡脚就行"),
    ("说对病痛有用", "膝盖肿的老街坊抹了一周，上楼都利索"),
    ("说用一用身体就变了", "耳朵里嗡嗡的，含两片当场就静了"),
    ("说多久去掉皮肤身体的毛病", "抹上两周，法令纹淡了一大半"),
    ("说变瘦变高变白变年轻", "这个月掉秤二十斤，没饿过一顿"),
    ("说变瘦变高变白变年轻", "敷完出门，都以为我去做了光子"),
    ("说谁吃了会怎样", "孩子喝了不咳嗽，一冬天没请过假"),
    ("说能怀孕生子", "吃上三包，来年抱龙凤胎"),
    ("说功效", "经常喝有健脾润肠的功效"),
    ("保证效果", "一周不见效，全额退款"),
    ("保证效果", "我打得起包票，不灵跟你姓"),
    ("换句话说自己最好", "跑遍全城也找不到第二家这么扎实的"),
    ("换句话说自己最好", "整个圈子里没人敢跟我们比针脚"),
    ("贬低别家", "隔壁卖的蜂蜜都是糖浆兑的"),
    ("说别家全不好", "市面上的蚕丝被，里面塞的都是短绒"),
    ("说只有自己是真的", "整条街只有我家是真草饲"),
    ("借医生专家名人说话", "好几个儿科大夫都在囤这一款"),
    ("没有出处的人数销量", "两百万妈妈的共同选择"),
    ("没有出处的比例", "九成客人说一周就有变化"),
    ("催人下单", "手慢一步就没了"),
    ("编故事催单", "工厂倒闭，这批货抵债来的"),
    ("凭空的原价", "平时卖八百八，今天只要八十八"),
    ("说能带来运气挡灾", "戴上它，财神爷就来敲门找上门"),
    ("说摆一摆就有好事", "床头摆一个，夫妻和睦"),
    ("不买就倒霉", "本命年必须戴一条"),
    ("许诺赚钱", "宝妈在手机上点点，日赚三百，跟着我干"),
    ("许诺回报", "三个月回本，亏了算我的"),
    ("许诺投入翻本", "投两千，年底还你一万"),
    ("许诺房子升值", "这套学区房明年翻一倍"),
    ("许诺考试结果", "跟着背，数学稳上一百二，考试随便考"),
    ("诱导转发拉人", "拉五个朋友进群，立减三十"),
    ("人人中奖", "扫码就中，现金人人有份"),
    ("说喝酒的好处", "这酒越喝越健康，睡前二两"),
    ("借机关领导说话", "部队里流出来的，外面见不着"),
    ("说烟的好处", "这款抽起来不伤肺"),
    ("和母乳相比", "营养跟母乳一模一样"),
    ("凭空的性能", "插上它，电费少一半"),
    ("拿好处换好评", "五星带图，私聊发你八块"),
    ("说对病痛有用", "外婆的痛风就是喝这个喝好的"),
    ("说对病痛有用", "毒素统统带走，宿便清空"),
    ("说多久去掉皮肤身体的毛病", "脸上的斑都给你擦得干干净净"),
    ("说变瘦变高变白变年轻", "胸部每晚按一按，三周从a到c"),
    ("换句话说自己最好", "这条街没人比我们正"),
    ("编故事催单", "过了十点，给再多我也不卖"),
    ("亲身经历的效果", "我妈穿了一个月，走路都变利落了"),
]
LAWFUL = [
    "三天就到，偏远地区多等两天",
    "洗三次就软了，第一次有一点硬",
    "泡十分钟就化开，别用开水",
    "不满意七天内退，运费我们出",
    "尺码不合适，包换到合适",
    "用了脸上发红，先停用，再去看医生",
    "血压高的朋友要少放盐，听医生的",
    "这个不能治咳嗽，就是一杯梨水",
    "网上说喝三天就降血糖，别信",
    "抹一周，斑能淡吗？不能",
    "孩子感冒好了，今天照常发货",
    "昨天去医院打针，回复慢了",
    "隔壁王姐家的豆腐也好吃",
    "别家也有卖，可以比一比再来",
    "超市同款，价钱一样",
    "没有最好的尺码，只有合身的尺码",
    "附近两家店都可以取货",
    "一共到了三百件，卖了一百二十件",
    "问了一百位老客人，八十三位说合身，问卷可以看",
    "满199减30，到11月11日24点",
    "会员日每月8号，过了就是日常价",
    "这个颜色断码了，下周二补货",
    "祝您新年财运滚滚",
    "红绳是手编的，图个喜庆",
    "招打包员一名，每天两百元，做满一个月结工资",
    "转不转发价格都一样",
    "截图发我看一下订单号",
    "收到拍张照给我，少的马上补寄",
    "低度米酒，未成年人请勿饮酒",
    "母乳够就不用急着买奶粉",
    "孩子考试成绩出来了，晚上加菜",
    "这台灯开一晚大概半度电",
    "折痕挂一晚就平，标签剪掉就好",
    "提供一下您的订单号，我帮您查",
    "抽空点击小红心就行",
    "请保证信息真实有效",
    "电池健康度80%，不是永久不变",
    "80%苹果汁，不加水不加糖",
    "我家狗叫旺财，听见敲门就跑出来",
    "小猫一口气吃了三个，全部没了",
    "糖尿病人先看清楚标签，这款含蔗糖",
    "烤肠一上桌就吃光了",
    "斑马图案的袜子穿好了拍给我看",
    "好评就不用写了，满意就好",
    "比我们便宜的店也有，可以比一比",
]


def claims(text, facts=BARE):
    reading = read_copy(fold_copy(text), facts.allowed)
    found = find_claims(reading, facts, TABLE.claims, TABLE.grounds)
    return sorted(found, key=lambda hit: hit.start)


@pytest.mark.parametrize(("name", "text"), CLAIMS)
def test_a_claim_is_read_though_it_uses_no_word_of_the_table(name, text):
    found = claims(text)

    assert name in {hit.because.values["claim"] for hit in found}
    assert all(hit.because.code is Reason.CLAIM_READ for hit in found)
    assert all(hit.law and hit.article for hit in found)


def test_every_kind_of_claim_is_shown_by_an_example():
    assert {name for name, _ in CLAIMS} == {rule.name for rule in TABLE.claims.rules}


@pytest.mark.parametrize("text", LAWFUL)
def test_what_a_shop_lawfully_writes_is_no_claim(text):
    assert not claims(text)


@pytest.mark.parametrize(
    ("goods_class", "category", "level"),
    [
        (GoodsClass.GENERAL, "medical_general", WordLevel.BLOCK),
        (GoodsClass.FOOD, "food", WordLevel.BLOCK),
        (GoodsClass.COSMETICS, "cosmetic", WordLevel.BLOCK),
        (GoodsClass.HEALTH_FOOD, "health_food", WordLevel.BLOCK),
        (GoodsClass.DEVICE, "medical_claim", WordLevel.WARN),
    ],
)
def test_what_an_effect_breaks_depends_on_the_goods(goods_class, category, level):
    [hit] = claims("用了一周，湿疹就好了", CopyFacts(goods_class=goods_class))

    assert (hit.category, hit.level) == (category, level)


def test_approved_goods_may_name_their_function():
    text = "有助于改善睡眠，健脾润肠"
    assert claims(text)
    assert not claims(text, CopyFacts(goods_class=GoodsClass.HEALTH_FOOD))


def test_evidence_kept_with_the_text_leaves_a_hint():
    text = "九成客人说一周就有变化"
    [hit] = claims(text, CopyFacts(evidence="问卷 2026-10，312 份"))

    assert hit.level is WordLevel.HINT
    assert hit.may_be_fine


def test_no_evidence_makes_a_cure_lawful():
    [hit] = claims("喝三天，痛风就好了", CopyFacts(evidence="检测报告"))

    assert hit.level is WordLevel.BLOCK


@pytest.mark.parametrize(
    "text",
    ["喝 三 天，痛 风 就 好 了", "喝·三·天，痛·风·就·好·了", "喝三\u200b天，痛风就\u200b好了"],
)
def test_other_ways_of_writing_hide_no_claim(text):
    [hit] = claims(text)

    assert hit.because.values["claim"] == "说能治病"
    assert text.startswith(hit.word)


def test_words_the_shop_may_say_are_no_claim():
    text = "我们家的天花板，全国都在装"
    assert not claims(text, CopyFacts(allowed=frozenset({"天花板"})))


def test_many_commas_do_not_make_one_sentence():
    filler = "今天到了新的毛衣和围巾，"
    assert claims(filler * 6 + "不能退色，" + filler * 6 + "喝三天，痛风就好了")


def test_what_is_said_of_one_place_is_marked_once_the_strictest():
    [claim] = claims("隔壁卖的蜂蜜都是糖浆兑的")
    word = replace(claim, start=claim.start + 1)
    other, hint = replace(word, category="price"), replace(word, level=WordLevel.HINT)
    behind = replace(word, start=claim.end, end=claim.end + 1)
    across = replace(other, end=claim.end + 1)

    assert one_each([word], [claim]) == [word]
    assert one_each([hint], [claim]) == [claim]
    assert one_each([other], [claim]) == [other, claim]
    assert one_each([behind], [claim]) == [behind, claim]
    assert one_each([across], [claim]) == [across]


@pytest.mark.parametrize("text", ["喝三天\n痛风\n就好了", "喝三天，\n痛风就好了"])
def test_a_claim_is_read_across_the_lines_of_a_post(text):
    assert claims(text)
    assert not claims(text.replace("\n", "\n\n").replace("，", ""))


def test_a_denial_for_show_denies_nothing():
    assert not claims("不能治病，喝三天痛风就好了是假的")
    assert claims("不能说能治病，懂的都懂，喝三天痛风就好了")


@pytest.mark.parametrize(
    ("denied", "said"),
    [("没有明星代言", "明星代言"), ("没有“包过班”，考试自己复习", "开包过班，考试不用愁")],
)
def test_what_is_denied_right_before_is_no_claim(denied, said):
    assert not claims(denied)
    assert claims(said)


def test_a_compared_price_that_was_paid_lately_is_not_made_up():
    text = "原价199元，今天99元带走"

    assert claims(text)
    assert claims(text, CopyFacts(lowest_deal_fen=9_900))
    assert not claims(text, CopyFacts(lowest_deal_fen=19_900))
    assert not claims(text, CopyFacts(lowest_deal_fen=19_900, compare_fen=19_900))


PIECES = [
    "喝三天",
    "痛风",
    "就好了",
    "隔壁",
    "都是假的",
    "手慢就没了",
    "。",
    "，",
    "\n",
    "！",
    "·",
    "好",
]
COPY = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@settings(max_examples=60)
@given(COPY)
def test_every_place_lies_in_the_text_and_in_one_sentence(text):
    for hit in claims(text):
        assert 0 <= hit.start < hit.end <= len(text)
        assert hit.word == text[hit.start : hit.end]
        assert not set(hit.word[:-1]) & set("。！？；")
        assert "\n\n" not in hit.word


@settings(max_examples=60)
@given(COPY)
def test_no_two_claims_share_a_place(text):
    found = claims(text)
    assert all(one.end <= other.start for one, other in pairwise(found))


@settings(max_examples=60)
@given(COPY, st.sampled_from(["痛风", "假的", "手慢就没了", "三天"]))
def test_words_the_shop_may_say_are_never_inside_a_claim(text, word):
    for hit in claims(text, CopyFacts(allowed=frozenset({word}))):
        assert word not in hit.word

import pytest

from bot.packaged import packaged_wording
from persona.errors import PersonaError
from persona.worded.contexts import Surroundings, parse_contexts
from persona.worded.facts import CopyFacts, GoodsClass
from persona.worded.finding import find_words
from persona.worded.folding import fold_copy
from persona.worded.hits import WordLevel, strictest

TABLE = packaged_wording()
BOTH_SIDES = [  # what is lawful, and the same word meant as a claim
    ("使用提示", "最好用冷水洗", "最好用的洗衣液"),
    ("使用提示", "最佳赏味期三天", "最佳口碑"),
    ("规格数量", "最大承重15公斤", "全国最大的厂"),
    ("规格数量", "最高可调到45度", "行业最高工艺"),
    ("消息时间", "最快明天到货", "见效最快的面霜"),
    ("消息时间", "请更新到最新版本", "最新科技护肤"),
    ("顺序", "第一件事是量腰围", "全国第一"),
    ("顺序", "第一，先洗手", "销量第一"),
    ("服务态度", "顾客第一", "口碑第一"),
    ("服务态度", "以最快的速度给您发货", "全网最快"),
    ("目标追求", "我们追求极致", "极致享受"),
    ("自我比较", "这是我们家今年最软最美的一款", "我们家是最好的女装店"),
    ("否定", "我们不是最便宜的", "不得不说是最便宜的"),
    ("否定", "没有消炎和杀菌的作用", "没有副作用，杀菌一次搞定"),
    ("否定", "没有哪种食物能抗癌", "吃它能抗癌"),
    ("否定", "永不掉色的牛仔裤我没见过", "这条裤子永不褪色"),
    ("提问", "有客人问能不能降血糖", "能降血糖"),
    ("提问", "销量冠军？不是，就是普通跑鞋", "销量冠军就是它"),
    ("转述", "有人说这外套能治疗腰疼，别信", "这外套能治疗腰疼"),
    ("提醒防骗", "看到包治百病的广告就举报", "包治百病的艾草枕"),
    ("更正", "更正一下，昨天写的最低价是我写错了", "昨天的最低价还在"),
    ("成分含量", "里布是100%棉", "100%有效"),
    ("唯一的标识", "每件有唯一编码", "唯一选择"),
    ("名称", "颜色叫“霸主红”", "床垫里的霸主"),
    ("名称", "金牌会员可以包邮", "金牌品质"),
    ("分级标准", "他是国家级非遗传人", "国家级工艺"),
    ("有据可查", "数据来源：某平台2026年10月榜单，店铺人气第一", "人气第一"),
    ("祝愿", "祝孩子们考出最好的成绩", "提分最好的班"),
    ("提倡母乳", "母乳是宝宝最好的食物", "宝宝最好的奶粉"),
    ("加工方法", "鲜奶是巴氏杀菌的", "喷一下全身杀菌"),
    ("就医提醒", "失眠久了请去医院看医生", "失眠就喝它"),
    ("说明", "药物过敏的朋友先说一声", "效果胜过药物"),
    ("写明了起止或数量", "限时抢购今晚8点到10点", "限时抢购"),
    ("规则已经写明", "抽奖规则：共3名，12月1日开奖", "抽奖啦"),
    ("客人议价", "砍价就不用啦", "砍价免费拿"),
    ("渠道专用", "这款专供线下门店", "机关食堂专供"),
    ("库存状态", "已售罄，补货等两周", "马上售罄"),
    ("日常", "这首歌太治愈了", "喝它能治愈鼻炎"),
    ("引号里的说法", "单子上印了“独家”，已经收回", "独家面料"),
    ("转述", "抽奖是平台办的，跟我们店没关系", "来店抽奖"),
    ("名称", "内增高两厘米", "喝了能增高"),
    ("否定", "请不要在群里转发任何集赞链接", "不要错过集赞送礼"),
    ("否定", "不建议用别的食品替代母乳", "营养高，可以替代母乳"),
    ("否定", "顶级不顶级不好说", "顶级不顶级？顶级面料"),
    ("否定", "我们不能说降血糖", "我们不能说降血糖，懂的都懂"),
    ("祝愿", "祝大家新年快乐，万事亨通", "祝您戴上它，万事亨通"),
    ("有据可查", "本店上月人气第一的是坚果，数据取自后台5月订单", "人气第一的坚果"),
    ("使用提示", "不能吃辣的最好选原味", "公认的最好选择"),
    ("个人回忆", "那家面馆是我吃过最好吃的一家", "吃过最好的月饼就在我们家"),
    ("成分含量", "100%苹果汁，不加糖", "100%不掉皮"),
    ("唯一的标识", "这个链接永久有效", "效果永久"),
    ("没有说商品", "教练说我体脂最高", "我家的含量最高"),
    ("没有说商品", "今天的女主演技绝对在线", "今天的面料绝对好"),
    ("日常", "倒计时结束之后页面会变", "倒计时三秒"),
    ("大约", "我们做不到100%还原", "100%还原大牌"),
]
BY_CLASS = [
    ("疼痛的辅助治疗", "医疗器械", "通用"),
    ("治疗颈椎痛，械注准20202090001", "医疗器械", "服装"),
    ("有助于增强免疫力", "保健食品", "普通食品"),
    ("医用冷敷面贴", "医疗器械", "化妆品"),
    ("具有增强免疫力的保健功能", "保健食品", "普通食品"),
    ("辅助降血脂", "保健食品", "普通食品"),
    ("抗菌面料", "服装", "化妆品"),
    ("一小时除菌", "3C", "化妆品"),
    ("高效过滤", "3C", "化妆品"),
    ("三天美白", "服装", "化妆品"),
]
SERIOUS = (WordLevel.BLOCK, WordLevel.WARN)


def level_of(text, goods_class=GoodsClass.GENERAL):
    facts = CopyFacts(goods_class=GoodsClass(goods_class))
    return strictest(find_words(fold_copy(text, TABLE.forms), TABLE, facts))


@pytest.mark.parametrize(("name", "lawful", "claim"), BOTH_SIDES)
def test_a_word_weighs_where_it_is_meant_as_a_claim(name, lawful, claim):
    assert (name, level_of(lawful)) not in [(name, level) for level in SERIOUS]
    assert level_of(claim) in SERIOUS


@pytest.mark.parametrize(("text", "may", "may_not"), BY_CLASS)
def test_some_goods_may_say_what_others_may_not(text, may, may_not):
    assert level_of(text, may) not in SERIOUS
    assert level_of(text, may_not) in SERIOUS


@pytest.mark.parametrize(
    ("text", "goods_class"),
    [
        ("治疗颈椎病就选它", "医疗器械"),
        ("这款止痛", "医疗器械"),
        ("提高免疫力", "保健食品"),
        ("增强免疫力", "保健食品"),
        ("永久定型", "服装"),
        ("杀菌", "3C"),
    ],
)
def test_a_class_alone_allows_no_effect(text, goods_class):
    assert level_of(text, goods_class) is WordLevel.WARN


def test_a_device_may_not_promise_to_cure_though_it_is_registered():
    assert level_of("治疗颈椎病，保证断根，械注准20202090001", "医疗器械") is WordLevel.BLOCK


@pytest.mark.parametrize("text", ["【最】【好】的面膜", "最<br>好的面膜", "最 好 的 面 膜"])
def test_what_is_put_around_letters_hides_no_context(text):
    assert level_of(text) in SERIOUS


def test_a_text_with_spaces_between_all_letters_is_read_without_them():
    assert level_of(" ".join("本品不能代替药物")) not in SERIOUS


@pytest.mark.parametrize("goods_class", GoodsClass)
def test_nobody_may_promise_to_cure(goods_class):
    assert level_of("包治百病，根治失眠", goods_class) is WordLevel.BLOCK


@pytest.mark.parametrize(
    ("text", "goods_class"),
    [
        ("特证产品，国妆特字G2026，美白功效有评价报告", "化妆品"),
        ("美白精华建议晚上用", "化妆品"),
        ("祛痘膏先在耳后试", "化妆品"),
    ],
)
def test_what_is_registered_or_only_a_name_is_not_doubted(text, goods_class):
    assert level_of(text, goods_class) not in SERIOUS


def test_a_place_knows_its_clause_its_sentence_and_what_answers_it():
    plain = "一。最好吗?不是。二"
    place = Surroundings(plain).of(2, 4)

    assert (place.before, place.after, place.answer) == ("", "吗?", "不是。二")
    assert place.sentence.text == "最好吗?"


@pytest.mark.parametrize(
    "text",
    [
        '[[context]]\nname = "a"\n',
        '[[context]]\nname = "a"\nlevel = "stern"\n',
        '[[context]]\nname = "a"\nlevel = "pass"\nbefore = "("\n',
        '[[context]]\nname = "a"\nlevel = "pass"\nclasses = "书籍"\n',
        "context = ",
    ],
)
def test_a_wrong_context_is_refused(text):
    with pytest.raises(PersonaError, match="contexts: "):
        parse_contexts(text)

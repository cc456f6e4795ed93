import csv
import gzip
import os
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.packaged import packaged_concerns
from tagging.concerns import (
    BATCH,
    MOST_CLAUSES,
    MOST_KNOWN,
    Rule,
    Stance,
    find_concerns,
    find_many,
)
from tagging.lexicon import parse_lexicon
from tagging.text import Engine

PACKAGED = packaged_concerns()
GENERAL = parse_lexicon(PACKAGED, category="general")
CLOTHES = parse_lexicon(PACKAGED, category="女装")
LAPTOPS = parse_lexicon(PACKAGED, category="3C")
FOOD = parse_lexicon(PACKAGED, category="食品生鲜")
COSMETICS = parse_lexicon(PACKAGED, category="化妆品")


def said(text, lexicon=CLOTHES):
    return [(found.concern, found.stance.value) for found in find_concerns(text, lexicon)]


@pytest.mark.parametrize(
    ("text", "concern", "stance"),
    [
        ("这件会不会偏小？", "尺码大小", "asks"),
        ("请问这款掉色吗", "质量", "asks"),
        ("一米六穿什么码", "尺码大小", "asks"),
        ("什么时候发货", "物流", "asks"),
        ("这个是全棉的吧", "质量", "asks"),
        ("有点担心起球", "质量", "doubts"),
        ("就怕买大了", "尺码大小", "doubts"),
        ("你家是不是正品啊", "真假", "doubts"),
        ("不知道是不是假货", "真假", "doubts"),
        ("有色差", "图文相符", "complains"),
        ("没有色差", "图文相符", "praises"),
        ("没有洞", "质量", "praises"),
        ("有洞", "质量", "complains"),
        ("不是正品", "真假", "complains"),
        ("快递太慢", "物流", "complains"),
        ("客服说话很冲态度差", "服务态度", "complains"),
        ("难道没人管售后吗", "售后保修", "complains"),
        ("怎么还不发货", "物流", "complains"),
        ("为什么掉色这么厉害", "质量", "complains"),
        ("为什么没有优惠", "价格", "complains"),
        ("腰围正合适", "尺码大小", "praises"),
        ("穿着很舒服", "舒适", "praises"),
        ("不舒服", "舒适", "complains"),
        ("一点都不舒服", "舒适", "complains"),
        ("希望质量好一点", "质量", "mentions"),
        ("问下质量", "质量", "asks"),
        ("请别发货了", "物流", "asks"),
        ("麻烦别发错颜色", "图文相符", "asks"),
        ("要是不合身可以退吗", "售后保修", "asks"),
        ("物流太烂了", "物流", "complains"),
        ("跟地摊货一样", "质量", "complains"),
        ("和地摊货完全不一样", "质量", "praises"),
        ("比地摊货强多了", "质量", "praises"),
        ("闻着不好闻", "气味", "complains"),
        ("有没有优惠券", "价格", "asks"),
        ("客服电话怎么打不通", "服务态度", "complains"),
        ("怎么搓都不掉色", "质量", "praises"),
        ("掉色不掉色", "质量", "asks"),
        ("透不透气", "舒适", "asks"),
        ("没见过这么差的客服", "服务态度", "complains"),
        ("没有实体店的好看", "外观款式", "complains"),
        ("洗了没几次就泛白", "质量", "complains"),
        ("前天才下单今天就降价", "价格", "complains"),
        ("快递员态度很凶", "物流", "complains"),
    ],
)
def test_what_a_customer_says_and_how(text, concern, stance):
    assert (concern, stance) in said(text)


@pytest.mark.parametrize(
    "words",
    [
        *(
            "没有任何{}",
            "没什么{}",
            "一点都不{}",
            "不会{}",
            "不容易{}",
            "完全不担心{}",
            "{}基本没有",
        ),
        *("没发现有{}", "也没见{}", "一点{}都没", "还没遇到{}", "不存在{}的问题", "从来不{}"),
        *("不会像别家那样{}", "没有一丝{}", "没有网上说的{}", "几次了都没有{}", "{}基本没有"),
    ],
)
@pytest.mark.parametrize("complaint", ["色差", "掉色", "起球", "异味", "破损", "开线", "瑕疵"])
def test_a_negated_complaint_is_never_a_complaint(words, complaint):
    stances = {stance for _, stance in said("收到看了" + words.format(complaint))}

    assert stances == {"praises"}


@pytest.mark.parametrize("asked", ["是不是{}", "会不会{}", "有没有{}", "怕{}", "{}吗", "怀疑{}"])
@pytest.mark.parametrize("fear", ["假货", "色差", "掉色", "卡顿", "过敏"])
def test_a_question_or_a_doubt_is_neither_praise_nor_blame(asked, fear):
    stances = {stance for _, stance in said(asked.format(fear), GENERAL)}

    assert stances
    assert stances <= {"asks", "doubts"}


def test_a_list_shares_its_negation():
    assert said("没有色差和异味") == [("图文相符", "praises"), ("气味", "praises")]
    assert said("没有色差、破洞") == [("图文相符", "praises"), ("质量", "praises")]


@pytest.mark.parametrize(
    "text", ["质量还可以但是起球", "质量还可以，就是起球", "质量不错 不过洗完开线"]
)
def test_behind_a_contrast_the_second_half_decides(text):
    assert said(text) == [("质量", "complains")]


def test_a_contrast_leaves_other_concerns_alone():
    assert said("款式好看但是起球") == [("外观款式", "praises"), ("质量", "complains")]


def test_the_next_clause_finishes_a_noun_left_open():
    (finding,) = find_concerns("这做工，真的很差", CLOTHES)

    assert (finding.stance, finding.rule) == (Stance.COMPLAINS, Rule.NEXT_CLAUSE)


@pytest.mark.parametrize("text", ["大家都说可以", "等了一小时", "小心地滑", "长期在这买", ""])
def test_a_short_word_inside_another_word_is_no_concern(text):
    assert "尺码大小" not in dict(said(text))


def test_a_word_of_size_beside_another_noun_is_said_of_that_noun():
    assert said("声音太小", LAPTOPS) != []
    assert "尺码大小" not in dict(said("味道太大了"))


def test_the_evidence_is_the_customers_own_spelling():
    (finding,) = find_concerns("亲，这款Ｓ码　会不会偏小？", CLOTHES)

    assert finding.evidence == "会不会偏小"
    assert finding.clause == "会不会偏小"


def nouns_of(lexicon):
    """Give each concern's first noun."""
    nouns = {}
    for term in lexicon.terms:
        if term.stance is None:
            nouns.setdefault(term.concern, term.text)
    return nouns


BLAME = ("太差了", "太差", "真差", "差劲", "好差")
PRAISE = ("太好了", "真好了", "真好", "很好")


@pytest.mark.parametrize("lexicon", [GENERAL, CLOTHES, LAPTOPS, FOOD, COSMETICS])
@pytest.mark.parametrize(
    ("cue", "stance"),
    [*((cue, "complains") for cue in BLAME), *((cue, "praises") for cue in PRAISE)],
)
def test_plain_praise_and_blame_are_understood_of_every_concern(lexicon, cue, stance):
    heard = {concern: said(noun + cue, lexicon) for concern, noun in nouns_of(lexicon).items()}

    assert heard
    assert {
        concern for concern, all_said in heard.items() if (concern, stance) not in all_said
    } == set()


@pytest.mark.parametrize(
    "text",
    [
        "我要投诉",
        "这就去消协",
        "等着我打12315",
        "必须举报",
        "投诉电话多少",
        "要不投诉吧",
        "投诉也没有回音",
    ],
)
def test_an_appeal_alone_blames_the_service(text):
    assert said(text) == [("服务态度", "complains")]


@pytest.mark.parametrize(
    ("text", "blamed"),
    [
        ("拉链这样，我去消协说说", "质量"),
        ("什么时候发货，不然打12315", "物流"),
        ("我先去12315，说说你们的发票", "赠品发票"),
        ("颜色好看，可是我要举报", "服务态度"),
        ("掉色，要投诉了", "质量"),
    ],
)
def test_an_appeal_blames_the_concern_that_is_named(text, blamed):
    complaints = [concern for concern, stance in said(text) if stance == "complains"]

    assert complaints == [blamed]


@pytest.mark.parametrize("text", ["不投诉你们", "没有投诉过", "别举报", "编号812315", "123150"])
def test_who_does_not_appeal_does_not_complain(text):
    assert said(text) == []


def test_praise_before_a_contrast_outlives_an_appeal_about_something_else():
    assert said("客服耐心但是我要投诉快递") == [("服务态度", "praises"), ("物流", "complains")]


def test_the_angry_customer_of_many_clauses_complains():
    assert said("针脚太差了，真是气人，非投诉不可") == [("质量", "complains")]


@pytest.mark.parametrize(
    "text", ["谢谢卖家", "客服在吗", "老板还有货吗", "这个颜色的", "收到货了", "小米充电宝"]
)
def test_a_noun_said_in_passing_is_no_concern(text):
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("卖家很坑", [("服务态度", "complains")]),
        ("客服特别耐心", [("服务态度", "praises")]),
        ("颜色很难看", [("外观款式", "complains")]),
        ("米色上衣配什么裤子好看", [("外观款式", "asks")]),
        ("不合身可以换吗", [("售后保修", "asks")]),
        ("送货小哥服务态度不错", [("物流", "praises")]),
    ],
)
def test_a_clause_says_one_thing_of_one_concern(text, expected):
    assert said(text) == expected


def test_cheering_is_no_question():
    assert said("超级划算有没有") == [("价格", "praises")]


@pytest.mark.parametrize(("mark", "stance"), [("？", "asks"), ("。", "complains")])
def test_a_question_mark_alone_asks(mark, stance):
    assert said("偏小" + mark) == [("尺码大小", stance)]


WORDS = st.sampled_from(
    [
        "质量",
        "尺码",
        "偏小",
        "没有",
        "不",
        "色差",
        "掉色",
        "吗",
        "但是",
        "，",
        "？",
        "怕",
        "好",
        "差",
        "Ｘ",
        "\0",
    ]
)


@given(st.lists(st.one_of(WORDS, st.text(max_size=4)), max_size=12).map("".join))
def test_every_finding_quotes_the_text_exactly(text):
    for finding in find_concerns(text, CLOTHES):
        assert finding.evidence == text[finding.start : finding.end]
        assert finding.evidence in finding.clause
        assert 0 < finding.confidence <= 1


@given(st.lists(st.lists(WORDS, max_size=6).map("".join), max_size=8))
def test_many_texts_are_read_as_each_alone(texts):
    together = list(find_many(texts, CLOTHES))

    assert together == [find_concerns(text, CLOTHES) for text in texts]


@pytest.mark.parametrize("count", [0, BATCH, BATCH + 1])
def test_batches_lose_no_text(count):
    found = list(find_many(["有色差"] * count, CLOTHES))

    assert [len(findings) for findings in found] == [1] * count


def test_both_engines_agree():
    text = "裤腿有点小，料子薄，但是不掉色"

    assert find_concerns(text, CLOTHES, engine=Engine.JIEBA) == find_concerns(
        text, CLOTHES, engine=Engine.RJIEBA
    )


def test_a_worry_behind_a_long_story_is_found():
    assert said("今天天气真好，" * 5000 + "有色差") == [("图文相符", "complains")]


def test_a_pasted_document_is_read_for_its_first_clauses():
    assert len(said("有色差，" * (MOST_CLAUSES + 1))) == MOST_CLAUSES


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("不不不掉色", [("质量", "praises")]),
        ("怎么么么还不发货", [("物流", "complains")]),
        ("會不會褪色", [("质量", "asks")]),
        ("這個色差很大", [("图文相符", "complains")]),
        ("物流[强][强]", [("物流", "praises")]),
        ("物流👎", [("物流", "complains")]),
        ("会掉色吗😊😊", [("质量", "asks")]),
        ("这个是全棉的吧[微笑]", [("质量", "asks")]),
        ("收到[发怒]", []),
        ("看这个 https://e.cn/item?size=xl&ok=1", []),
        ("订单号88812315000123", []),
        ("电话13800012315", []),
    ],
)
def test_what_is_typed_in_odd_ways_is_understood(text, expected):
    assert said(text) == expected


def test_repeated_letters_are_quoted_as_they_were_typed():
    (finding,) = find_concerns("真的，不不不掉色色色啊", CLOTHES)

    assert finding.evidence == "不不不掉色色色"
    assert finding.clause == "不不不掉色色色啊"
    assert (finding.start, finding.end) == (3, 10)


@pytest.mark.parametrize("text", ["有色差", "有色差？", "质量，很差", "裤腿有点小", "请问起球不"])
def test_what_is_said_again_is_judged_again_the_same(text):
    lexicon = parse_lexicon(PACKAGED, category="女装")

    lines = ["有点掉色", text, "在吗"] * BATCH

    first = [find_concerns(line, lexicon) for line in lines[:3]]
    again = list(find_many(lines, lexicon))

    assert again == first * BATCH
    again[-2].clear()
    assert list(find_many(lines, lexicon)) == first * BATCH


def test_what_is_remembered_is_bounded():
    lexicon = parse_lexicon(PACKAGED, category="女装")

    count = sum(map(len, find_many((f"有色差{n}" for n in range(MOST_KNOWN + 2)), lexicon)))

    assert count >= MOST_KNOWN
    assert all(len(known) <= MOST_KNOWN for known in lexicon.known.values())


@pytest.mark.skipif("ZHANGGUI_REAL_DATA" not in os.environ, reason="needs the real texts")
@pytest.mark.parametrize(
    ("name", "category", "most"),
    [
        ("chats_service.csv.gz", "general", 3_000),
        ("reviews_makeup_aspects.csv.gz", "化妆品", 1_200),
        ("reviews_laptop_aspects.csv.gz", "3C", 400),
    ],
)
def test_jieba_tags_real_messages_as_rjieba_does(name, category, most):
    path = Path(os.environ["ZHANGGUI_REAL_DATA"]) / "text" / name
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in islice(csv.DictReader(file), most)]
    lexicon = parse_lexicon(PACKAGED, category=category)

    by_rust = find_many(texts, lexicon, engine=Engine.RJIEBA)
    by_python = find_many(texts, lexicon, engine=Engine.JIEBA)

    same = sum(one == two for one, two in zip(by_rust, by_python, strict=True))
    assert same >= 0.98 * len(texts)

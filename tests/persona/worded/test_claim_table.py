import pytest

from persona.errors import PersonaError
from persona.worded.claim_table import Sentence, parse_claims
from persona.worded.facts import GoodsClass
from persona.worded.hits import WordLevel

HEAD = """
[by_class.effect]
"*" = "medical_general"
"普通食品" = "food"
[words]
illness = "痛风 鼻炎"
cured = "好了 通了"
drunk = "喝吃+了完"
[forms]
time = '[一二三]天'
dose = '{drunk}{time}'
[nothing]
denial = '不能'
"""
RULE = """
[[claim]]
name = "说能治病"
category = "effect"
level = "block"
all = "illness cured dose"
within = 12
not_for = "医疗器械"
unless = '医生'
"""


def rule_of(text):
    [rule] = parse_claims(text).rules
    return rule


def test_a_rule_knows_its_level_and_its_category_by_class_of_goods():
    rule = rule_of(HEAD + RULE)

    assert rule.level is WordLevel.BLOCK
    assert rule.categories[GoodsClass.FOOD] == "food"
    assert rule.categories[GoodsClass.CLOTHING] == "medical_general"
    assert GoodsClass.DEVICE not in rule.categories


def test_a_cell_joins_each_sign_on_the_left_with_each_on_the_right():
    table = parse_claims(HEAD + RULE)

    found = table.matcher.find_matches_as_strings("喝了吃了喝完吃完")
    assert found == ["喝了", "吃了", "喝完", "吃完"]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("喝了三天痛风好了", (0, 8)),
        ("痛风的人喝了三天好了", (0, 10)),
        ("痛风,痛风喝了三天好了", (3, 11)),
        ("喝了三天,睡得香,也没什么别的,痛风好了", None),
        ("喝了三天痛风好了,医生说的", None),
        ("喝了很久痛风好了", None),
    ],
)
def test_parts_make_a_claim_where_they_are_near(text, span):
    table = parse_claims(HEAD + RULE)
    words = [
        (table.bits[which], (start, end))
        for which, start, end in table.matcher.find_matches_as_indexes(text, overlapping=True)
    ]
    assert rule_of(HEAD + RULE).find(Sentence(text, words)) == span


def test_a_pattern_decides_alone():
    rule = rule_of(HEAD + RULE + "pattern = '{illness}.{0,3}{cured}'")

    assert rule.find(Sentence("三天痛风就好了", [])) == (2, 7)


def test_no_rules_are_a_table_too():
    assert not parse_claims("").rules


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[[claim]\n", "claims"),
        (HEAD + RULE.replace("illness cured dose", "dose"), "说能治病"),
        (HEAD + RULE.replace("block", "stop"), "stop"),
        (HEAD + RULE.replace("illness", "sickness"), "sickness"),
        (HEAD + RULE.replace("医疗器械", "农药"), "农药"),
        (HEAD + RULE + "pattern = '('", "claims"),
    ],
)
def test_a_rule_that_cannot_be_read_is_named(text, fault):
    with pytest.raises(PersonaError, match=fault):
        parse_claims(text)

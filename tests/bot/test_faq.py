from bot.faq import open_faq
from persona.scripts import Script

SCRIPTS = (
    Script(key="hello", answers=("在的",)),
    Script(key="returns", answers=("七天内可以退",), asks=("怎么申请退货", "不合适能退吗")),
    Script(key="care", answers=("冷水手洗",), asks=("这件衣服怎么清洗",)),
)


def test_a_question_is_recognised_as_it_stands_and_in_other_words():
    faq = open_faq(SCRIPTS)

    assert faq.script_asked_in("不合适能退吗？") == "returns"
    assert faq.match("请问这件衣服要怎么清洗呢").top[0].id == "care"


def test_what_no_script_answers_is_left_to_others():
    faq = open_faq(SCRIPTS)

    assert faq.script_asked_in("今天苏州下雨了") == ""
    assert faq.script_asked_in("") == ""


def test_a_shop_whose_scripts_name_no_question_has_no_faq():
    assert open_faq(SCRIPTS[:1]) is None

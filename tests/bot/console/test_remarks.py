"""Remarks on copy."""

from bot.console.remarks import remarks_of
from bot.packaged import packaged_wording
from persona.worded.facts import CopyFacts
from persona.wording import check_copy


def remarks_on(text, **facts):
    return remarks_of(check_copy(text, packaged_wording(), CopyFacts(**facts)))


def test_words_that_break_the_same_article_share_one_remark_with_its_law_and_its_fine():
    (remark,) = remarks_on("这件最好，国家级工艺，真的最好")

    assert remark.label == "拦下"
    assert remark.why.startswith("「最好」「国家级」涉及广告法第九条")
    assert "万" in remark.sum
    assert remark.instead.startswith("把「最好」「国家级」换成")


def test_words_of_two_kinds_keep_a_remark_each():
    remarks = remarks_on("国家级工艺，下单抽奖，奖品 80000 元的手机")

    assert len(remarks) > 1
    assert len({remark.why for remark in remarks}) == len(remarks)


def test_lawful_words_have_no_remark():
    assert remarks_on("领口收得干净，配半裙刚好") == ()

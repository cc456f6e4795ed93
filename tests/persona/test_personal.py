import pytest

from persona.opt_out import is_opt_out
from persona.personal import allows_personal, refuses_personal


@pytest.mark.parametrize(
    "text",
    [
        "关闭个性化推荐",
        "请关闭个性化推荐，谢谢",
        "不要给我个性化推荐了",
        "个性化推荐关掉吧",
        "取消专属优惠",
        "你好，我想取消个性化",
        "你好 不要个性化推荐",
        "关闭 个性化 推荐",
        "我不要个性化推荐",
        "我不接受个性化营销",
        "怎么关闭个性化推荐",
        "能关闭个性化推荐吗",
        "把个性化推荐关了吧",
    ],
)
def test_who_refuses_personal_offers_is_understood(text):
    assert refuses_personal(text)
    assert not allows_personal(text)
    assert not is_opt_out(text)


@pytest.mark.parametrize(
    "text", ["开启个性化推荐", "个性化推荐恢复一下", "重新打开个性化推荐吧", "我同意个性化推荐"]
)
def test_who_allows_them_again_is_understood(text):
    assert allows_personal(text)
    assert not refuses_personal(text)


@pytest.mark.parametrize(
    "text",
    [
        "有什么个性化推荐吗",
        "专属优惠怎么领",
        "这个定制要多久",
        "取消订单",
        "我不要了",
        "专属优惠不要错过是什么意思",
        "专属优惠取消了吗",
        "可以取消定制吗",
        "不要定制了",
        "同意定制",
        "",
    ],
)
def test_a_question_about_an_offer_or_goods_made_to_measure_is_no_refusal(text):
    assert not refuses_personal(text)
    assert not allows_personal(text)

import pytest

from persona.manners import is_opt_out
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
    ],
)
def test_who_refuses_personal_offers_is_understood(text):
    assert refuses_personal(text)
    assert not allows_personal(text)
    assert not is_opt_out(text)


@pytest.mark.parametrize("text", ["开启个性化推荐", "个性化推荐恢复一下", "重新打开个性化推荐吧"])
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
        "",
    ],
)
def test_a_question_about_an_offer_is_no_refusal(text):
    assert not refuses_personal(text)
    assert not allows_personal(text)

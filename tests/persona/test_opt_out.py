import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona.opt_out import is_opt_in, is_opt_out

OPT_OUTS = (
    "退订|TD|td.|T|ＴＤ|退 订|回T退订|我要退订|怎么退订|退订吧谢谢|取消关注提醒|关闭消息提醒|"
    "停止推送|别发了|不要再发|不要再发了|别再发了|能不能别发了|烦死了，别发了|烦死了别发了|求求你们别再发了|"
    "别给我发消息了！！|别再给我发广告了|"
    "不要发优惠券给我了|以后不要发这些消息了|不想收到你们的广告|请不要打扰我|别骚扰我了|麻烦别群发了好吗|"
    "不要再联系我了|别给我发消息了行不行|别烦我|不要烦我了|别来烦我|拉黑你们|拉黑你们了|再发就拉黑|把你们拉黑了|别再骚扰|"
    "Unsubscribe|别再发广告了，衣服什么时候发货"
)
OTHER_WORDS = (
    "不要再发错货了|别发了，我要退款|别发顺丰|别发错颜色|不要发圆通|不要给我发小码|不用发了，我去店里拿|什么时候发货|"
    "能退订单吗|退订金|我不想退订|T恤有吗|t，我想要黑色的|td多少钱|取消订单|这个活动取消了吗|打扰了，请问有货吗|烦死了别发错货|"
    "退订单|TD面料|货不要再发了我要退款|货不要再发了，我要退款|为什么拉黑我|你们把我拉黑了|不用麻烦了|"
    "不要联系快递|发优惠券给我|提醒我一下|不要发票|谢谢|你好|好烦||。。。"
)
OPT_INS = "订阅|我想订阅|恢复订阅|恢复推送|开启提醒|重新打开提醒|恢复接收|可以继续给我发消息"
NO_OPT_INS = "不要订阅|怎么取消订阅|继续发吧|重新发一下货|打开看看|退订|好的"


@pytest.mark.parametrize("words", OPT_OUTS.split("|"))
def test_whoever_asks_us_to_stop_is_heard(words):
    assert is_opt_out(words)
    assert not is_opt_in(words)


@pytest.mark.parametrize("words", OTHER_WORDS.split("|"))
def test_parcels_and_questions_are_no_opt_out(words):
    assert not is_opt_out(words)


@pytest.mark.parametrize("words", OPT_INS.split("|"))
def test_whoever_asks_to_hear_from_us_again_is_heard(words):
    assert is_opt_in(words)
    assert not is_opt_out(words)


@pytest.mark.parametrize("words", NO_OPT_INS.split("|"))
def test_consent_is_not_guessed(words):
    assert not is_opt_in(words)


@given(st.text(alphabet="请你们我都别不要再发给了吧退订消息，td", max_size=300))
def test_no_message_is_too_strange_to_judge(words):
    assert not (is_opt_out(words) and is_opt_in(words))

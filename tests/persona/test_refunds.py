import pytest

from persona.refunds import asks_refund

ASKED = (
    "我要退款|申请退货|帮我退了吧|我想退货退款|麻烦给我退一下|退款！|你好，我要退钱|把钱退给我|"
    "退款什么时候到账|钱怎么还没退|什么时候给我退款|直接仅退款吧|太大了，想退掉|这个怎么退货|退款进度|我都退货了|钱退到哪里了"
)
NOT_ASKED = (
    "能退货吗|支持七天无理由退货吗|可以退款吗|不合适可以退吗|不用退了|我不想退了|退订|退货率高吗|"
    "别人退货的吗|这件多少钱|退休的妈妈能穿吗|退一步说也行|会不会退色|我先不退款了|我想退了你们的群"
)


@pytest.mark.parametrize("words", ASKED.split("|"))
def test_who_wants_their_money_back_is_heard(words):
    assert asks_refund(words)


@pytest.mark.parametrize("words", NOT_ASKED.split("|"))
def test_who_asks_before_buying_or_changes_their_mind_wants_none(words):
    assert not asks_refund(words)

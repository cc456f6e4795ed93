import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona.anonymous import MASK, NAME_MASK, anonymise


@pytest.mark.parametrize(
    ("said", "anonymous"),
    [
        ("我叫张敏，衣服很软。", "***，衣服很软。"),
        ("我女儿叫王梓涵，穿着好看。", "***，穿着好看。"),
        ("电话138 1234 5678，下次还来", "电话***，下次还来"),
        ("１３８１２３４５６７８打给我", "***打给我"),
        ("一三八一二三四五六七八", "***"),
        ("订单号 20261108123456789 的大衣", "订单号 *** 的大衣"),
        ("顺丰SF1234567890到得快", "顺丰***到得快"),
        ("住在绍兴市越城区解放路12号3栋502室，送到家了", "住在***，送到家了"),
        ("寄到阳光花园3号楼201，门卫代收", "寄到***，门卫代收"),
        ("微信号：abc_12345，问我就行", "微信号：***，问我就行"),
        ("链接 https://example.com/a?b=1 里买的", "链接 *** 里买的"),
        ("张女士推荐的，王老师也穿", "×女士推荐的，×老师也穿"),
        ("客服小王很耐心，李姐也说好", "客服小×很耐心，×姐也说好"),
        ("座机0571-88881234，尾号 8888 的单", "座机***，尾号 *** 的单"),
        ("感谢蓝小姐和许姐", "感谢×小姐和×姐"),
        ("收件人：赵小兰，东西收到了", "***，东西收到了"),
    ],
)
def test_who_somebody_is_and_where_is_masked_and_the_rest_stays(said, anonymous):
    assert anonymise(said) == anonymous


@pytest.mark.parametrize(
    "said",
    [
        "穿了3个月，160cm 110斤，刚好",
        "买了38号，又买了2件，花了299元",
        "小白鞋也好看，羊毛总是起球，这件不会",
        "一路走了3公里都不累",
        "iPhone15ProMax手机壳刚好",
        "收货人写错了，客服马上改好",
        "向老板娘学的，老陈醋味道正",
        "2026年11月20日收到，双11买的",
        "2005-2008年买过，499-100的券，跑分 250000",
        "姐妹们，感谢老师，小王子和小胡子都不错，我不允许姐妹不知道",
        "朋友叫我帮她买，我叫不出名字的花香",
    ],
)
def test_what_says_nothing_of_a_person_is_left_alone(said):
    assert anonymise(said) == said


def test_names_the_shop_knows_are_masked_wherever_they_stand():
    assert anonymise("梓涵妈妈说好，梓涵也说好", ["梓涵", "梓涵妈妈", ""]) == "×说好，×也说好"


said = st.text(st.sampled_from("张王小女士我叫住在路号1380，。好软 a{}"), max_size=40)


@settings(max_examples=60, deadline=None)
@given(said)
def test_nothing_is_added_to_what_somebody_said_and_no_long_number_is_left(text):
    anonymous = anonymise(text)
    kept = re.split(f"{re.escape(MASK)}|{NAME_MASK}", anonymous)

    assert re.fullmatch(".*".join(map(re.escape, kept)), text, re.DOTALL)
    assert not re.search(r"\d{7}", anonymous)
    assert anonymise(anonymous) == anonymous

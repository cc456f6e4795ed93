import pytest

from persona.planned.alike import ALIKE_PERCENT, find_alike, has_alike, plain_text
from tests.persona.rulebook import likeness

ONE_POST = [
    (
        "秋天的第一件羊毛大衣到货了，版型挺括不挑人",
        "秋天的第一件羊毛大衣到货啦！！版型挺括，不挑人🌿",
    ),
    ("{称呼}早，今天把新到的围巾都熨了一遍", "姐妹早，今天把新到的围巾都熨了一遍呀"),
    ("这条牛仔裤我洗了十次，颜色还是这样", "这条牛仔裤我洗了八次，颜色还是这样"),
    ("午睡十五分钟，下午的账就算得清", "午睡的话 15 分钟，下午的帐就算得清！"),
    ("开衫今天到店价 199，欢迎来试", "开衫今天到店价 １８９，欢迎来试"),
    ("周末在公园走了一圈，桂花开了", "周末去公园走了一圈，桂花都开了"),
    ("新款大衣到货啦！", "新款大衣到货了～"),
    ("羊毛衫别用热水洗，平铺晾干不变形", "羊毛衫别用热水洗，平铺晾干不变形。收藏起来慢慢看"),
]
TWO_POSTS = [
    ("羊毛衫别用热水洗，平铺晾干不变形", "羽绒服少用洗衣机，拍松晾干才蓬松"),
    ("这件大衣怎么配：里面穿衬衫，下面穿直筒裤", "这件大衣怎么配：里面穿高领，下面穿半身裙"),
    ("你们买大衣先看面料还是先看版型？", "你们买毛衣先看颜色还是先看厚薄？"),
    ("周末在公园走了一圈，桂花开了", "周末在书店坐了一下午，看完一本书"),
    ("大衣到货", "毛衣到货"),
    ("到货", "秋天的第一件羊毛大衣到货了"),
    ("🌿", "🌿"),
]


@pytest.mark.parametrize(("one", "other"), ONE_POST)
def test_the_same_post_in_slightly_other_words_is_known_again(one, other):
    assert has_alike(plain_text(one), [plain_text(other)])
    assert likeness(one, other) * 100 >= ALIKE_PERCENT


@pytest.mark.parametrize(("one", "other"), TWO_POSTS)
def test_two_posts_in_one_manner_are_two(one, other):
    assert not has_alike(plain_text(one), [plain_text(other)])
    assert likeness(one, other) * 100 < ALIKE_PERCENT


def test_all_near_duplicates_are_named():
    texts = {3: "新款大衣到货了快来看看", 5: "毛衣洗护要点", 9: "新款大衣到货啦快来看看"}

    assert find_alike("新款大衣到货了快来看", texts) == {3, 9}

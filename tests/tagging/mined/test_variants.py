from bot.packaged import packaged_lexicon
from tagging.mined.sightings import watch
from tagging.mined.variants import group_variants

GENERAL = packaged_lexicon("general")


def groups_of(words, *texts):
    seen = watch(texts * 6, GENERAL).words
    return group_variants(words, {word: seen[word] for word in words})


def test_two_names_of_one_thing_share_characters_and_opinions():
    texts = ("价格很贵", "价钱很贵", "价格很便宜", "价钱很便宜", "味道很香", "手感很软")

    assert groups_of(["价格", "价钱", "味道"], *texts) == [["价格", "价钱"], ["味道"]]


def test_a_shared_character_alone_joins_nothing():
    texts = ("手感很软", "手柄很长")

    assert groups_of(["手感", "手柄"], *texts) == [["手感"], ["手柄"]]


def test_a_seldom_judged_word_joins_the_word_it_ends_in():
    seen = watch(["质量很好", "做工精细", "商品质量过硬", "商品质量扎实"], GENERAL).words

    assert group_variants(["质量", "商品质量"], seen) == [["质量", "商品质量"]]

"""Words operators use for kinds and seasons, beside the codes."""

from collections.abc import Mapping

KIND_WORDS: Mapping[str, str] = {
    "互动": "interaction",
    "提问": "interaction",
    "干货": "knowledge",
    "知识": "knowledge",
    "工作": "work",
    "工作奋斗": "work",
    "休闲": "leisure",
    "休闲娱乐": "leisure",
    "态度": "attitude",
    "人生态度": "attitude",
    "卖点": "selling_point",
    "口碑": "word_of_mouth",
    "荣誉": "honour",
    "限时活动": "limited_event",
    "活动": "limited_event",
}
DIMENSION_WORDS: Mapping[str, str] = {
    "专业": "expert",
    "专家": "expert",
    "生活": "living",
    "种草": "selling",
    "卖货": "selling",
}
SEASON_WORDS: Mapping[str, str] = {
    letter + ending: season
    for letter, season in zip("春夏秋冬", ("spring", "summer", "autumn", "winter"), strict=True)
    for ending in ("", "季", "天")
}

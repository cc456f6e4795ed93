"""What the customers of the benchmarks say.

Every fourth sentence calls a person (a complaint, or words nobody prepared an answer for). A
customer says up to three in a row, so nobody calls twice and every message has its own answer.
"""

SENTENCES = (
    "衣服洗了一次就起球，太差了",
    "这件会不会偏小？",
    "我一米六五，一百一十斤，穿什么码",
    "在吗",
    "隔壁老王家的锅炉修好了没有",
    "这个颜色有没有色差？",
    "多少钱一件",
    "今天能发货吗",
    "发来的跟图片完全不一样，很失望",
    "面料是纯棉的吗，会不会起球",
    "你好呀",
    "有没有优惠券可以用",
    "帮我查一下明早去苏州的火车",
    "洗了会不会掉色？",
    "裙子很显瘦，很喜欢",
    "什么时候能到货",
    "线头特别多，做工太粗糙了",
    "冬天穿这个暖不暖和",
    "价格能再便宜一点吗",
    "请问可以七天无理由退货吗",
)

"""Words that name no aspect of anything that is sold: people, times, places, talk and doing."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PLAIN = {
    "vague": """
        感觉 感受 印象 体会 东西 时候 有点 问题 情况 方面 样子 地方 部分 事情 结果 原因 程度
        方式 过程 基本 基本上 关键 总之 重点 优点 缺点 特点 意思 办法 机会 经历 建议 意见 评价
        好评 差评 中评 全部 点点 一点点 一部分 大部分 心情 情绪 心得 经验 理由 目的 目标
        水平 总的来说 总得来说 总体而言 大体 一般来说 结论 现象 状态 条件 事实 标准 要求 种类
        类型 类别 系列 样式 方法 步骤 号码 数量 个数 名字 字数 话题 天气 生活 世界 社会
        习惯 习惯性 惊喜 运气 总体 实力 段时间""",
    "people": """
        个人 个人感觉 人家 大家 自己 别人 他人 人们 本人 有人 妈妈 爸爸 老婆 老公 妈咪 老妈
        老爸 父母 爸妈 母亲 父亲 女儿 儿子 孩子 小孩 小孩子 宝宝 媳妇 老婆大人 丈夫 妻子 女朋友
        男朋友 女友 男友 朋友 好友 闺蜜 同事 同学 室友 舍友 老师 学生 学生党 弟弟 妹妹 哥哥
        姐姐 小姐姐 姐妹 兄弟 亲戚 家人 爷爷 奶奶 外公 外婆 姥姥 婆婆 岳母 阿姨 叔叔 表妹 老人
        老人家 年轻人 女人 男人 女生 男生 女孩 男孩 女孩子 男孩子 女士 男士 美女 帅哥 伙伴
        小伙伴 小朋友 朋友圈 新手 顾客 客户 消费者 买家 买者 购买者 用户 家里人 全家 全家人
        小家伙 邻居 表弟 亲们""",
    "places": """
        家里 学校 宿舍 公司 单位 超市 商场 专柜 实体店 网上 网店 店铺 旗舰店 官网 平台 京东
        淘宝 天猫 拼多多 苏宁 国美 亚马逊 唯品会 店里 专卖店 门店 商城 国家 城市 中国 美国 日本
        韩国 市场 行业""",
    "brands": """
        品牌 大品牌 牌子 老牌子 国货 名牌 老牌""",
    "times": """
        今天 明天 昨天 后天 前天 现在 以前 以后 之前 之后 后来 目前 平时 晚上 早上 中午 下午
        上午 夜里 白天 每天 夏天 冬天 春天 秋天 夏季 冬季 春季 秋季 小时 分钟 星期 周末 去年
        今年 明年 时间 期间 时期 时代 一会 一会儿 一天 当天 第二天 半天 几天 双十一 生日 过年
        年底 月份 有时候 暂时 马上 立刻""",
    "goods": """
        商品 产品 物品 货品 货物 宝贝 东东 玩意 玩意儿 单品 用品 真品 行货 原装 机子 机器""",
    "thinking": """
        觉得 觉的 认为 以为 看着 看起来 看上去 看看 起来 应该 希望 喜欢 值得 知道 听说 据说
        可能 可以 需要 必须 发现 想要 期待 满意 放心 相信 肯定 确实 实在 算是 算了 好像 怀疑
        担心 保证 认可 估计 感到 考虑 了解 记得 忘记 忘了 没想到 打算 决定 选择 比较 对比 看出
        看来 看到 听到 想想 想起""",
    "doing": """
        收到 购买 推荐 支持 回购 开始 继续 准备 出现 出来 下来 下去 过来 过去 上去 用来 表示
        显得 变得 有变 属于 作为 成为 堪称 相差 谢谢 感谢 加油 联系 询问 咨询 回复 回答 解答
        反馈 处理 解决 退货 换货 退款 下单 付款 拍下 购物 收货 签收 入手 囤货 剁手 打开 拆开
        拿到 买来 买回来 用完 用过 使用 试用 试试 试过 试了试 关注 追评 晒图 点赞 好用 回家
        出门 上班 旅游 出差 送人 送给 到货 适合 合适 帮忙 遇到 碰到 说明 介绍 描述 坚持 学习
        工作 玩起来 用起来 得到 拿来 种草""",
    "turns": """
        就是 没有 还有 只能 不会 不要 不能 不够 不到 不用 无法 没法 有没有 是不是 能不能 会不会
        一直 一样 一般 一点 一些 整个 反正 毕竟 主要 唯一 大概 大约 完全 直接 根本 好多 许多
        不少 多少 超级 越做越 炒鸡 压根 能够 属实 就算 起码 看似 比如 可见 直到 后者 前者 保持
        全都 全程 实际 貌似 立马 加上 略有 令人 看样子 像是 好象 才能 大体上 介于 我会 全部都是
        怎么办 有史以来""",
    "cheers": """
        物美价廉 说实话 棒棒 棒棒哒 美美 美美哒 么么 哈哈 呵呵 嘻嘻 五星 满分 五分 杠杠 满满
        尼玛 卧槽 心里""",
}
PLAIN_WORDS = frozenset(word for words in _PLAIN.values() for word in words.split())
"""Never an aspect by themselves; a compound may still end in one (清洁能力 in 能力)."""

TALK_WORDS = frozenset(
    word
    for kind in ("vague", "people", "times", "thinking", "turns", "cheers")
    for word in _PLAIN[kind].split()
)
"""Say nothing of the goods or the trade, as 退货 or 联系 do."""

HALF_NAMES = _words("""
    时间 力度 能力 程度 方式 数量 情况 感觉 过程 部分 水平
""")
"""Name an aspect only together with the word before them (待机时间, 活动力度)."""

DEGREES = _words("""
    很 太 挺 蛮 非常 特别 超 超级 比较 有点 有些 十分 相当 真 真的 真心 好 最 更 还 也 都 不 没
    没有 确实 极 颇 稍 稍微 略 不太 不是 还是 也是 就是 是 都是 有 一般 算 算是 还算 一直 不够 够
    容易 易
""")
"""Stand between an aspect and what is said of it (味道 还是 挺 好)."""

GRADES = _words("很 太 非常 特别 超 超级 比较 有点 有些 十分 相当 挺 蛮 更加 越来越")
"""Of these, those that stand before nothing but a quality."""

INTENSIFIERS = _words("""
    很 太 非常 特别 超 超级 比较 挺 有点 有些 好 更 最 不 十分 相当 蛮 不会 越来越 越 更加 又
""")
"""Stand before what is said, hardly ever before an aspect (很 滋润)."""

HANDLING = _words("""
    买 买到 购买 用 使用 收到 入手 购入 拿到 买来 用过 买过 囤 退 拍 下单 送
""")
"""Stand before what was sold, hardly ever before its aspects (收到 面膜)."""

MEASURES = frozenset("款台瓶支只件盒套部双条包箱罐片本块辆")
"""Count what was sold (这款 面膜)."""

ARRIVING = _words("""
    收到 到 到手 到货 寄 回来 拿 买 用
""")
"""Stand behind what was sold (面膜 收到)."""

LOOSE_CHARACTERS = frozenset(
    "有是到说买用来去没要会能想看给让叫做上下里外前后多少大小又才刚再吃发送收开打"
    "好差很太不都也还真"
)
"""Stand beside anything: they make no new word."""

"""`zhanggui manners`: the rules by which we speak, wait or keep silent, in the shop's numbers."""

from collections.abc import Iterator, Mapping, Sequence

from bot.cli.output import AsJson, say, say_json
from bot.cli.serve import ConfigFile
from bot.config import load_settings
from bot.platforms.limits import LIMITS
from persona.manners import Cap, CapPeriod, LatePolicy, MannerRules, Purpose, Rule, TouchKind
from persona.spoken.rules_table import RuleRow, rules_table

KINDS = {
    TouchKind.ANSWER: "回答",
    TouchKind.GROUP_GREETING: "进群招呼",
    TouchKind.SERVICE: "服务通知",
    TouchKind.CARE: "回访",
    TouchKind.NEWS: "已解决通知",
    TouchKind.BROADCAST: "群发",
    TouchKind.DISCOUNT: "优惠",
    TouchKind.GROUP_SEND: "群内群发",
    TouchKind.POST: "朋友圈",
}
PURPOSES = {Purpose.ANSWER: "回答", Purpose.SERVICE: "服务", Purpose.MARKETING: "营销"}
RULES = {
    Rule.CONSENT: "退订了{purpose}消息的客户不发",
    Rule.FOLLOWS: "取消关注的客户不发",
    Rule.MINOR: "未成年人不发",
    Rule.SAME_TEXT: "同样的话 {days} 天内不再发给同一个人（群）",
    Rule.COMPLAINT: "投诉没处理完不发，过 {hours} 小时再看",
    Rule.REFUND: "申请退款或退了款，{days} 天内不发",
    Rule.RECENT_BUYER: "刚买过、还在保护期的客户不发",
    Rule.GAP: "离上一次触达至少 {hours} 小时",
    Rule.BUDGET: "每位客户每天最多 {per_day} 次，7 天内 {per_week} 次，30 天内 {per_month} 次",
    Rule.QUIET_HOURS: "安静时间 {from}–{until}（休息日到 {until_day_off}）不发，按客户当地时间",
}
ANY_DISCOUNT = "写明是优惠的，刚买过、还在保护期的客户不发"
ALWAYS = "随时可以发"
LATE = {
    LatePolicy.SEND: "晚了照样发",
    LatePolicy.ASK: "晚了 {grace} 以上，问过人再发",
    LatePolicy.SKIP: "晚了 {grace} 以上就不发了",
}
PERIODS = {CapPeriod.DAY: "每天", CapPeriod.WEEK: "每周", CapPeriod.MONTH: "每个自然月"}
CAP = "平台{period}最多 {limit} 次（{checked} 核对；{source}）"
HEAD = "店铺时区 {zone}。触达 = 我们主动发出、客户收到的：{filling}；各种加在一起算。"
MINUTES_AN_HOUR = 60


def manners(config: ConfigFile = None, as_json: AsJson = False) -> None:
    """Print, for every kind of message, which rules hold, with the numbers in force."""
    from bot.shop import manner_rules_of

    rules = manner_rules_of(load_settings(config), LIMITS.caps())
    rows = rules_table(rules)
    if as_json:
        say_json({"zone": str(rules.zone), "kinds": [_as_json(row) for row in rows]})
        return
    say(_head(rules, rows))
    for row in rows:
        say(f"\n{KINDS[row.kind]}（{row.kind}，{PURPOSES[row.purpose]}）")
        for line in lines_of(row):
            say(f"  · {line}")


def lines_of(row: RuleRow) -> Iterator[str]:
    """Say each rule of a kind of touch in a line."""
    purpose = PURPOSES[row.purpose]
    for rule, values in row.rules.items():
        if rule in RULES:
            yield RULES[rule].format(purpose=purpose, **values)
    if Rule.BUDGET in row.rules and Rule.RECENT_BUYER not in row.rules:
        yield ANY_DISCOUNT
    for cap in row.caps:
        yield CAP.format(**_cap_values(cap) | {"period": PERIODS[cap.period]})
    if not row.rules:
        yield ALWAYS
    yield LATE[row.late].format(grace=_grace_of(row))


def _head(rules: MannerRules, rows: Sequence[RuleRow]) -> str:
    filling = "、".join(KINDS[row.kind] for row in rows if row.fills_budget)
    return HEAD.format(zone=rules.zone, filling=filling)


def _grace_of(row: RuleRow) -> str:
    minutes = int(row.grace.total_seconds() / MINUTES_AN_HOUR)
    hours, rest = divmod(minutes, MINUTES_AN_HOUR)
    return f"{minutes} 分钟" if rest else f"{hours} 小时"


def _as_json(row: RuleRow) -> Mapping[str, object]:
    return {
        "kind": row.kind,
        "name": KINDS[row.kind],
        "purpose": row.purpose,
        "fills_budget": row.fills_budget,
        "rules": row.rules,
        "caps": [_cap_values(cap) for cap in row.caps],
        "late": row.late,
        "grace_minutes": int(row.grace.total_seconds() / MINUTES_AN_HOUR),
        "text": [*lines_of(row)],
    }


def _cap_values(cap: Cap) -> dict[str, str | int]:
    return {
        "limit": cap.limit,
        "period": cap.period,
        "checked": cap.checked,
        "source": cap.source,
    }

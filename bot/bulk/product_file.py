"""What a shop knows of its products beside its orders: category, cost, margin, and its word."""

import re
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from bot.bulk.order_rows import VOCABULARY, ZONE
from bot.imports.chunks import read_lines
from bot.imports.columns import Kind, map_columns, parse_vocabulary
from bot.imports.fields import FieldError, clean, parse_price, parse_word_of, parse_words
from bot.imports.lines import Line, Reading, product_row
from bot.imports.reader import read_table
from bot.imports.rows import BadRow
from bot.packaged import packaged
from tagging.products import ProductRole

_OWN_FIELDS: Mapping[str, tuple[str, ...]] = {
    "cost": ("cost", "成本", "成本价", "进价", "采购价", "cost_price", "unit_cost"),
    "margin": ("margin", "毛利率", "毛利", "利润率", "margin_percent", "gross_margin"),
    "role": ("role", "角色", "商品角色", "商品定位", "定位"),
    "occasion": ("occasion", "场合", "适用场合", "场景", "穿着场合"),
}
_ROLES: Mapping[str, tuple[str, ...]] = {
    ProductRole.TRAFFIC_DRIVER: ("traffic_driver", "traffic driver", "引流"),
    ProductRole.PROFIT: ("profit", "profit_item", "利润"),
    ProductRole.EDGE: ("edge", "edge_item", "边缘"),
    ProductRole.POTENTIAL: ("potential", "potential_item", "潜力"),
}
_PERCENT = re.compile(r"([+-]?\d+(?:\.\d+)?) ?([%％]?)")
_WHOLE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownProduct:
    """What the shop says of a product; empty or None where it says nothing."""

    code: str
    name: str = ""
    category: str = ""
    cost_fen: Decimal | None = None
    margin_percent: Decimal | None = None
    role: ProductRole | None = None
    occasion: str = ""

    def margin_at(self, pieces: int, money_fen: int) -> float | None:
        """Give the margin in per cent of what was paid; None where it cannot be known."""
        if self.margin_percent is not None:
            return float(self.margin_percent)
        if self.cost_fen is None or pieces <= 0 or money_fen <= 0:
            return None
        return float(_WHOLE * (1 - self.cost_fen * pieces / money_fen))


def read_products(
    path: Path, said: Mapping[str, str]
) -> tuple[dict[str, KnownProduct], list[BadRow]]:
    """Read products by their code, and the rows that cannot be understood.

    The first row of a product counts; a later one that says otherwise is bad. Raise
    ImportFileError where the file cannot be read at all.
    """
    table = read_table(path)
    with closing(table.rows.file):
        known: dict[str, KnownProduct] = {}
        bad: list[BadRow] = []
        for row in read_lines(table, _reading_of(table.columns, said), _numbered):
            if isinstance(row, BadRow):
                bad.append(row)
            elif known.setdefault(row[1].code, row[1]) != row[1]:
                reason = f"商品 {row[1].code} 前面已有一行，内容不同"
                bad.append(BadRow(row[0], reason, "每个商品只保留正确的一行"))
    return known, bad


def _reading_of(columns: list[str], said: Mapping[str, str]) -> Reading:
    words = parse_vocabulary(packaged("bot.data", VOCABULARY), VOCABULARY)
    fields = {**words.fields, Kind.PRODUCTS: {**words.fields[Kind.PRODUCTS], **_OWN_FIELDS}}
    words = replace(words, fields=fields)
    own = {
        field: column
        for field, column in said.items()
        if column in columns and field in {"product", *fields[Kind.PRODUCTS]}
    }
    return Reading(map_columns(Kind.PRODUCTS, columns, words, own), words, ZONE)


def _numbered(line: Line, reading: Reading) -> tuple[int, KnownProduct]:
    return line.number, _product_of(line, reading)


def _product_of(line: Line, reading: Reading) -> KnownProduct:
    """Read one product. Raise FieldError where it cannot be understood."""
    row = product_row(line, reading)
    cost, role = line.get("cost"), line.get("role")
    return KnownProduct(
        code=row.key,
        name=row.name,
        category=row.category,
        cost_fen=parse_price(cost, "成本") if clean(cost) else None,
        margin_percent=_percent(line.get("margin")),
        role=ProductRole(parse_word_of(role, _ROLES, "商品角色")) if clean(role) else None,
        occasion=parse_words(line.get("occasion"), "场合"),
    )


def _percent(text: str) -> Decimal | None:
    """Read 35 %, 35 or 0.35, all of which say 35 %."""
    if not clean(text):
        return None
    found = _PERCENT.fullmatch(clean(text))
    if not found:
        raise FieldError(f"毛利率看不懂：{clean(text)}", "写成 35% 这样的百分数")
    number = Decimal(found[1])
    percent = number if found[2] or abs(number) >= 1 else number * 100
    if percent > _WHOLE:
        raise FieldError(
            f"毛利率 {clean(text)} 超过 100%", "毛利率 =（售价 - 成本）÷ 售价，请改正"
        )
    return percent

"""Tables for tests: written as a shop's program writes them, read as the product reads them."""

from contextlib import closing
from importlib.resources import files
from zoneinfo import ZoneInfo

from bot.imports.chunks import read_chunks
from bot.imports.columns import Kind, map_columns, parse_vocabulary
from bot.imports.lines import Reading
from bot.imports.reader import read_table

SHANGHAI = ZoneInfo("Asia/Shanghai")
VOCABULARY = parse_vocabulary(
    (files("bot") / "data/import_columns.toml").read_text(encoding="utf-8"), "import_columns.toml"
)
ORDER_HEADER = "订单编号,买家会员名,买家实际支付金额,订单付款时间"


def lines_of(*lines):
    return "".join(line + "\n" for line in lines)


def written(folder, text, *, name="file.csv", encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def reading_of(table, kind, said=None):
    places = map_columns(kind, table.columns, VOCABULARY, said or {})
    return Reading(places, VOCABULARY, SHANGHAI)


def chunks_of(path, kind=Kind.ORDERS, said=None):
    table = read_table(path)
    with closing(table.rows.file):
        return list(read_chunks(table, kind, reading_of(table, kind, said)))


def rows_of(chunks):
    return [entry.row for chunk in chunks for entry in chunk.entries]


def bad_of(chunks):
    return [bad for chunk in chunks for bad in chunk.bad]

"""What a plain cell of an order file looks like, and what it means, as DuckDB's SQL.

Narrower than bot/imports/fields.py on purpose: what is plain here must mean the same there, and
all else is read there.
"""

from collections.abc import Mapping, Sequence

from bot.bulk.order_engine import case_of, literal
from bot.bulk.order_rows import CALLED_OURS, OUR_MONEY
from bot.imports.fields import NAME_CHARS, SHORT
from bot.imports.lines import MONEY, Reading
from bot.imports.orders import STRONGEST
from bot.imports.rows import OrderStatus

HAN = "\u4e00-\u9fff"  # letters that no normalisation changes
_WORDS = f"[A-Za-z_{HAN}](?:[ -)+-~{HAN}]*[!-)+-~{HAN}])?"
_UUID = "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
CODE = f"{_WORDS}|[0-9][0-9A-Za-z_-]*"
CUSTOMER = f"{_WORDS}|[0-9][0-9A-Za-z_]*|{_UUID}"  # 138-1234-5678 is a phone
SUM = "-?[0-9]{1,9}(?:\\.[0-9]{1,2})?"
PRICE = "[0-9]{1,8}(?:\\.[0-9]{1,4})?"
COUNT = "-?[1-9][0-9]{0,3}"
CURRENCY = "[A-Z]{3}"
STATUS = f"[0-9A-Za-z{HAN}]+"
MOMENT = (
    "[12][0-9]{3}[-/][0-9]{1,2}[-/][0-9]{1,2}"
    "(?:[ T](?:[01]?[0-9]|2[0-3]):[0-5]?[0-9](?::[0-5]?[0-9])?)?|[12][0-9]{7}"
)
FIRST_DAY, LAST_DAY = "1992-01-01", "2099-12-31"  # our clocks were not turned in between
HOURS_AHEAD = 8
_NEEDED = ("customer", "order_no", "quantity")
_SHAPES = {
    "customer": CUSTOMER,
    "order_no": CODE,
    "product": CODE,
    "paid_at": MOMENT,
    "created_at": MOMENT,
    "quantity": COUNT,
    "unit_price": PRICE,
    "amount": SUM,
    "line_amount": SUM,
    "discount": SUM,
    "status": STATUS,
}
_SPACES = "'\ufeff \t\r\n\u3000\xa0'"


def plain_cells(
    reading: Reading, raw: Sequence[str], width: int
) -> tuple[Mapping[str, str], Sequence[str]]:
    """Write the values of the columns of `read`, and the tests that a plain row passes.

    `raw` names the cells of a row, NULL where they are empty; those from `width` on stand beyond
    the header.
    """
    found = {name: raw[place] for name, place in reading.places.items()}
    tests = [f"{cell} IS NULL" for cell in raw[width:]]
    tests += [_test_of(name, cell) for name, cell in found.items()]
    tests += [f"{found[name]} IS NOT NULL" for name in _NEEDED if name in found]
    if "status" in found:
        tests.append(f"({found['status']} IS NULL OR {_status_of(found['status'], reading)} >= 0)")
    tests.append(_test_of("product", _coalesce(found, "product", "product_name")))
    if said := [cell for name, cell in found.items() if name in MONEY]:
        tests.append(f"COALESCE({', '.join(said)}) IS NOT NULL")
    at = _coalesce(found, "paid_at", "created_at")
    tests.append(f"{_date_of(at)} BETWEEN DATE '{FIRST_DAY}' AND DATE '{LAST_DAY}'")
    return _values_of(found, at, reading), tests


def _values_of(found: Mapping[str, str], at: str, reading: Reading) -> Mapping[str, str]:
    product = _coalesce(found, "product", "product_name")
    name = found.get("product_name", "NULL")
    quantity = (
        f"CAST(TRY_CAST({found['quantity']} AS SMALLINT) AS INTEGER)"
        if "quantity" in found
        else "1"
    )
    return {
        "row": "row",
        "order_no": _order_no_of(found, at),
        "customer": found["customer"],
        "day": f"CAST({_date_of(at)} - DATE '0001-01-01' AS INTEGER) + 1",
        "status": f"CAST({_rank_of(found, reading)} AS SMALLINT)",
        "product": f"CAST({product} AS VARCHAR)",
        "product_name": f"CAST(CASE WHEN {name} <> {product} THEN {name} END AS VARCHAR)",
        "category": f"CAST({found.get('category', 'NULL')} AS VARCHAR)",
        "quantity": quantity,
        "items_fen": _items_of(found, quantity),
        "amount_fen": _fen_of(found.get("amount")),
        "line_amount_fen": _fen_of(found.get("line_amount")),
        "discount_fen": f"COALESCE(ABS({_fen_of(found.get('discount'))}), 0) * "
        f"CASE WHEN {quantity} < 0 THEN -1 ELSE 1 END",
        "currency": _currency_of(found.get("currency")),
    }


def _test_of(name: str, cell: str) -> str:
    """Write what a cell must pass unless it is empty."""
    tests = [_shape(cell, _SHAPES[name])] if name in _SHAPES else []
    if name in {"customer", "order_no", "product"}:
        tests += [f"LENGTH({cell}) <= {NAME_CHARS}", f"NOT {_may_be_cut(cell)}"]
    if name == "customer":
        tests.append(f"NOT (LENGTH({cell}) = 13 AND {cell} LIKE '861%')")  # a phone, with +86
    if name in {"paid_at", "created_at"}:
        tests.append(f"{_date_of(cell)} IS NOT NULL")
    if name in {"product_name", "category"}:
        tests.append(f"TRIM({cell}, {_SPACES}) = {cell} AND LEFT({cell}, 1) NOT IN ('=', '''')")
        tests.append(f"LENGTH({cell}) <= {NAME_CHARS}")
    if name == "currency":
        tests.append(f"{_currency_of(cell)} IS NOT NULL")
    return f"({cell} IS NULL OR ({' AND '.join(tests)}))" if tests else "true"


def _shape(cell: str, pattern: str) -> str:
    return f"REGEXP_FULL_MATCH({cell}, {literal(pattern)})"


def _may_be_cut(code: str) -> str:
    return f"(LENGTH({code}) > 17 AND {code} LIKE '%000')"


def _coalesce(found: Mapping[str, str], *names: str) -> str:
    cells = [found[name] for name in names if name in found]
    return f"COALESCE({', '.join(cells)})" if cells else "NULL"


def _iso(cell: str) -> str:
    return f"TRANSLATE({cell}, '/T', '- ')"


def _date_of(cell: str) -> str:
    compact = f"CAST(TRY_STRPTIME({cell}, '%Y%m%d') AS DATE)"
    return f"COALESCE(TRY_CAST(SPLIT_PART({_iso(cell)}, ' ', 1) AS DATE), {compact})"


def _order_no_of(found: Mapping[str, str], at: str) -> str:
    """Name the order; in a file without numbers, goods of one moment or one row are an order."""
    if "order_no" in found:
        return found["order_no"]
    if "product" not in found and "product_name" not in found:
        return "CAST(row AS VARCHAR)"
    moment = (
        f"COALESCE(TRY_CAST({_iso(at)} AS TIMESTAMP), TRY_STRPTIME({at}, '%Y%m%d')) "
        f"- INTERVAL {HOURS_AHEAD} HOUR"
    )
    return f"{found['customer']} || STRFTIME({moment}, ' %Y-%m-%d %H:%M:%S+00:00')"


def _rank_of(found: Mapping[str, str], reading: Reading) -> str:
    """Give the place in STRONGEST of what became of the order."""
    paid, unpaid = STRONGEST.index(OrderStatus.PAID), STRONGEST.index(OrderStatus.OPEN)
    unsaid = str(paid)
    if "paid_at" in found:
        unsaid = f"CASE WHEN {found['paid_at']} IS NULL THEN {unpaid} ELSE {paid} END"
    if "status" not in found:
        return unsaid
    return f"COALESCE({_status_of(found['status'], reading)}, {unsaid})"


def _status_of(cell: str, reading: Reading) -> str:
    """Write what parse_word_of does: the very word, else the first group with a word inside."""
    ranks = {
        word: STRONGEST.index(OrderStatus(status))
        for status, words in reversed([*reading.vocabulary.statuses.items()])
        for word in words
    }
    inside = " ".join(
        f"WHEN CONTAINS(LOWER({cell}), {literal(word)}) "
        f"THEN {STRONGEST.index(OrderStatus(status))}"
        for status, words in reading.vocabulary.statuses.items()
        for word in words
        if len(word.encode()) > SHORT
    )
    return case_of(f"LOWER({cell})", ranks, f"CASE {inside} END")


def _items_of(found: Mapping[str, str], quantity: str) -> str:
    """Write price times quantity in whole fen, halves away from zero."""
    if "unit_price" not in found:
        return "CAST(NULL AS BIGINT)"
    hundredths = f"CAST(TRY_CAST({found['unit_price']} AS DECIMAL(12, 4)) * 10000 AS BIGINT)"
    whole = f"({hundredths} * ABS({quantity}) + 50) // 100"
    return f"CAST({whole} * SIGN({quantity}) AS BIGINT)"


def _fen_of(cell: str | None) -> str:
    return f"CAST(TRY_CAST({cell or 'NULL'} AS DECIMAL(11, 2)) * 100 AS BIGINT)"


def _currency_of(cell: str | None) -> str:
    if cell is None:
        return "CAST(NULL AS VARCHAR)"
    ours = case_of(cell, dict.fromkeys(sorted(CALLED_OURS), literal(OUR_MONEY)))
    return f"COALESCE({ours}, CASE WHEN {_shape(cell, CURRENCY)} THEN {cell} END)"

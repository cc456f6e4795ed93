"""Order files as both engines read them."""

import pytest

from bot.bulk.order_book import open_orders


@pytest.fixture(params=["duckdb", "sqlite"])
def read(request, tmp_path):
    """Read a text as an order file, and answer some questions about it."""

    def ask(text, *questions, **options):
        path = tmp_path / "orders.csv"
        path.write_text(text, encoding="utf-8")
        with open_orders(path, {}, engine=request.param, **options) as book:
            return [book.account, *(list(book.rows(question)) for question in questions)]

    return ask

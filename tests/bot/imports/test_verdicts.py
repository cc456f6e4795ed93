from datetime import UTC, date, datetime

import pytest

from bot.imports.fields import Phone
from bot.imports.rows import CustomerRow, OrderRow, OrderStatus, ProductRow, ReviewRow
from bot.imports.verdicts import (
    KnownOrder,
    Verdict,
    changes_of,
    customer_values,
    judge_changes,
    judge_order,
    product_values,
    review_values,
)


def order(digest="a", status=OrderStatus.PAID):
    return OrderRow(
        key="1001",
        customer="小满",
        paid_at=datetime(2026, 1, 2, tzinfo=UTC),
        day=date(2026, 1, 2),
        amount_fen=100,
        discount_fen=0,
        status=status,
        items=(),
        digest=digest,
    )


@pytest.mark.parametrize(
    ("known", "customer", "verdict"),
    [
        (None, None, Verdict.NEW),
        (None, "c1", Verdict.NEW),
        (KnownOrder("c1", "a", OrderStatus.PAID), "c1", Verdict.SKIPPED),
        (KnownOrder("c1", "b", OrderStatus.OPEN), "c1", Verdict.UPDATED),
        (KnownOrder("c1", "a", OrderStatus.PAID), "c2", Verdict.CONFLICTING),
        (KnownOrder("c1", "a", OrderStatus.PAID), None, Verdict.CONFLICTING),
    ],
)
def test_an_order_is_compared_with_what_is_known(known, customer, verdict):
    assert judge_order(order(), customer, known) is verdict


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (OrderStatus.PAID, OrderStatus.OPEN, Verdict.SKIPPED),
        (OrderStatus.OPEN, OrderStatus.OPEN, Verdict.UPDATED),
        (OrderStatus.PAID, OrderStatus.REFUNDED, Verdict.UPDATED),
    ],
)
def test_an_older_export_never_takes_a_payment_back(before, after, verdict):
    known = KnownOrder("c1", "before", before)

    assert judge_order(order("after", after), "c1", known) is verdict


def test_where_a_file_is_silent_what_is_known_stays():
    known = {"name": "小满", "city": "杭州", "price_fen": 100}

    assert changes_of({"name": "", "city": "苏州", "price_fen": None}, known) == {"city": "苏州"}
    assert changes_of({"name": "小满", "price_fen": 0}, known) == {"price_fen": 0}


@pytest.mark.parametrize(
    ("changes", "known", "verdict"),
    [
        ({"name": "小满"}, None, Verdict.NEW),
        ({}, None, Verdict.NEW),
        ({"name": "小满"}, {}, Verdict.UPDATED),
        ({}, {}, Verdict.SKIPPED),
    ],
)
def test_a_row_is_new_updated_or_skipped(changes, known, verdict):
    assert judge_changes(changes, known) is verdict


@pytest.mark.parametrize(
    ("phone", "known", "kept"),
    [
        (Phone("138****1234", is_masked=True), "13800001234", ""),
        (Phone("138****1234", is_masked=True), "", "138****1234"),
        (Phone("13900001234"), "13800001234", "13900001234"),
        (None, "13800001234", ""),
    ],
)
def test_a_masked_phone_never_replaces_a_whole_one(phone, known, kept):
    row = CustomerRow(key="A7", phone=phone)

    assert customer_values(row, {"phone": known})["phone"] == kept


def test_what_a_product_and_a_review_tell():
    product = ProductRow(key="A1", name="衬衫", price_fen=100)
    review = ReviewRow(key="R1", text="显瘦", customer="小满", rating=5)

    assert product_values(product) == {"name": "衬衫", "category": "", "price_fen": 100}
    assert review_values(review, "c1")["customer"] == "c1"

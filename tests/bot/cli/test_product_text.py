from dataclasses import replace

from bot.cli.product_text import summary_of
from tagging.products import ProductRole
from tests.bot.cli.test_product_rows import study
from tests.tagging.sold.test_baskets import book_of


def test_each_role_is_shown_with_its_products_and_what_it_means():
    lines = list(summary_of(study(), 1))

    assert lines[0] == "products 2 in 445 orders on 2026-06-01"
    edge = lines.index("edge 2: may be cleared by promotions")
    assert lines[edge + 1] == "  A1 大衣: the operator says so"
    assert not lines[edge + 2].startswith("  ")
    assert all(any(line.startswith(f"{role} ") for line in lines) for role in ProductRole)


def test_what_is_bought_with_a_product_is_shown_when_asked_for():
    lines = list(summary_of(study(), 5, "大衣"))

    assert lines[-2] == "bought with A1 大衣"
    assert lines[-1].startswith("  B1 大衣配的围巾: together in 40 of 45 orders")


def test_what_is_asked_for_and_not_found_is_said():
    found = study()
    wanted = replace(found.wanted, invite_to="帽子")
    lines = list(summary_of(replace(found, wanted=wanted, baskets=book_of([{0}, {1}])), 5, "大衣"))

    assert lines[-2].startswith("whom to invite to 帽子, ")
    assert lines[-2].endswith(": nobody is known to be surer than others")
    assert lines[-1] == "bought with A1 大衣: nothing for sure"


def test_what_was_not_paired_is_said():
    found = study()
    found = replace(found, products=found.products * 5, roles=found.roles * 5)
    found.baskets.cut_baskets = 3

    lines = list(summary_of(found, 1))

    assert "  pairs are of the 6 products that sell best" in lines
    assert "  3 orders are too large to be paired whole" in lines

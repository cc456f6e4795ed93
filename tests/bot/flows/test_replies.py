import pytest

from bot.flows.replies import called, reply_to
from bot.records import Contact, Customer


@pytest.mark.parametrize(
    ("name", "nickname", "values"),
    [("王女士", "小满", {"称呼": "王女士"}), ("", "小满", {"称呼": "小满"}), ("", "", {})],
)
def test_customers_are_called_by_the_best_name_known(name, nickname, values):
    assert called(Contact("gh_1", "o1", Customer("c", name), nickname)) == values


def test_a_reply_goes_back_to_whom_it_answers():
    reply = reply_to(Contact("gh_1", "o1", Customer("c")), "有的")

    assert (reply.account, reply.contact, reply.customer, reply.text) == (
        "gh_1",
        "o1",
        "c",
        "有的",
    )

from array import array

from hypothesis import given
from hypothesis import strategies as st

from bot.cli.group_file import Wanted, open_groups
from bot.cli.two_arms import REPEATED, keep_one_each, repeated_in


def deal(path, text):
    path.write_text(text, encoding="utf-8")
    with open_groups(path, {}, Wanted()) as file:
        groups = file.read()
        return groups, keep_one_each(file, groups).tolist()


def test_a_customer_in_two_arms_counts_in_none_and_both_rows_are_named(tmp_path):
    text = "customer,group\n小周,券\n老李,control\n小周,control\n小王,券\n"

    groups, kept = deal(tmp_path / "g.csv", text)

    assert kept == [False, True, False, True]
    assert [(bad.number, bad.reason) for bad in groups.refusals.named] == [
        (2, "同一位客户在第 4 行属于 control 组，这一行却是 券 组"),
        (4, "同一位客户在第 2 行属于 券 组，这一行却是 control 组"),
    ]


def test_each_row_of_a_customer_in_two_arms_names_a_row_of_another_arm(tmp_path):
    text = "customer,group\n小周,券\n小周,券\n小周,control\n"

    groups, _ = deal(tmp_path / "g.csv", text)

    assert [(bad.number, bad.reason) for bad in groups.refusals.named] == [
        (2, "同一位客户在第 4 行属于 control 组，这一行却是 券 组"),
        (3, "同一位客户在第 4 行属于 control 组，这一行却是 券 组"),
        (4, "同一位客户在第 2 行属于 券 组，这一行却是 control 组"),
    ]


def test_a_customer_twice_in_one_arm_counts_once(tmp_path):
    groups, kept = deal(tmp_path / "g.csv", "customer,group\n小周,券\n小周,券\n 小周,券\n")

    assert kept == [True, False, False]
    assert groups.left_out[REPEATED] == 2
    assert groups.refusals.named == []


def test_two_campaigns_may_deal_the_same_customer_otherwise(tmp_path):
    text = "customer,group,campaign\n小周,券,春\n小周,control,夏\n,券,夏\n小周,券,夏\n"

    groups, kept = deal(tmp_path / "g.csv", text)

    assert kept == [True, False, False]
    assert [bad.number for bad in groups.refusals.named] == [4, 3, 5]


def test_where_nobody_is_named_nobody_is_twice(tmp_path):
    assert deal(tmp_path / "g.csv", "group\n券\n券\ncontrol\n")[1] == [True] * 3


@given(st.lists(st.integers(0, 20)))
def test_keys_that_stand_there_more_than_once_are_found(keys):
    found = repeated_in(array("q", keys)).tolist()

    assert found == sorted(key for key in set(keys) if keys.count(key) > 1)


@given(st.lists(st.tuples(st.sampled_from("周李王郑"), st.sampled_from(["a", "b"]))))
def test_every_row_is_used_left_out_or_refused(tmp_path_factory, rows):
    text = "customer,group,n\n" + "".join(f"{who},{arm},1\n" for who, arm in rows)

    groups, kept = deal(tmp_path_factory.mktemp("deal") / "g.csv", text)

    counted = sum(kept) + groups.left_out.total() + groups.refusals.counts.total()
    assert counted == len(rows)
    arms = {who: {arm for name, arm in rows if name == who} for who, _ in rows}
    assert sum(kept) == sum(len(own) == 1 for own in arms.values())

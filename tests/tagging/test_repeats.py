import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.repeats import Squeezed, has_repeats

STUTTER = st.lists(st.sampled_from(["不", "好", "好好好", "1000", "aaa", "。。。", "天天"])).map(
    "".join
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("好好好好看", "好看"),
        ("怎么么么还不发货", "怎么还不发货"),
        ("天天用", "天天用"),
        ("10000块aaa。。。", "10000块aaa。。。"),
        ("", ""),
    ],
)
def test_a_letter_typed_three_times_is_read_once(written, read):
    assert Squeezed(written) == read
    assert has_repeats(written) is (written != read)


def test_a_slice_quotes_what_was_written():
    squeezed = Squeezed("真真真的好好好看吗吗吗")

    assert squeezed[0:2] == "真真真的"
    assert squeezed[2:4] == "好好好看"
    assert squeezed[3:] == "看吗吗吗"
    assert squeezed[2] == "好"
    assert squeezed.place(len(squeezed)) == len("真真真的好好好看吗吗吗")


@given(STUTTER)
def test_nothing_that_was_written_is_lost(written):
    squeezed = Squeezed(written)

    assert squeezed[:] == written
    assert "".join(squeezed[at : at + 1] for at in range(len(squeezed))) == written
    assert not has_repeats(str(squeezed))

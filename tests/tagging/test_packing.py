import numpy as np
import pytest

from tagging.errors import ModelError
from tagging.packing import pack, unpack

PACKED = pack("pairs", 1, {"questions": 3}, {"weights": np.arange(6.0).reshape(2, 3)})


def test_what_was_packed_comes_out_again():
    packed = unpack(PACKED, "pairs", 1)

    assert packed.values == {"questions": 3}
    assert np.array_equal(packed.arrays["weights"], np.arange(6.0).reshape(2, 3))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no pairs model"),
        (b"id,question\n1,x\n", "no pairs model"),
        (PACKED.replace(b"pairs", b"other"), "no pairs model"),
        (PACKED.replace(b"pairs 1 ", b"pairs 9 "), "version 9"),
        (PACKED[:-9], "damaged"),
        (PACKED[:40], "damaged"),
        (PACKED[:-12] + b"x" * 12, "damaged"),
        (PACKED[:17] + b"0000" + PACKED[21:], "damaged"),
    ],
)
def test_a_strange_file_is_refused_in_one_sentence(data, says):
    with pytest.raises(ModelError, match=says) as refused:
        unpack(data, "pairs", 1)

    assert "\n" not in str(refused.value)

import numpy as np

from tagging.learned.deciding import Limits, as_flags, choose_limits, concerns_of, decide, f1
from tagging.learned.targets import Outputs
from tagging.stances import Stance

GOOD, BAD = Stance.PRAISES, Stance.COMPLAINS
OUTPUTS = Outputs(("价格", "物流"), (("价格", BAD), ("价格", GOOD), ("物流", GOOD)))


def decided(*chances, second=0.6, blame=1.0):
    limits = Limits((0.5, 0.5), second, blame)
    found = decide(np.array([chances], np.float32), OUTPUTS, limits)
    return [pair for pair, is_found in zip(OUTPUTS.pairs, found[0], strict=True) if is_found]


def test_a_likely_concern_is_found_with_its_likeliest_stance():
    assert decided(0.9, 0.1, 0.3, 0.5, 0.9) == [("价格", GOOD)]


def test_a_second_stance_must_be_likely_itself():
    assert decided(0.9, 0.1, 0.65, 0.7, 0) == [("价格", BAD), ("价格", GOOD)]


def test_a_complaint_may_count_for_more_than_praise():
    assert decided(0.9, 0, 0.3, 0.4, 0, blame=1.5) == [("价格", BAD)]


def test_the_limit_of_a_concern_is_set_where_it_was_best():
    said = np.zeros((400, 3), bool)
    said[:200, 1] = True
    chances = np.zeros((400, 5), np.float32)
    chances[:200, [0, 3]] = 0.34
    chances[200:300, [0, 3]] = 0.26
    limits = choose_limits(chances, said, OUTPUTS)

    assert f1(said, decide(chances, OUTPUTS, limits)) == 1
    assert concerns_of(said, OUTPUTS).sum(axis=0).tolist() == [200, 0]


def test_what_a_model_has_no_column_for_is_passed_over():
    flags = as_flags([{("价格", GOOD), ("服务", BAD)}, set()], OUTPUTS)

    assert flags.tolist() == [[False, True, False], [False, False, False]]

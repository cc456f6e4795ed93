import gc

from bot.garbage import THRESHOLDS, collect_less


def test_what_stands_is_left_out_of_the_rounds():
    before = gc.get_threshold()
    try:
        collect_less()

        assert gc.get_freeze_count() > 0
        assert gc.get_threshold() == THRESHOLDS
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)

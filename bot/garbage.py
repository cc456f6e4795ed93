"""When Python looks for garbage."""

import gc

THRESHOLDS = (20_000, 20, 50)


def collect_less() -> None:
    """Take what stands now out of the garbage collector's rounds, and let it round less often.

    It stands for good; looking at it again and again cost a fifth of the callbacks a second, and
    a quarter of an import.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)

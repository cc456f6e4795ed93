"""Run something in a process of its own, and say how long it took and how much it held."""

import resource
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from time import perf_counter
from typing import Any, NamedTuple


class Run(NamedTuple):
    """What came of it."""

    seconds: float
    peak_mb: float
    result: Any


def apart(function: Callable[..., Any], *args: object, times: int = 1) -> Run:
    """Run a function of a module so often in a fresh process; the fastest counts."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(_run, function, args, times).result()


def _run(function: Callable[..., Any], args: tuple[object, ...], times: int) -> Run:
    seconds = []
    for _ in range(times):
        began = perf_counter()
        result = function(*args)
        seconds.append(perf_counter() - began)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return Run(min(seconds), peak / (1024**2 if sys.platform == "darwin" else 1024), result)

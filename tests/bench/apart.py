"""Run something in a process of its own, and say how long it took and how much it held."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from time import perf_counter
from typing import Any, NamedTuple

import psutil

from tests.bench.servers import peak_mb


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
    return Run(min(seconds), peak_mb(psutil.Process()), result)

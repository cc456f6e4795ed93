"""Who runs work over partitions: threads or processes of this machine, or a Dask cluster."""

import os
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any, TypeVar

from bot.errors import NotReady
from bot.garbage import collect_less

LOCAL = "local"
PROCESSES = "processes"
DASK = "dask://"
_CLUSTER = re.compile(f"{DASK}[^/]+:[0-9]{{1,5}}")
ANSWERS_WITHIN = "10s"
AHEAD = 2  # tasks a worker that wait: none is idle, and memory stays small

Task = TypeVar("Task")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Crew:
    """Those who work: functions of modules over tasks, which may go to other machines."""

    executor: Executor
    workers: int
    """How many work at once."""

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """Take all tasks at once, and give the results in their order."""
        return self.executor.map(function, tasks)

    def stream(
        self, function: Callable[[Task], Result], tasks: Iterable[Task]
    ) -> Iterator[Result]:
        """Give the results in the order of the tasks, which are taken only shortly before."""
        waiting: deque[Future[Result]] = deque()
        for task in tasks:
            waiting.append(self.executor.submit(function, task))
            if len(waiting) > self.workers * AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


@dataclass(frozen=True, slots=True)
class ClusterCrew(Crew):
    """The workers of a Dask cluster."""

    client: Any

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """Fetch a result as soon as it is there, so that it is not lost with its worker."""
        import distributed

        as_completed: Any = distributed.as_completed  # the library's own types are partial
        futures = self.client.map(function, list(tasks), pure=False)
        found = {}
        for future, result in as_completed(futures, loop=self.client.loop, with_results=True):
            found[future.key] = result
            future.release()
        return iter([found[future.key] for future in futures])


def check_engine(name: str) -> None:
    """Raise NotReady where there is no engine of that name."""
    if name not in {LOCAL, PROCESSES} and not _CLUSTER.fullmatch(name):
        raise NotReady(f"--engine {name}: there are {LOCAL}, {PROCESSES} and {DASK}host:port")


@contextmanager
def open_engine(name: str, workers: int = 0) -> Iterator[Crew]:
    """Open `local` (threads), `processes` or `dask://host:port`; the same functions run on each.

    `workers` work at once on this machine (0: as many as there are processors); a cluster has its
    own. Raise NotReady where there is no such engine, it does not answer, or its workers die.
    """
    check_engine(name)
    workers = workers or os.cpu_count() or 1
    if name == LOCAL:
        with ThreadPoolExecutor(workers) as threads:
            yield Crew(threads, workers)
    elif name == PROCESSES:
        with _open_processes(workers) as processes:
            yield Crew(processes, workers)
    else:
        with _open_cluster(name) as crew:
            yield crew


@contextmanager
def _open_processes(count: int) -> Iterator[Executor]:
    """Spawn processes rather than fork them: whoever calls us may have threads."""
    with ProcessPoolExecutor(count, get_context("spawn"), _prepare) as pool:
        try:
            yield pool
        except BrokenProcessPool as error:
            raise NotReady(
                "a process was ended from outside, perhaps for want of memory; run it again"
            ) from error
        finally:
            pool.shutdown(cancel_futures=True)  # who breaks off waits for no task more


@contextmanager
def _open_cluster(name: str) -> Iterator[Crew]:
    """Connect to a scheduler. A task whose worker was lost is run again by another one."""
    if not find_spec("distributed"):
        raise NotReady(f'--engine {name} needs Dask: pip install "zhanggui[cluster]"')
    import distributed

    connect: Any = distributed.Client
    address = f"tcp://{name.removeprefix(DASK)}"
    try:
        client = connect(address, timeout=ANSWERS_WITHIN, set_as_default=False)
    except (OSError, ValueError) as error:
        raise NotReady(f"--engine {name}: no Dask scheduler answers there") from error
    with client:
        try:
            workers = sum(client.nthreads().values())
            yield ClusterCrew(client.get_executor(pure=False), max(1, workers), client)
        except distributed.KilledWorker as error:
            raise NotReady(
                f"--engine {name}: several workers died over the same task, perhaps for want of "
                "memory; give them more, or cut smaller buckets"
            ) from error


def _prepare() -> None:
    Thread(target=_end_with_parent, daemon=True).start()
    collect_less()


def _end_with_parent() -> None:
    """Leave when whoever started us is gone: a killed process can tell its pool nothing."""
    if parent := parent_process():
        parent.join()
        os._exit(1)

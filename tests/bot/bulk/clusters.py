"""A Dask cluster of two processes on this machine, and workers that die at work."""

import os
import signal
from contextlib import contextmanager
from pathlib import Path

from bot.bulk.engines import open_engine


@contextmanager
def small_cluster():
    """Open a cluster on loopback and give its name for --engine."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0"
    ) as cluster:
        yield cluster.scheduler_address.replace("tcp://", "dask://")


class Deadly:
    """A crew on whose cluster the worker that takes the first task of a map is killed."""

    def __init__(self, crew, folder):
        self.crew = crew
        self.folder = Path(folder)
        self.maps = 0

    def map(self, function, tasks):
        self.maps += 1
        mark = self.folder / f"died-{self.maps}"

        def work(task):
            try:
                mark.touch(exist_ok=False)
            except FileExistsError:
                return function(task)
            os.kill(os.getpid(), signal.SIGKILL)
            raise AssertionError("still alive")

        return self.crew.map(work, tasks)

    @property
    def deaths(self):
        return len(list(self.folder.glob("died-*")))


@contextmanager
def deadly_cluster(name, folder):
    """Connect to a cluster on which a worker is killed in every round."""
    with open_engine(name) as crew:
        yield Deadly(crew, folder)

import os
import signal
import subprocess
import sys
import time

import pytest

from bot.bulk.engines import open_engine
from bot.errors import NotReady
from tests.bot.bulk.clusters import deadly_cluster, small_cluster


def die(_):
    os.kill(os.getpid(), signal.SIGKILL)


def test_results_come_in_the_order_of_the_tasks():
    def work(number):
        time.sleep((5 - number) / 500)
        return number

    with open_engine("local", 3) as crew:
        assert list(crew.stream(work, range(5))) == list(range(5))


def test_no_more_tasks_are_taken_than_may_be_under_way():
    taken = []

    def tasks():
        for number in range(100):
            taken.append(number)
            yield number

    with open_engine("local", 2) as crew:
        results = crew.stream(str, tasks())
        assert next(results) == "0"
        assert len(taken) == 5
        assert list(results) == [str(number) for number in range(1, 100)]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("spark", "there are local, processes and dask://host:port"),
        ("dask://127.0.0.1", "there are local, processes and dask://host:port"),
        ("dask://127.0.0.1:1", "dask://127.0.0.1:1: no Dask scheduler answers there"),
    ],
)
def test_an_engine_that_is_not_there_is_one_sentence(name, words, monkeypatch):
    monkeypatch.setattr("bot.bulk.engines.ANSWERS_WITHIN", "1s")

    with pytest.raises(NotReady, match=words) as caught, open_engine(name):
        pass

    assert "\n" not in str(caught.value)


def test_without_dask_one_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setattr("bot.bulk.engines.find_spec", lambda _: None)

    with (
        pytest.raises(NotReady, match=r'pip install "zhanggui\[cluster\]"'),
        open_engine("dask://127.0.0.1:8786"),
    ):
        pass


@pytest.mark.slow
def test_a_process_that_is_killed_is_told_in_one_sentence():
    with (
        pytest.raises(NotReady, match="a process was ended from outside"),
        open_engine("processes", 1) as crew,
    ):
        list(crew.map(die, [1]))


@pytest.mark.slow
def test_work_of_a_killed_worker_is_done_by_another(tmp_path):
    pytest.importorskip("distributed")
    with small_cluster() as name, deadly_cluster(name, tmp_path) as crew:
        squares = list(crew.map(lambda number: number**2, range(20)))
        deaths = crew.deaths

    assert deaths == 1
    assert squares == [number**2 for number in range(20)]


@pytest.mark.slow
def test_a_task_that_kills_every_worker_is_given_up_in_one_sentence():
    pytest.importorskip("distributed")
    with (
        small_cluster() as name,
        pytest.raises(NotReady, match="several workers died over the same task"),
        open_engine(name) as crew,
    ):
        list(crew.map(die, [1]))


KILLED = """
import os, signal
from bot.bulk.engines import open_engine
with open_engine("processes", 1) as pool:
    print(pool.executor.submit(str, "heard").result(), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_when_a_run_is_killed_no_process_of_its_stays_behind():
    # Output ends only when the last process that holds it has gone.
    done = subprocess.run(
        [sys.executable, "-c", KILLED], capture_output=True, check=False, text=True, timeout=30
    )

    assert (done.returncode, done.stdout) == (-signal.SIGKILL, "heard\n")

import json
import socket
import threading
from contextlib import contextmanager

import pytest

from tests.bench.__main__ import _arguments
from tests.bench.callbacks import ACCOUNT, PATH, write_callbacks
from tests.bench.figures import Effort, Figure, keep
from tests.bench.load import Load, quantile
from tests.bench.report import write
from tests.bench.sentences import SENTENCES

KEEPS = b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nsuccess"
CLOSES = b"HTTP/1.0 200 OK\r\n\r\n<Encrypt>"
REFUSES = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
REQUEST = b"POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi"


@contextmanager
def listening(answer, *, keeps):
    """Serve one answer to every request, on a connection that stays open or not."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve(connection):
            with connection:
                while connection.recv(65_536):
                    connection.sendall(answer)
                    if not keeps:
                        return

        def accept():
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                threading.Thread(target=serve, args=(connection,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    ("answer", "keeps", "is_reply"), [(KEEPS, True, False), (CLOSES, False, True)]
)
def test_every_request_of_a_closed_loop_is_answered_once(answer, keeps, is_reply):
    with listening(answer, keeps=keeps) as port:
        result = Load(port, [REQUEST] * 50, connections=4).in_closed_loop(5)

    assert sorted(answer.index for answer in result.answers) == list(range(50))
    assert {answer.is_reply for answer in result.answers} == {is_reply}
    assert not result.errors


def test_a_timetable_counts_latency_from_the_moment_a_request_was_due():
    with listening(KEEPS, keeps=True) as port:
        result = Load(port, [REQUEST] * 20, connections=1).by_timetable(1_000)

    assert [answer.due for answer in sorted(result.answers)] == [n / 1_000 for n in range(20)]
    assert all(answer.at > answer.due for answer in result.answers)


def test_a_refusal_is_an_error_and_no_answer():
    with listening(REFUSES, keeps=False) as port:
        result = Load(port, [REQUEST] * 6, connections=2).in_closed_loop(5)

    assert result.errors == {"status 403": 6}
    assert result.answers == []


def test_a_server_that_is_not_there_is_an_error_for_every_request():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    result = Load(port, [REQUEST] * 3, connections=1).in_closed_loop(5)

    assert result.errors.total() == 3


@pytest.mark.parametrize("kind", ["event", "price", "mixed"])
def test_every_callback_has_a_key_a_nonce_and_a_ciphertext_of_its_own(kind):
    callbacks = write_callbacks(kind, 30)

    assert len({callback.key for callback in callbacks}) == 30
    assert len({callback.request for callback in callbacks}) == 30
    assert all(callback.request.startswith(f"POST {PATH}".encode()) for callback in callbacks)
    assert ACCOUNT in PATH


def test_no_customer_calls_a_person_twice_in_three_messages():
    calling = set(range(0, len(SENTENCES), 4))
    starts = range(len(SENTENCES))

    assert all(
        len({(start + turn) % len(SENTENCES) for turn in range(3)} & calling) <= 1
        for start in starts
    )


@pytest.mark.parametrize(
    ("value", "is_floor", "is_reached"),
    [
        (9, True, False),
        (10, True, True),
        (10, False, True),
        (11, False, False),
    ],
)
def test_a_target_is_a_floor_or_a_ceiling(value, is_floor, is_reached):
    figure = Figure(name="n", value=value, unit="/s", target=10, is_floor=is_floor)

    assert figure.is_reached is is_reached


def test_a_figure_without_a_target_is_always_reached():
    assert Figure(name="n", value=0, unit="s").is_reached


def test_a_quantile_is_a_value_of_the_list():
    assert quantile([1, 2, 3, 4], 0.5) == 3
    assert quantile([1, 2, 3, 4], 1.0) == 4


def test_a_smoke_run_measures_less():
    assert (Effort().count(60, 3), Effort(is_quick=True).count(60, 3)) == (60, 3)


def test_the_report_names_what_was_missed_and_keeps_what_was_measured_before(tmp_path):
    kept = tmp_path / "bench.json"
    slow = Figure(name="too slow", value=5, unit="/s", target=10, is_floor=True, rivals={"R": 2})
    keep(kept, "door", [slow])
    keep(kept, "start", [Figure(name="fine", value=1, unit="s", target=2)])

    report = write(json.loads(kept.read_text()))

    assert "| too slow | 5 /s | ≥ 10, **missed** | 2.50 × R |" in report
    assert "| fine | 1 s | ≤ 2 |" in report


def test_without_names_everything_but_the_install_is_asked_for():
    assert _arguments([]).names == []
    assert _arguments(["door", "import"]).names == ["door", "import"]
    with pytest.raises(SystemExit):
        _arguments(["dor"])

"""Send prebuilt requests, in a closed loop or by a timetable, and note when each was answered.

It sits on plain sockets, so that on a small machine the server is what is measured. A connection
that the server closes is opened again for the next request.
"""

import gc
import re
import selectors
import socket
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import NamedTuple

CHUNK = 65_536
GRACE_SECONDS = 10.0
LONGEST_WAIT = 0.05
_LENGTH = re.compile(rb"\r\ncontent-length:\s*(\d+)")
_CLOSE = re.compile(rb"\r\nconnection:\s*close")
_KEEP = re.compile(rb"\r\nconnection:\s*keep-alive")
_REPLY = b"<Encrypt>"


class Answer(NamedTuple):
    """One answered request, in seconds since the load began; `due` is when it should have left."""

    index: int
    due: float
    at: float
    is_reply: bool


@dataclass(slots=True)
class Result:
    """What the server did with the load."""

    seconds: float = 0.0
    sent: int = 0
    answers: list[Answer] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)

    def latencies(self, since: float = 0.0):
        """Return the sorted latencies, in seconds, of what was due after a warm-up."""
        return sorted(answer.at - answer.due for answer in self.answers if answer.due >= since)

    def rate(self, since: float = 0.0, until: float | None = None):
        """Return the answers a second after a warm-up, until the load ended or the last one."""
        ends = [answer.at for answer in self.answers if answer.at >= since]
        last = max(ends, default=since) if until is None else until
        return sum(end <= last for end in ends) / (last - since) if last > since else 0.0


def quantile(ordered, share):
    """Return the value that this share of a sorted list does not exceed."""
    if not ordered:
        return float("nan")
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class _Line:
    """One connection and the request it carries."""

    __slots__ = ("due", "index", "needs", "received", "socket")

    def __init__(self) -> None:
        self.socket: socket.socket | None = None
        self.index, self.due, self.received, self.needs = 0, 0.0, b"", 0


class Load:
    """A crowd of connections to one server."""

    def __init__(self, port: int, requests: Sequence[bytes], *, connections: int = 64) -> None:
        self._address = ("127.0.0.1", port)
        self._requests = requests
        self._idle = deque(_Line() for _ in range(connections))
        self._busy = 0
        self._selector = selectors.DefaultSelector()
        self._result = Result()
        self._began = 0.0
        self._may_leave: Callable[[int, float], float | None] = lambda _, now: now

    def in_closed_loop(self, seconds: float) -> Result:
        """Let each connection send its next request as soon as the last one was answered."""
        return self._run(lambda _, now: now if now < seconds else None, seconds)

    def by_timetable(self, rate: float) -> Result:
        """Let `rate` requests a second leave, whatever the server does; late counts as waiting."""

        def due(index: int, now: float) -> float | None:
            at = index / rate
            return at if at <= now else None

        return self._run(due, len(self._requests) / rate)

    def _run(self, may_leave: Callable[[int, float], float | None], seconds: float) -> Result:
        self._may_leave = may_leave
        gc.collect()
        gc.disable()
        self._began = perf_counter()
        try:
            self._serve(seconds)
        finally:
            gc.enable()
            self._hang_up()
        return self._result

    def _serve(self, seconds: float) -> None:
        while True:
            now = perf_counter() - self._began
            self._start_due(now)
            is_over = now >= seconds or self._result.sent == len(self._requests)
            if is_over and not self._busy:
                break
            if now > seconds + GRACE_SECONDS:
                self._result.errors["no answer"] += self._busy
                break
            for key, events in self._selector.select(0.001 if not is_over else LONGEST_WAIT):
                self._hear(key.data, events)
        self._result.seconds = perf_counter() - self._began

    def _start_due(self, now: float) -> None:
        result = self._result
        while self._idle and result.sent < len(self._requests):
            due = self._may_leave(result.sent, now)
            if due is None:
                return
            line = self._idle.popleft()
            line.index, line.due, line.received, line.needs = result.sent, due, b"", 0
            result.sent += 1
            self._busy += 1
            if line.socket is None:
                self._connect(line)
            else:
                self._send(line)

    def _connect(self, line: _Line) -> None:
        line.socket = socket.socket()
        line.socket.setblocking(False)  # noqa: FBT003 - its only parameter
        line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.socket.connect_ex(self._address)
        try:
            line.socket.send(self._requests[line.index])
            self._selector.register(line.socket, selectors.EVENT_READ, line)
        except OSError:  # the handshake is not over, or it failed: the selector will tell
            self._selector.register(line.socket, selectors.EVENT_WRITE, line)

    def _send(self, line: _Line) -> None:
        assert line.socket
        request = self._requests[line.index]
        try:
            if line.socket.send(request) == len(request):
                return
            self._fail(line, "cut short")
        except OSError as error:
            self._fail(line, type(error).__name__)

    def _hear(self, line: _Line, events: int) -> None:
        assert line.socket
        if events & selectors.EVENT_WRITE:
            self._selector.modify(line.socket, selectors.EVENT_READ, line)
            self._send(line)
            return
        try:
            chunk = line.socket.recv(CHUNK)
        except OSError as error:
            self._fail(line, type(error).__name__)
            return
        if chunk:
            line.received += chunk
            self._read(line)
        elif line.needs < 0:
            self._finish(line, must_close=True)
        else:
            self._fail(line, "closed")

    def _read(self, line: _Line) -> None:
        """Look whether the response is whole; without a length it ends with the connection."""
        if not line.needs:
            end = line.received.find(b"\r\n\r\n")
            if end < 0:
                return
            length = _LENGTH.search(line.received[:end].lower())
            line.needs = end + 4 + int(length[1]) if length else -1
        if 0 < line.needs <= len(line.received):
            head = line.received[:512].split(b"\r\n\r\n", 1)[0].lower()
            is_old = head.startswith(b"http/1.0") and not _KEEP.search(head)
            self._finish(line, must_close=is_old or _CLOSE.search(head) is not None)

    def _finish(self, line: _Line, *, must_close: bool) -> None:
        now = perf_counter() - self._began
        status = line.received[9:12].decode(errors="replace")
        if status == "200":
            is_reply = _REPLY in line.received
            self._result.answers.append(Answer(line.index, line.due, now, is_reply))
        else:
            self._result.errors[f"status {status}"] += 1
        self._free(line, must_close=must_close)

    def _fail(self, line: _Line, reason: str) -> None:
        """Count what went wrong; a line that nobody was waiting on just ends."""
        if line in self._idle:
            self._close(line)
            return
        self._result.errors[reason] += 1
        self._free(line, must_close=True)

    def _free(self, line: _Line, *, must_close: bool) -> None:
        if must_close:
            self._close(line)
        self._busy -= 1
        self._idle.appendleft(line)
        self._start_due(perf_counter() - self._began)

    def _close(self, line: _Line) -> None:
        assert line.socket
        self._selector.unregister(line.socket)
        line.socket.close()
        line.socket = None

    def _hang_up(self) -> None:
        for key in list(self._selector.get_map().values()):
            key.data.socket.close()
        self._selector.close()

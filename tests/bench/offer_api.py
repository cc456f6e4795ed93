"""What a customer may be given, asked through the HTTP API of a running server, one by one."""

import json
import random
import sqlite3
from datetime import date
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, perf_counter, sleep

from tests.bench.figures import Effort, Figure
from tests.bench.load import quantile
from tests.bench.servers import NoServer, free_port, running, shop_command

P99_MS = 5.0
TOKEN = "a-token-for-the-benchmark-alone"
OK = 200


def measure(effort: Effort) -> list[Figure]:
    """Fill a shop, wait for its portrait, then ask for one customer after another."""
    customers, asked = effort.count(100_000, 2_000), effort.count(5_000, 200)
    with TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        command = shop_command(folder, port, reply_by="response", api_port=free_port())
        with (folder / "secrets.toml").open("a") as secrets:
            secrets.write(f'\n[api]\ntoken = "{TOKEN}"\n')
        with running(command, folder, port):
            pass  # the first start makes the tables
        _fill(folder / "shop.db", customers)
        with running(command, folder, port):
            _wait_for_portrait(port)
            taken = sorted(_ask_all(port, customers, asked))
    note = f"{asked:,} of {customers:,} customers, one connection, with reasons for every offer"
    return [
        Figure(name="offer API: p50", value=quantile(taken, 0.5), unit="ms", note=note),
        Figure(
            name="offer API: p99", value=quantile(taken, 0.99), unit="ms", target=P99_MS, note=note
        ),
    ]


def _fill(path: Path, customers: int) -> None:
    chance, today = random.Random(5), date.today().toordinal()  # noqa: DTZ011, TID251
    people, states = [], []
    for number in range(customers):
        orders = 1 + int(chance.expovariate(0.2))
        last = today - chance.randrange(1, 400)
        first = last - (orders - 1) * chance.randrange(1, 60)
        money = sum(chance.randrange(1_000, 90_000) for _ in range(orders))
        people.append((_name(number), 0))
        states.append((_name(number), first, last, orders, money, orders, 0, 0))
    with sqlite3.connect(path) as base:
        base.executemany("INSERT INTO customers (id, created_at) VALUES (?, ?)", people)
        base.executemany(
            "INSERT INTO purchase_states (customer, first_day, last_day, orders, money_fen, items,"
            " discounted_fen, discounted_orders) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            states,
        )


def _wait_for_portrait(port: int) -> None:
    began = monotonic()
    while _get(HTTPConnection("127.0.0.1", port, timeout=30), "/api/layers")[0] != OK:
        if monotonic() - began > 60:
            raise NoServer("the portrait of the shop was never drawn")
        sleep(0.2)


def _ask_all(port: int, customers: int, asked: int) -> list[float]:
    chance, taken = random.Random(6), []
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    for _ in range(asked):
        customer = _name(chance.randrange(customers))
        began = perf_counter()
        status, body = _get(connection, f"/api/customers/{customer}/offer")
        taken.append((perf_counter() - began) * 1000)
        assert status == OK, body
        assert json.loads(body)["why_offer"]
    return taken


def _get(connection: HTTPConnection, path: str) -> tuple[int, bytes]:
    connection.request("GET", path, headers={"Authorization": f"Bearer {TOKEN}"})
    response = connection.getresponse()
    return response.status, response.read()


def _name(number: int) -> str:
    return f"{number * 7919 % 2**32:032x}"

"""Purchase days of many customers in flat arrays, and what of them lies before a day."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Histories:
    """Orders of many customers: those of customer i are at `starts[i]` to `starts[i + 1]`.

    Days are ordinals and ascend within a customer; two orders of a day stand twice. `starts` is
    one longer than there are customers.
    """

    days: NDArray[np.int32]
    amounts_fen: Ints
    starts: Ints

    def __len__(self) -> int:
        return len(self.starts) - 1

    def before(self, today: int) -> tuple[Ints, "Histories"]:
        """Give the customers with orders before a day, by number, and those orders alone."""
        is_past = self.days < today
        counts = self._count(is_past)
        rows = np.flatnonzero(counts)
        starts = np.concatenate([[0], np.cumsum(counts[rows])])
        return rows, Histories(self.days[is_past], self.amounts_fen[is_past], starts)

    def buys_within(self, today: int, horizon: int) -> Flags:
        """Tell who buys on a day or in the days after it, `horizon` days in all."""
        return self._count((self.days >= today) & (self.days < today + horizon)) > 0

    def parts(self, size: int) -> Iterator["Histories"]:
        """Give at most `size` customers at a time."""
        for begin in range(0, len(self), size):
            starts = self.starts[begin : begin + size + 1]
            orders = slice(starts[0], starts[-1])
            yield Histories(self.days[orders], self.amounts_fen[orders], starts - starts[0])

    def _count(self, flags: Flags) -> Ints:
        running = np.concatenate([[0], np.cumsum(flags, dtype=np.int64)])
        counts: Ints = running[self.starts[1:]] - running[self.starts[:-1]]
        return counts

    # The rest needs every customer to have an order, as after `before`.

    @cached_property
    def first_days(self) -> Ints:
        """Give the day of everybody's first order."""
        return self.days[self.starts[:-1]].astype(np.int64)

    @cached_property
    def last_days(self) -> Ints:
        """Give the day of everybody's last order."""
        return self.days[self.starts[1:] - 1].astype(np.int64)

    @cached_property
    def orders(self) -> Ints:
        """Count everybody's orders."""
        return np.diff(self.starts)

    @cached_property
    def gaps(self) -> Ints:
        """Give the days since the order before, order by order; 0 for a first one."""
        gaps = np.diff(self.days, prepend=self.days[:1]).astype(np.int64)
        gaps[self.starts[:-1]] = 0
        return gaps

    @cached_property
    def repeats(self) -> Ints:
        """Count the days on which they bought again; two orders of a day are one."""
        return self.sum_up(self.gaps > 0)

    def sum_up(self, values: Floats | Ints | Flags) -> Ints:
        """Add up a value of every order, customer by customer.

        Each customer's orders are added on their own, so nobody's sum hangs on who else is there.
        """
        kind = np.float64 if values.dtype.kind == "f" else np.int64
        sums: Ints = np.add.reduceat(values.astype(kind, copy=False), self.starts[:-1])
        return sums

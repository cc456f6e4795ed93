"""Put a learned model into one file and take it out again: numbers only, nothing that runs."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tagging.errors import ModelError

_LARGEST = 1 << 28  # bytes unpacked; a file that claims more is not ours
_DTYPES = frozenset({"<f2", "<f4", "<f8", "<i4", "<i8"})


@dataclass(frozen=True, slots=True)
class Packed:
    """What a file holds: named numbers and texts, and named arrays."""

    values: dict[str, Any]
    arrays: dict[str, NDArray[Any]]


def pack(
    kind: str, version: int, values: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]
) -> bytes:
    """Write a first line that names kind and version, then the rest, compressed and summed."""
    forms = [[name, array.dtype.str, list(array.shape)] for name, array in arrays.items()]
    head = json.dumps({"values": dict(values), "arrays": forms}, ensure_ascii=False).encode()
    body = b"".join(
        [head, b"\n", *(np.ascontiguousarray(array).tobytes() for array in arrays.values())]
    )
    return b"zhanggui %s %d %08x\n" % (kind.encode(), version, zlib.crc32(body)) + zlib.compress(
        body
    )


def unpack(data: bytes, kind: str, version: int) -> Packed:
    """Read what `pack` wrote.

    Raises ModelError: not such a model, of another version, or damaged.
    """
    line, _, rest = data.partition(b"\n")
    maker, named, found, checksum = (*line[:100].split(b" "), b"", b"", b"", b"")[:4]
    if (maker, named) != (b"zhanggui", kind.encode()):
        raise ModelError(f"this is no {kind} model; learn one with `zhanggui learn`")
    if found != b"%d" % version:
        given = found.decode("ascii", "replace")
        raise ModelError(
            f"the {kind} model has version {given}, this program reads {version}; learn it again"
        )
    try:
        return _opened(zlib.decompressobj().decompress(rest, _LARGEST), checksum)
    except (zlib.error, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"the {kind} model is damaged ({error}); learn it again") from error


def _opened(body: bytes, checksum: bytes) -> Packed:
    if b"%08x" % zlib.crc32(body) != checksum:
        raise ValueError("its checksum differs")
    head, _, rest = body.partition(b"\n")
    told = json.loads(head)
    arrays, at = {}, 0
    for name, dtype, shape in told["arrays"]:
        if dtype not in _DTYPES:
            raise ValueError(f"{name} is of type {dtype}")
        count = int(np.prod(shape, dtype=np.int64))
        arrays[name] = np.frombuffer(rest, dtype, count, at).reshape(shape)
        at += arrays[name].nbytes
    return Packed(told["values"], arrays)

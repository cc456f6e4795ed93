"""A stand-in for the platform that always says yes: `python -m tests.bench.platform PORT`."""

import asyncio
import json
import sys

TOKEN = json.dumps({"access_token": "t", "expires_in": 7200}).encode()
DONE = json.dumps({"errcode": 0, "errmsg": "ok"}).encode()


def _response(body: bytes) -> bytes:
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = head.partition(b"content-length:")[2].partition(b"\r\n")[0]
            await reader.readexactly(int(length or 0))
            writer.write(
                _response(TOKEN if b"token" in head.partition(b"\r\n")[0].split(b"?")[0] else DONE)
            )
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def _main(port: int) -> None:
    server = await asyncio.start_server(_answer, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1])))

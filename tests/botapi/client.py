"""A bare client of the Bot API for the tests of the server, and pictures to send."""

from __future__ import annotations

import json
import struct
import time
import zlib
from collections.abc import Callable
from typing import Any

import httpx

from tests.botapi.server import BotApi

TOKEN = "123456:TEST-TOKEN"


def call(api: BotApi, method: str, **params: object) -> Any:  # noqa: ANN401 - JSON of any shape
    """Call a method as JSON and return the body of the answer."""
    url, headers = f"{api.base_url}{TOKEN}/{method}", {"content-type": "application/json"}
    # verify=False spares the 40 ms that loading certificates takes, for a server without any.
    with httpx.Client(verify=False, timeout=20) as client:
        return client.post(url, content=json.dumps(params), headers=headers).json()


def refusal(api: BotApi, method: str, **params: object) -> str:
    """Call a method that is to be refused with 400 and return why."""
    answer = call(api, method, **params)
    assert answer["error_code"] == 400, answer
    return str(answer["description"])


def updates(api: BotApi, **params: object) -> list[dict[str, Any]]:
    """Poll once."""
    return list(call(api, "getUpdates", **params)["result"])


def wait_until(done: Callable[[], bool], seconds: float = 5) -> bool:
    """Wait until something is so; return whether it came to be in time."""
    end = time.monotonic() + seconds
    while not done() and time.monotonic() < end:
        time.sleep(0.02)
    return done()


def png(width: int = 4, height: int = 3) -> bytes:
    """Return a PNG of this size in pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * (width + 1) * height)))
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in (*chunks, (b"IEND", b""))
    )
    return b"\x89PNG\r\n\x1a\n" + body

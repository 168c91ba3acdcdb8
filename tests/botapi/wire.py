"""What travels between a bot and the Bot API: requests as they arrive, errors as they leave."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from aiohttp import web

Json = dict[str, Any]
"""A JSON object, in the field names of Telegram."""


def names(text: str) -> frozenset[str]:
    """Return the set of the words in ``text``."""
    return frozenset(text.split())


class Upload(NamedTuple):
    """A file part of a multipart request."""

    name: str
    content: bytes


class ApiError(Exception):
    """An answer with ``ok: false``: HTTP status, Telegram's description, response parameters."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters

    def payload(self) -> Json:
        """Return the body of the answer."""
        body: Json = {"ok": False, "error_code": self.status, "description": self.description}
        return {**body, "parameters": self.parameters} if self.parameters else body


def bad_request(what: str) -> ApiError:
    """Return a 400 error; Telegram prefixes its description with ``Bad Request:``."""
    return ApiError(400, f"Bad Request: {what}")


def forbidden(what: str) -> ApiError:
    """Return a 403 error; Telegram prefixes its description with ``Forbidden:``."""
    return ApiError(403, f"Forbidden: {what}")


def flood(retry_after: int) -> ApiError:
    """Return a 429 error that asks to wait ``retry_after`` seconds."""
    what = f"Too Many Requests: retry after {retry_after}"
    return ApiError(429, what, retry_after=retry_after)


@dataclass(frozen=True)
class Call:
    """One request of the bot: parameters as parsed, arrival in seconds since the epoch."""

    method: str
    params: Json
    time: float
    error: ApiError | None = None


@dataclass
class Request:
    """A request before its parameters are checked against the method."""

    fields: dict[str, object] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)

    @property
    def chat_id(self) -> int | None:
        """The numeric ``chat_id``, or None where there is none (or a ``@username``)."""
        try:
            return int(str(self.fields["chat_id"]))
        except (KeyError, ValueError):
            return None


async def read_request(request: web.Request) -> Request:
    """Read query, urlencoded, multipart or JSON parameters.

    Raises:
        ApiError: 400 where the body is not what its content type says.
    """
    found = Request(dict(request.query))
    if request.content_type == "application/json" and request.can_read_body:
        found.fields.update(_json_object(await request.text()))
    elif request.method == "POST":
        _add_form(found, await request.post())
    return found


def _json_object(text: str) -> Json:
    try:
        body = json.loads(text)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise bad_request("can't parse JSON object")
    return body


def _add_form(found: Request, form: Mapping[str, str | bytes | bytearray | web.FileField]) -> None:
    for name, value in form.items():
        if isinstance(value, web.FileField):
            with value.file as stream:
                found.uploads[name] = Upload(value.filename, stream.read())
        else:
            found.fields[name] = value if isinstance(value, str) else value.decode()

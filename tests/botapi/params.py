"""The parameters of every method: name and type. What is not listed here is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from tests.botapi.wire import Json, Request, Upload, bad_request

Converter = Callable[[str, object], object]


def integer(name: str, raw: object) -> int:
    """Read a whole number."""
    try:
        if isinstance(raw, bool | float):
            raise ValueError
        return int(str(raw))
    except ValueError:
        raise bad_request(f'parameter "{name}" must be an Integer, got {raw!r}') from None


def boolean(name: str, raw: object) -> bool:
    """Read ``true`` or ``false`` (``1`` or ``0``)."""
    known = {"true": True, "1": True, "false": False, "0": False}
    try:
        return known[str(raw).lower()]
    except KeyError:
        raise bad_request(f'parameter "{name}" must be a Boolean, got {raw!r}') from None


def string(name: str, raw: object) -> str:
    """Read a string that UTF-8 can hold (a lone surrogate cannot be sent)."""
    if not isinstance(raw, str):
        raise bad_request(f'parameter "{name}" must be a String, got {raw!r}')
    try:
        raw.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    return raw


def chat(name: str, raw: object) -> int | str:
    """Read a chat's number or ``@username``."""
    text = str(raw)
    return text if text.startswith("@") else integer(name, raw)


def _decoded(name: str, raw: object) -> object:
    if not isinstance(raw, str):
        return raw
    try:
        return json.loads(raw)
    except ValueError:
        raise bad_request(f'can\'t parse parameter "{name}" as JSON: {raw[:80]!r}') from None


def json_object(name: str, raw: object) -> Json:
    """Read a JSON object."""
    value = _decoded(name, raw)
    if not isinstance(value, dict):
        raise bad_request(f'parameter "{name}" must be an Object')
    return value


def array(name: str, raw: object) -> list[object]:
    """Read a JSON array."""
    value = _decoded(name, raw)
    if not isinstance(value, list):
        raise bad_request(f'parameter "{name}" must be an Array')
    return value


def file(name: str, raw: object) -> Upload | str:
    """Read an uploaded file, or the id or URL that stands for one."""
    return raw if isinstance(raw, Upload) else string(name, raw)


Spec = Mapping[str, Converter]

_SEND: Spec = {
    "chat_id": chat,
    "business_connection_id": string,
    "message_thread_id": integer,
    "direct_messages_topic_id": integer,
    "disable_notification": boolean,
    "protect_content": boolean,
    "allow_paid_broadcast": boolean,
    "message_effect_id": string,
    "suggested_post_parameters": json_object,
    "reply_parameters": json_object,
    "reply_markup": json_object,
}
_TEXT: Spec = {
    "text": string,
    "parse_mode": string,
    "entities": array,
    "link_preview_options": json_object,
}
_CAPTION: Spec = {"caption": string, "parse_mode": string, "caption_entities": array}
_EDIT: Spec = {
    "chat_id": chat,
    "message_id": integer,
    "inline_message_id": string,
    "business_connection_id": string,
    "reply_markup": json_object,
}
_COMMANDS: Spec = {"scope": json_object, "language_code": string}

PARAMETERS: Mapping[str, Spec] = {
    "getMe": {},
    "logOut": {},
    "close": {},
    "getUpdates": {
        "offset": integer,
        "limit": integer,
        "timeout": integer,
        "allowed_updates": array,
    },
    "setWebhook": {
        "url": string,
        "certificate": file,
        "ip_address": string,
        "max_connections": integer,
        "allowed_updates": array,
        "drop_pending_updates": boolean,
        "secret_token": string,
    },
    "deleteWebhook": {"drop_pending_updates": boolean},
    "getWebhookInfo": {},
    "sendMessage": {**_SEND, **_TEXT},
    "sendPhoto": {
        **_SEND,
        **_CAPTION,
        "photo": file,
        "has_spoiler": boolean,
        "show_caption_above_media": boolean,
    },
    "sendDocument": {
        **_SEND,
        **_CAPTION,
        "document": file,
        "thumbnail": file,
        "disable_content_type_detection": boolean,
    },
    "sendChatAction": {
        "chat_id": chat,
        "action": string,
        "message_thread_id": integer,
        "business_connection_id": string,
    },
    "editMessageText": {**_EDIT, **_TEXT},
    "editMessageReplyMarkup": _EDIT,
    "deleteMessage": {"chat_id": chat, "message_id": integer},
    "answerCallbackQuery": {
        "callback_query_id": string,
        "text": string,
        "show_alert": boolean,
        "url": string,
        "cache_time": integer,
    },
    "answerInlineQuery": {
        "inline_query_id": string,
        "results": array,
        "cache_time": integer,
        "is_personal": boolean,
        "next_offset": string,
        "button": json_object,
    },
    "setMyCommands": {**_COMMANDS, "commands": array},
    "getMyCommands": _COMMANDS,
    "deleteMyCommands": _COMMANDS,
    "setMyDescription": {"description": string, "language_code": string},
    "getMyDescription": {"language_code": string},
    "setMyShortDescription": {"short_description": string, "language_code": string},
    "getMyShortDescription": {"language_code": string},
    "getChat": {"chat_id": chat},
    "getChatMember": {"chat_id": chat, "user_id": integer},
    "leaveChat": {"chat_id": chat},
    "getFile": {"file_id": string},
}


def typed(method: str, request: Request) -> Json:
    """Return the request's parameters as Python values.

    Raises:
        ApiError: 400 naming the parameter that is unknown or of another type.
    """
    spec = PARAMETERS[method]
    raw = _attached(request, spec)
    for name in raw:
        if name not in spec:
            raise bad_request(f'unknown parameter "{name}" of {method}')
    return {name: spec[name](name, value) for name, value in raw.items() if value is not None}


def _attached(request: Request, spec: Spec) -> dict[str, object]:
    """Put each upload where it belongs: under its own name, or where ``attach://`` names it."""
    raw: dict[str, object] = {**request.fields}
    attached = set()
    for name, value in request.fields.items():
        part = str(value).removeprefix("attach://")
        if spec.get(name) is file and part in request.uploads:
            raw[name] = request.uploads[part]
            attached.add(part)
    return {**raw, **{n: u for n, u in request.uploads.items() if n not in attached}}

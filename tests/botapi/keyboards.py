"""What Telegram checks in a `reply_markup`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.botapi.checks import is_url
from tests.botapi.wire import Json, bad_request, names

BUTTON_LIMIT = 100
ROW_LIMIT = 8
CALLBACK_BYTES = 64

_LOOKS = frozenset({"text", "style", "icon_custom_emoji_id"})
_KINDS = {
    "inline_keyboard": frozenset({"inline_keyboard"}),
    "keyboard": names(
        "keyboard resize_keyboard one_time_keyboard selective is_persistent input_field_placeholder"
    ),
    "remove_keyboard": frozenset({"remove_keyboard", "selective"}),
    "force_reply": frozenset({"force_reply", "selective", "input_field_placeholder"}),
}


def check_markup(markup: Json | None, *, inline_only: bool = False) -> Json | None:
    """Check a reply markup; return it where a message shows it (an inline keyboard), else None.

    Raises:
        ApiError: 400 saying what is wrong with it.
    """
    if markup is None:
        return None
    kind = _kind(markup)
    if inline_only and kind != "inline_keyboard":
        raise bad_request("inline keyboard expected")
    if kind in {"inline_keyboard", "keyboard"}:
        _check_rows(markup, kind)
    return markup if kind == "inline_keyboard" and any(markup[kind]) else None


def _kind(markup: Json) -> str:
    kinds = [kind for kind in _KINDS if kind in markup]
    if len(kinds) != 1:
        raise bad_request(f"object expected as reply markup, got fields {sorted(markup)}")
    for name in markup.keys() - _KINDS[kinds[0]]:
        raise bad_request(f'unknown field "{name}" of the reply markup')
    return kinds[0]


def _check_rows(markup: Json, kind: str) -> None:
    owner = "InlineKeyboardMarkup" if kind == "inline_keyboard" else "ReplyKeyboardMarkup"
    rows = markup[kind]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(f'field "{kind}" of the {owner} must be an Array of Arrays')
    if sum(map(len, rows)) > BUTTON_LIMIT or any(len(row) > ROW_LIMIT for row in rows):
        raise bad_request("reply markup is too long")
    check = _check_inline_button if kind == "inline_keyboard" else _check_reply_button
    for row in rows:
        for button in row:
            check(button)


def _check_reply_button(button: Any) -> None:  # noqa: ANN401 - JSON of any shape
    text = button.get("text") if isinstance(button, dict) else button
    if not isinstance(text, str) or not text.strip():
        raise bad_request("can't parse keyboard button: text must be a non-empty String")


def _check_inline_button(button: Any) -> None:  # noqa: ANN401 - JSON of any shape
    if not isinstance(button, dict):
        raise _button_error("InlineKeyboardButton must be an Object")
    text = button.get("text")
    if not isinstance(text, str) or not text.strip():
        raise _button_error('field "text" must be a non-empty String')
    _check_action(button)


def _check_action(button: Json) -> None:
    for name in button.keys() - _LOOKS - _ACTIONS.keys():
        raise _button_error(f'unknown field "{name}"')
    actions = [name for name in _ACTIONS if name in button]
    if not actions:
        raise _button_error("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise _button_error(f"exactly one action is allowed, got {actions}")
    _ACTIONS[actions[0]](button[actions[0]])


def _check_callback(data: object) -> None:
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= CALLBACK_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")


def _check_url(url: object) -> None:
    if not is_url(url):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _check_web_app(app: object) -> None:
    url = app.get("url") if isinstance(app, dict) else None
    if not is_url(url) or not str(url).startswith("https://"):
        raise bad_request(f"inline keyboard button Web App URL '{url}' is invalid")


def _check_copy(copy: object) -> None:
    text = copy.get("text") if isinstance(copy, dict) else None
    if not isinstance(text, str) or not 1 <= len(text) <= 256:
        raise _button_error("copied text must be 1-256 characters")


def _check_switch(query: object) -> None:
    if not isinstance(query, str) or len(query) > 256:
        raise _button_error("switch_inline_query must be a String of at most 256 characters")


def _check_object(value: object) -> None:
    if not isinstance(value, dict):
        raise _button_error("expected an Object")


_ACTIONS: dict[str, Callable[[object], None]] = {
    "callback_data": _check_callback,
    "url": _check_url,
    "web_app": _check_web_app,
    "copy_text": _check_copy,
    "switch_inline_query": _check_switch,
    "switch_inline_query_current_chat": _check_switch,
    "switch_inline_query_chosen_chat": _check_object,
    "login_url": _check_object,
}


def _button_error(what: str) -> Exception:
    return bad_request(f"can't parse inline keyboard button: {what}")

"""Methods that answer callback and inline queries."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.botapi.checks import caption, is_url, message_text
from tests.botapi.keyboards import check_markup
from tests.botapi.wire import Json, bad_request, names
from tests.botapi.world import World

RESULT_LIMIT = 50
ID_BYTES = 64
CALLBACK_TEXT = 200

_TEXT_CONTENT = frozenset({"message_text", "parse_mode", "entities", "link_preview_options"})
_ARTICLE = names(
    "type id title input_message_content reply_markup url description thumbnail_url "
    "thumbnail_width thumbnail_height"
)
_MEDIA = names("audio document gif mpeg4_gif photo sticker video voice")
_START = re.compile(r"[A-Za-z0-9_-]{1,64}")


def answer_callback_query(world: World, params: Json) -> bool:
    """Answer the press of a button; the user sees the first answer."""
    query = world.answerable(world.callbacks, params.get("callback_query_id"))
    if len(params.get("text", "")) > CALLBACK_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    if "url" in params and not re.match(r"(https?://)?t\.me/", params["url"]):
        raise bad_request("URL_INVALID")
    query.answer = query.answer or {"show_alert": False, **params}
    world.changed.notify_all()
    return True


def answer_inline_query(world: World, params: Json) -> bool:
    """Answer an inline query with at most 50 results."""
    query = world.answerable(world.inlines, params.get("inline_query_id"))
    results = params.get("results", [])
    if len(results) > RESULT_LIMIT:
        raise bad_request("RESULTS_TOO_MUCH")
    if len(params.get("next_offset", "").encode()) > ID_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    for result in results:
        _check_result(result)
    ids = [result["id"] for result in results]
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    _check_start_button(params.get("button"))
    query.answer = query.answer or params
    world.changed.notify_all()
    return True


def _check_result(result: Any) -> None:  # noqa: ANN401 - JSON of any shape
    if not isinstance(result, dict):
        raise _result_error("expected an Object")
    given = result.get("id")
    if not isinstance(given, str) or not 1 <= len(given.encode()) <= ID_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    check = _RESULTS.get(str(result.get("type")))
    if check is None:
        raise _result_error(f'type "{result.get("type")}" is unsupported')
    check(result)
    check_markup(result.get("reply_markup"), inline_only=True)


def _check_article(result: Json) -> None:
    for name in result.keys() - _ARTICLE:
        raise _result_error(f'unknown field "{name}"')
    if not isinstance(result.get("title"), str) or not result["title"]:
        raise bad_request("ARTICLE_TITLE_EMPTY")
    for name in {"url", "thumbnail_url"} & result.keys():
        if not is_url(result[name]):
            raise _result_error(f"{name} {result[name]!r} is invalid")
    if "input_message_content" not in result:
        raise _result_error('Can\'t find field "input_message_content"')
    _check_content(result["input_message_content"])


def _check_media(result: Json) -> None:
    caption(result)
    if "input_message_content" in result:
        _check_content(result["input_message_content"])


_RESULTS: dict[str, Callable[[Json], None]] = {
    "article": _check_article,
    **dict.fromkeys(_MEDIA, _check_media),
}


def _check_content(content: Any) -> None:  # noqa: ANN401 - JSON of any shape
    if not isinstance(content, dict) or "message_text" not in content:
        raise _result_error("input_message_content must be an InputTextMessageContent")
    for name in content.keys() - _TEXT_CONTENT:
        raise _result_error(f'unknown field "{name}" of input_message_content')
    message_text({**content, "text": content["message_text"]})


def _check_start_button(button: Json | None) -> None:
    if button is None or "web_app" in button:
        return
    if not isinstance(button.get("text"), str) or not button["text"]:
        raise bad_request("can't parse inline query results button: text must be non-empty")
    if not _START.fullmatch(str(button.get("start_parameter", ""))):
        raise bad_request("START_PARAM_INVALID")


def _result_error(what: str) -> Exception:
    return bad_request(f"can't parse inline query result: {what}")

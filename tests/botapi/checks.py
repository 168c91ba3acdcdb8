"""What Telegram checks in a text: its length, its entities.

Lengths and offsets are UTF-16 code units. Where Telegram repairs or drops something in silence
(nested quotes, a hundred and first entity, `parse_mode` beside `entities`), this server refuses:
a bot that relies on the repair sends something else than it meant.
"""

from __future__ import annotations

import html
import re
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from tests.botapi.cleaning import Formatted, stored, utf16_length
from tests.botapi.wire import Json, bad_request, names

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
ENTITY_LIMIT = 100

_PLAIN = names(
    "mention hashtag cashtag bot_command url email phone_number bank_card_number bold italic "
    "underline strikethrough spoiler blockquote expandable_blockquote code pre"
)
_NEEDED = {
    "text_link": "url",
    "text_mention": "user",
    "custom_emoji": "custom_emoji_id",
    "date_time": "unix_time",
}
_FIELDS = names("type offset length url user language custom_emoji_id date_time_format unix_time")
_MARKUP = {
    "html": re.compile(r"<[^>]+>"),
    "markdown": re.compile(r"[*_`\\]|\]\([^)]*\)|\["),
    "markdownv2": re.compile(r"[*_`~|\\]|\]\([^)]*\)|\["),
}


def message_text(params: Json) -> Formatted:
    """Check ``text`` with its ``entities``.

    Raises:
        ApiError: 400 where it is empty, longer than 4,096, or an entity is wrong.
    """
    found = _formatted(params, "text", "entities")
    if not found.text:
        raise bad_request("message text is empty")
    if utf16_length(found.text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return found


def caption(params: Json) -> Formatted:
    """Check ``caption`` with its ``caption_entities``.

    Raises:
        ApiError: 400 where it is longer than 1,024 or an entity is wrong.
    """
    found = _formatted(params, "caption", "caption_entities")
    if utf16_length(found.text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return found


def _formatted(params: Json, text_name: str, entities_name: str) -> Formatted:
    text: str = params.get(text_name, "")
    entities = params.get(entities_name) or []
    mode = params.get("parse_mode")
    if mode is not None and entities:
        raise bad_request(f"parse_mode and {entities_name} can't be used together")
    check_entities(text, entities)
    return stored(_visible(text, mode), entities)


def _visible(text: str, mode: str | None) -> str:
    """Return what is left of a marked-up text once the marks are read (and their entities lost)."""
    if mode is None:
        return text
    marks = _MARKUP.get(mode.lower())
    if marks is None:
        raise bad_request("unsupported parse_mode")
    bare = marks.sub("", text)
    return html.unescape(bare) if mode.lower() == "html" else bare


def check_entities(text: str, entities: Any) -> None:  # noqa: ANN401 - JSON of any shape
    """Check that ``entities`` is an array of MessageEntity that fits ``text``.

    Raises:
        ApiError: 400 saying which rule is broken.
    """
    if not isinstance(entities, list):
        raise bad_request("can't parse MessageEntity: expected an Array")
    if len(entities) > ENTITY_LIMIT:
        raise bad_request(f"entities too long: {len(entities)} of at most {ENTITY_LIMIT}")
    units = text.encode("utf-16-le")
    for entity in entities:
        _check_shape(entity)
        _check_bounds(entity, units)
    _check_quotes(entities)


def _check_shape(entity: Any) -> None:  # noqa: ANN401 - JSON of any shape
    if not isinstance(entity, dict):
        raise _entity_error("expected an Object")
    for name in ("offset", "length"):
        if type(entity.get(name)) is not int:
            raise _entity_error(f'Can\'t find Integer field "{name}"')
    kind = entity.get("type")
    if kind not in _PLAIN and kind not in _NEEDED:
        raise _entity_error(f"Unsupported type specified: {kind!r}")
    for name in entity.keys() - _FIELDS:
        raise _entity_error(f'unknown field "{name}"')
    _check_needed(entity)


def _check_needed(entity: Json) -> None:
    needed = _NEEDED.get(entity["type"])
    if needed and not entity.get(needed):
        raise _entity_error(f'Can\'t find field "{needed}"')
    if needed == "url" and not is_url(entity["url"]):
        raise _entity_error(f"URL {entity['url']!r} is invalid")
    if needed == "user" and type(entity["user"].get("id")) is not int:
        raise _entity_error('Can\'t find field "id" of the user')


def _check_bounds(entity: Json, units: bytes) -> None:
    start, length = entity["offset"], entity["length"]
    end = start + length
    if start < 0 or length <= 0:
        raise bad_request(f"entity has offset {start} and length {length}")
    if 2 * end > len(units):
        where = f"entity beginning at UTF-16 offset {start} ends after the end of the text"
        raise bad_request(f"{where} at UTF-16 offset {end}")
    for edge, verb in ((start, "begins"), (end, "ends")):
        if units[2 * edge + 1 : 2 * edge + 2] and 0xDC <= units[2 * edge + 1] <= 0xDF:
            raise bad_request(f"entity {verb} in a middle of a UTF-16 symbol at offset {edge}")


def _check_quotes(entities: list[Json]) -> None:
    quotes = sorted(
        (e["offset"], e["offset"] + e["length"]) for e in entities if "blockquote" in e["type"]
    )
    for (_, end), (start, _) in pairwise(quotes):
        if start < end:
            raise bad_request("can't parse entities: blockquote entities can't be nested")


def _entity_error(what: str) -> Exception:
    return bad_request(f"can't parse MessageEntity: {what}")


def is_url(url: object) -> bool:
    """Return whether Telegram takes this as a link: http(s) with a dotted host, or ``tg://``."""
    if not isinstance(url, str) or not url or re.search(r"\s", url):
        return False
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        host = parts.hostname or ""
    except ValueError:
        return False
    return (parts.scheme == "tg" and bool(host)) or (
        parts.scheme in {"http", "https"} and "." in host.strip(".")
    )

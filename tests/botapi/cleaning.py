"""What Telegram changes in a text without a word (TDLib: ``clean_input_string``, its trimming).

A tab or control character becomes a space; U+000D, the separators and old direction marks
U+2028-U+202E, and three combining marks go; of direction marks U+200E and U+200F in a row all but
the last become U+200C; white space at both ends goes. The isolates U+2066-U+2069 stay.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from tests.botapi.wire import Json

_GONE = re.compile(r"[\r\u2028-\u202e\u0333\u033f\u030a]")
_SPACED = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f]")
_MARKS = re.compile(r"[\u200e\u200f](?=[\u200e\u200f])")
_INVISIBLE = re.compile(
    r"[ \n\xa0\u1680\u180e\u2000-\u200f\u202e\u202f\u205f\u2800\u3000\ufeff\ufffc]*"
)


class Formatted(NamedTuple):
    """A text with its entities, as Telegram stores it."""

    text: str
    entities: list[Json]


def utf16_length(text: str) -> int:
    """Return the length in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def stored(text: str, entities: list[Json]) -> Formatted:
    """Return what Telegram keeps of a text, the entities moved along; nothing if none of it shows.

    Offsets are UTF-16 units. Entities of which nothing is left are dropped.
    """
    found = _trimmed(_without_gone(text, entities))
    return Formatted("", []) if _INVISIBLE.fullmatch(found.text) else found


def _without_gone(text: str, entities: list[Json]) -> Formatted:
    gone = [utf16_length(text[: match.start()]) for match in _GONE.finditer(text)]
    kept = _MARKS.sub("\u200c", _SPACED.sub(" ", _GONE.sub("", text)))
    if not gone:
        return Formatted(kept, entities)
    ends = [(e, e["offset"], e["offset"] + e["length"]) for e in entities]
    moved = [(e, a - bisect_left(gone, a), b - bisect_left(gone, b)) for e, a, b in ends]
    return Formatted(kept, _moved(moved))


def _trimmed(found: Formatted) -> Formatted:
    body = found.text.strip(" \n")
    if body == found.text:
        return found
    lead = len(found.text) - len(found.text.lstrip(" \n"))
    size = utf16_length(body)
    ends = [(e, e["offset"] - lead, e["offset"] + e["length"] - lead) for e in found.entities]
    return Formatted(body, _moved([(e, max(a, 0), min(b, size)) for e, a, b in ends]))


def _moved(ends: list[tuple[Json, int, int]]) -> list[Json]:
    return [{**entity, "offset": a, "length": b - a} for entity, a, b in ends if a < b]

"""A clause about a call without what was talked about, what was said and what went before."""

import re
from functools import cache

from index.news.words import pattern


def trimmed(text: str) -> str:
    """A folded clause up to the topic of the talk; what stands before "call" always stays."""
    bare = text if is_aside(text) else _aside().sub(" ", text)
    for sign in ("said", "topic"):
        for match in pattern(sign).finditer(bare):
            if _is_call(bare[: match.end()]):
                bare = bare[: match.start()]
                break
    return _before_colon(bare)


def is_aside(text: str) -> bool:
    """Whether a folded clause names a call only as what went before: "after their phone call"."""
    return _is_call(text) and not _is_call(_aside().sub(" ", text))


def headline(title: str) -> str:
    """A title without the words spoken in the call, as in «رئیسی: تحریم‌ها باید لغو شود»."""
    head, colon, rest = title.partition(": ")
    return head if colon and not _is_call(rest) else title


def _is_call(text: str) -> bool:
    return bool(pattern("phone").search(text))


def _before_colon(text: str) -> str:
    """«رئیسی در گفت‌وگو با ماکرون: …» is a call, then words spoken in it."""
    head, colon, rest = text.partition(": ")
    for signs in (("phone",), ("spoke", "talked")):
        found, again = (any(pattern(s).search(part) for s in signs) for part in (head, rest))
        if colon and found and not again:
            return head
    return text


@cache
def _aside() -> re.Pattern[str]:
    """Words for what went before, and all up to the next comma."""
    words = pattern("aside").pattern
    return re.compile(rf"(?:{words})(?! (?:midnight|noon|ظهر))[^,.;:،؛\n]*", re.IGNORECASE)

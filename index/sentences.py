"""Where the sentences of a text begin and end, in Persian and English.

Our own splitter with spans: hazm's changes characters and cuts inside «…» and after "Dr.".
"""

import re

from index.text import Span

LONGEST_QUOTATION = 600
# How far to look past white space: copying the whole rest makes a long text quadratic.
_NEAR = 100
_END = re.compile(r"[.!?؟…]+[\"'”’»)\]\u200e\u200f]*(?=\s|$)|(?<=[^\s.])[ \t\r]*\n|\n\s*\n")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"'“‘«])(?:(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Sgt|Sen|Rep|Gov|Amb|St|Mt|Jr|Sr|No|Nos"
    r"|Art|vs|etc|approx|cf|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|e\.g|i\.e)"
    r"|[A-Z](?:\.[A-Z])*|[ap]\.m|ج\.ا|ه\.ش|ه\.ق)\.$"
)
_STARTS_SENTENCE = re.compile(r"\s*(?:The|They|He|She|It|In|On|At|Both|This|These|We|During|As)\b")
_DOTTED = re.compile(r"(?:[A-Z]\.){2,}$|[ap]\.m\.$")
_LIST_NUMBER = re.compile(r"(?:^|\n)[ \t]*[\d۰-۹]{1,2}\.$")
_BULLET = re.compile(
    r"(?:[-–—•*]|[\d۰-۹]{1,2}[.)-])[ \t\u200f\u200e]+"
    r"|(?:[•▪◾▫◽🔹🔸🔷🔶✅🔻🔺🔴🔵➖📌👈]\ufe0f?|\d\ufe0f?\u20e3)[ \t\u200f\u200e]*"
)
# A text is taken as wrapped when so many, and so large a share, of its lines end mid-sentence.
_WRAPPED = range(55, 120)
_WRAPPED_LINES = 3
_WRAPPED_SHARE = 0.5


def sentence_spans(text: str) -> list[Span]:
    """Spans of the sentences of `text`, in order, without bullets and surrounding white space.

    A quotation in «…» is not cut unless it is longer than `LONGEST_QUOTATION` characters.
    """
    spans, start = [], 0
    quoted, wrapped = _quotations(text), _is_wrapped(text)
    for match in _END.finditer(text):
        if "\n" in match[0]:
            ends = not (_goes_on(text, match) and (wrapped or _next_is_lower(text, match.end())))
        else:
            ends = _ends_sentence(text, start, match, quoted)
        if ends:
            spans.append((start, match.end()))
            start = match.end()
    spans.append((start, len(text)))
    trimmed = (_trim(text, *span) for span in spans)
    return [span for span in trimmed if any(c.isalnum() for c in text[slice(*span)])]


def _ends_sentence(text: str, start: int, match: re.Match[str], quoted: list[Span]) -> bool:
    end = match.end()
    if any(left < match.start() and end < right for left, right in quoted):
        return False
    so_far = text[start:end]
    if _LIST_NUMBER.search(so_far):
        return False
    if match[0].startswith(("…", "...")) and text[end : end + 2].strip()[:1].islower():
        return False
    if _ABBREVIATION.search(so_far):
        # "in the U.S. The leaders": only a dotted abbreviation can also end a sentence.
        return bool(_DOTTED.search(so_far) and _STARTS_SENTENCE.match(text, end))
    return not _next_is_lower(text, end)


def _next_is_lower(text: str, at: int) -> bool:
    return text[at : at + _NEAR].lstrip()[:1].islower()


def _is_wrapped(text: str) -> bool:
    """Whether most lines of a text were broken at some column, inside their sentences."""
    breaks = list(re.finditer(r"(?<=\S)[ \t\r]*\n(?=[ \t]*\S)", text))
    inside = sum(_goes_on(text, match) for match in breaks)
    return inside >= _WRAPPED_LINES and inside >= _WRAPPED_SHARE * len(breaks)


def _goes_on(text: str, match: re.Match[str]) -> bool:
    """Whether a sentence can run across this single line break."""
    if match[0].count("\n") > 1:
        return False
    newline = match.start() + match[0].index("\n")
    line = text[text.rfind("\n", 0, newline) + 1 : newline].rstrip()
    following = text[newline + 1 : newline + _NEAR].lstrip(" \t")
    goes_on = bool(following) and following[0] != "\n" and not _BULLET.match(following)
    return goes_on and len(line) in _WRAPPED and line[-1] not in '.!?؟…:؛»"”'


def _quotations(text: str) -> list[Span]:
    spans = (match.span() for match in re.finditer(r"«[^«»]*»", text))
    return [(left, right) for left, right in spans if right - left <= LONGEST_QUOTATION]


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    if bullet := _BULLET.match(text, start, end):
        return _trim(text, bullet.end(), end)
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end

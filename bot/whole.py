"""The whole of a readout, page by page, each page a quotation."""

from functools import lru_cache

from bot.render import (
    Button,
    Message,
    button_data,
    heading,
    mark,
    source_line,
    text_buttons,
    utf16_length,
)
from bot.wording import Wording
from index.passages import sentences
from index.quoting import Quote
from index.readout import Readout
from index.subjects import Call
from index.text import Span

# In UTF-16 units; with heading and source a page stays below 4,096.
PAGE_UNITS = 3200


def pages_of(readout: Readout) -> list[Quote]:
    """A readout in pages of whole sentences; a sentence longer than a page is cut."""
    return [Quote(readout, start, end, 1.0) for start, end in _page_spans(readout)]


@lru_cache(maxsize=256)
def _page_spans(readout: Readout) -> tuple[Span, ...]:
    ends = [span.end for span in sentences(readout)]
    text = readout.text
    pages: list[Span] = []
    start, length = _stripped(text, 0, len(text))
    while start < length:
        room = _reach(text, start)
        end = max((e for e in ends if start < e <= room), default=room)
        end = length if length <= room else end
        first, last = _stripped(text, start, end)
        if first < last:
            pages.append((first, last))
        start = end
    return tuple(pages)


def page_message(readout: Readout, call: Call, page: int, say: Wording) -> Message:
    """One page, with buttons to the pages beside it and the call's other readouts.

    Of a text that may not be shown whole, where it can be read.
    """
    others = [other for other in call.readouts if other.digest != readout.digest]
    rows = [[button] for button in text_buttons(others[:3], say)]
    ask = (say("ask-about"), button_data("about", say, mark(readout)))
    draft = heading(readout, say)
    if not readout.terms.allow_all:
        draft.add(say(f"{readout.terms.quote}-text") + "\n").extend(source_line(readout, say))
        return draft.done().with_rows(*rows, [ask])
    pages = pages_of(readout)
    if len(pages) > 1:
        draft.add(say("page", page=page + 1, count=len(pages)) + "\n")
    draft.quote(pages[page]).extend(source_line(readout, say))
    beside = [(n, say(f"page-{way}")) for n, way in ((page - 1, "before"), (page + 1, "after"))]
    turns: list[Button] = [
        (label, button_data("page", say, mark(readout), n))
        for n, label in beside
        if 0 <= n < len(pages)
    ]
    return draft.done().with_rows(turns, *rows, [ask])


def _reach(text: str, start: int) -> int:
    """The end of the longest part of a text that begins at `start` and fits a page."""
    end = min(len(text), start + PAGE_UNITS)
    while utf16_length(text[start:end]) > PAGE_UNITS:
        end -= (utf16_length(text[start:end]) - PAGE_UNITS + 1) // 2
    return end


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without the white space at its ends."""
    part = text[start:end]
    start += len(part) - len(part.lstrip())
    return start, max(start, start + len(part.strip()))

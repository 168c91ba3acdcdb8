"""The whole of a readout, page by page, each page a quotation."""

from functools import lru_cache

from bot.render import (
    Button,
    Message,
    block,
    button_data,
    heading,
    mark,
    proven,
    source_line,
    text_button,
    utf16_length,
)
from bot.wording import Wording
from index.passages import sentences
from index.quoting import Quote
from index.readout import Readout
from index.subjects import Call

# In UTF-16 units; with heading and source a page stays below 4,096.
PAGE_UNITS = 3200


@lru_cache(maxsize=256)
def pages_of(readout: Readout) -> tuple[Quote, ...]:
    """A readout in pages of whole sentences; a sentence longer than a page is cut."""
    ends = [span.end for span in sentences(readout)]
    text = readout.text
    pages: list[Quote] = []
    start, length = _stripped(text, 0, len(text))
    while start < length:
        room = _reach(text, start)
        end = max((e for e in ends if start < e <= room), default=room)
        end = length if length <= room else end
        first, last = _stripped(text, start, end)
        if first < last:
            pages.append(Quote(readout, first, last, 1.0))
        start = end
    return tuple(pages)


def page_message(readout: Readout, call: Call, page: int, say: Wording) -> Message:
    """One page, with buttons to the pages beside it and the call's other readouts."""
    pages = pages_of(readout)
    draft = heading(readout, say)
    if len(pages) > 1:
        draft.add(say("page", page=page + 1, count=len(pages)) + "\n")
    draft.extend(block(pages[page]).add("\n"))
    draft.extend(source_line(readout, say))
    beside = [(n, say(f"page-{way}")) for n, way in ((page - 1, "before"), (page + 1, "after"))]
    turns: list[Button] = [
        (label, button_data("page", say, mark(readout), n))
        for n, label in beside
        if 0 <= n < len(pages)
    ]
    others = [
        [text_button(other, say)] for other in call.readouts if other.digest != readout.digest
    ]
    ask = (say("ask-about"), button_data("about", say, mark(readout)))
    return proven(draft.done(), [pages[page]]).with_rows(turns, *others[:3], [ask])


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

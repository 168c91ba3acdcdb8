"""The sides of a call beside each other, as a message."""

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import MessageEntity

from bot.render import (
    LONGEST_MESSAGE,
    Button,
    Draft,
    Message,
    button_data,
    heading,
    mark,
    source_line,
    text_buttons,
    utf16_length,
)
from bot.wording import Wording
from index.archive import Archive
from index.compare import Comparison, Point, sides_of
from index.quoting import Quote, allowed
from index.readout import Readout
from index.subjects import Call

# Topics that are named without their sentence, when there is no room for more.
MOST_NAMED = 8
# What is kept free in a section for that line, in UTF-16 units.
_ROOM_BELOW = 300
_LONGEST_SOURCE = 100
MOST_SIDES = 3


def compare_row(call: Call, archive: Archive, say: Wording) -> list[Button]:
    """A button to compare the sides of a call, where there are two."""
    sides = sides_of(call.readouts, archive.linker.gazetteer, say.language)
    data = button_data("compare", say, mark(call.readouts[0]))
    return [(say("compare"), data)] if len(sides) > 1 else []


def compare_message(
    found: Comparison, call: Call, say: Wording, most: int = LONGEST_MESSAGE
) -> Message:
    """What each side speaks of and the others leave out, and what they share, with sentences.

    Args:
        most: the longest that the message may be, in UTF-16 units.
    """
    first = [side.readouts[0] for side in found.sides[:MOST_SIDES]]
    sections = [
        *(
            _Section(_only(readout, say), points)
            for readout, points in zip(first, found.only, strict=False)
        ),
        _Section(say("compare-shared", count=len(found.sides)), found.shared, each=True),
    ]
    sections = [section for section in sections if section.points]
    draft = heading(call.readouts[0], say)
    for left, section in zip(range(len(sections), 0, -1), sections, strict=True):
        _add(draft, section, (most - utf16_length(draft.text)) // left, say)
    if not sections:
        draft.add("\n" + say("compare-nothing"))
    return draft.done(text_buttons(first, say))


@dataclass(frozen=True)
class _Section:
    """Points under a title; with `each`, every quotation has its source, else they share one."""

    title: str
    points: tuple[Point, ...]
    each: bool = False


def _only(readout: Readout, say: Wording) -> str:
    source = say.source(readout) or say("source-unknown")
    return say("compare-only", source=source[:_LONGEST_SOURCE])


def _add(draft: Draft, section: _Section, room: int, say: Wording) -> None:
    """Add a section, with as many points as there is room for.

    The others are only named, and those all of whose sentences stand above already.
    """
    made = Draft().add("\n").add(section.title, MessageEntity.BOLD).add("\n")
    quotes, unquoted = list[Quote](), list[str]()
    for point in section.points:
        part = _point(point, say, [*draft.quotes, *made.quotes], each=section.each)
        below = Draft() if section.each else _sources([*quotes, *point.quotes], say)
        units = sum(utf16_length(some.text) for some in (made, part, below))
        repeats = {*point.quotes} <= {*draft.quotes, *made.quotes}
        if units + _ROOM_BELOW <= room and not repeats:
            made.extend(part)
            quotes += point.quotes
        else:
            unquoted += point.topics
    if not section.each:
        made.extend(_sources(quotes, say))
    if unquoted:
        line = say("compare-also", topics=say.subjects(unquoted[:MOST_NAMED])) + "\n"
        made.add(line if utf16_length(line) < _ROOM_BELOW else "")
    draft.extend(made)


def _point(point: Point, say: Wording, before: Sequence[Quote], *, each: bool) -> Draft:
    """Topics and the sentences that name them, as far as they may be shown.

    Args:
        before: what the message shows already.
    """
    draft = Draft().add(say.subjects(point.topics[:MOST_NAMED]) + "\n")
    for quote in point.quotes:
        for shown in allowed([quote], [*before, *draft.quotes]):
            draft.quote(shown)
        if each:
            draft.extend(_sources([quote], say))
    return draft


def _sources(quotes: Sequence[Quote], say: Wording) -> Draft:
    """Whose words some quotations are, each readout once."""
    draft = Draft()
    for readout in dict.fromkeys(quote.readout for quote in quotes):
        draft.extend(source_line(readout, say).add("\n"))
    return draft

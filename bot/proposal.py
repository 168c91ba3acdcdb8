"""Readouts that an operator wants to add, as messages: what was understood, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from telegram import MessageEntity

from bot.render import Button, Draft, Message, button_data, source_line
from bot.wording import Wording
from index.archive import Archive
from index.dates import find_dates
from index.drafts import Draft as Kept
from index.errors import DateUnknown, ReadoutError
from index.layout import lay_out
from index.pairing import place
from index.quoting import Quote
from index.reading import Failure, Part, Reader
from index.readout import Readout
from index.sentences import sentence_spans
from index.summary import homes_of, topics_of

MOST_LISTED = 6
_QUOTED = 2
_LONGEST_QUOTE, _LONGEST_TITLE, _LONGEST_REASON = 900, 200, 300
# How the day is known: somebody said it, it stands in the text, it was concluded, or it is not.
Dated: TypeAlias = Literal["said", "written", "concluded", "unknown"]


@dataclass(frozen=True)
class Read:
    """A part as it is understood; its day means nothing while it is `unknown`."""

    readout: Readout
    dated: Dated


def read_part(part: Part, archive: Archive) -> Read:
    """What is understood of a part.

    Raises:
        ReadoutError: something that is said of it cannot be used.
    """
    reader = Reader(archive.linker, archive.today())
    try:
        readout = reader.recognise(part).readout
    except DateUnknown:
        return Read(replace(reader, on=archive.today()).recognise(part).readout, "unknown")
    return Read(readout, _dated(part, readout))


def _dated(part: Part, readout: Readout) -> Dated:
    if part.head.get("date"):
        return "said"
    written = any(found.exact == readout.date for found in find_dates(part.text))
    return "written" if written else "concluded"


def readable(
    parts: Sequence[Part], archive: Archive
) -> tuple[list[Readout], list[tuple[Part, ReadoutError]]]:
    """The readouts of parts, and why others are none."""
    reader = Reader(archive.linker, archive.today())
    readouts: list[Readout] = []
    refused: list[tuple[Part, ReadoutError]] = []
    for part in parts:
        try:
            readouts.append(reader.recognise(part).readout)
        except ReadoutError as error:
            refused.append((part, error))
    return readouts, refused


def proposal(kept: Kept, archive: Archive, say: Wording) -> Message:
    """What is to be added, with buttons; a single text with all that was understood of it.

    Raises:
        ReadoutError: something that is said of a single text cannot be used.
    """
    if len(kept.parts) == 1:
        return _single(kept, read_part(kept.parts[0], archive), archive, say)
    readouts, refused = readable(kept.parts, archive)
    failures = [Failure(part.name, _reason(error, say)) for part, error in refused]
    return _several(kept, readouts, failures, archive, say)


def _single(kept: Kept, read: Read, archive: Archive, say: Wording) -> Message:
    readout = read.readout
    draft = Draft().add(say("proposal"), MessageEntity.BOLD)
    draft.add("\n\n" + "\n".join(_facts(read, archive, say)) + "\n")
    draft.extend(source_line(readout, say).add("\n"))
    draft.quote(_opening(readout))
    notes = [*_known(readout, archive, say), say("proposal-correct")]
    draft.add("\n" + "\n\n".join(notes))
    rows = _rows(kept, say, addable=read.dated != "unknown")
    return draft.done().with_rows(*rows)


def _facts(read: Read, archive: Archive, say: Wording) -> list[str]:
    readout = read.readout
    names = say.names(readout.participants[:MOST_LISTED])
    page = lay_out(readout, archive.linker)
    homes = homes_of([readout], archive.linker.gazetteer)
    topics = topics_of([page], homes, archive.snapshot, archive.linker.gazetteer)
    return [
        say("proposal-title", title=readout.title[:_LONGEST_TITLE]),
        say("proposal-people", who=names) if names else say("proposal-people-none"),
        say(f"proposal-day-{read.dated}", when=say.when(readout.date)),
        say("proposal-language", language=say(f"language-{readout.language}")),
        say("proposal-kind", kind=say(f"text-{readout.kind}")),
        *([say("topics", topics=say.subjects(topics))] if topics else []),
        *([say("proposal-id", id=readout.id)] if read.dated != "unknown" else []),
    ]


def _opening(readout: Readout) -> Quote:
    """The first two sentences, cut where they are endless."""
    spans = sentence_spans(readout.text)
    start, end = spans[0][0], spans[:_QUOTED][-1][1]
    return Quote(readout, start, min(end, start + _LONGEST_QUOTE), 1.0)


def _known(readout: Readout, archive: Archive, say: Wording) -> list[str]:
    (placed,) = place([readout], archive.store, archive.linker)
    if not placed.is_new:
        return [say("proposal-known")]
    same = sum(other.call == placed.readout.call for other in archive.snapshot.readouts)
    return [say("proposal-same-call", count=same)] if same else []


def _several(
    kept: Kept,
    readouts: Sequence[Readout],
    failures: Sequence[Failure],
    archive: Archive,
    say: Wording,
) -> Message:
    new = [readout for readout in readouts if not archive.find(readout.digest)]
    draft = Draft().add(say("proposal-several", count=len(readouts)), MessageEntity.BOLD)
    draft.add("\n" + say("proposal-new", count=len(new)) + "\n")
    for readout in new[:MOST_LISTED]:
        draft.add("\n" + say("nearest-call", who=say.who(readout), when=say.when(readout.date)))
    if failures:
        draft.add("\n\n" + failed(failures, say))
    return draft.done().with_rows(*_rows(kept, say, addable=bool(readouts)))


def _reason(error: ReadoutError, say: Wording) -> str:
    # What a date that is not known is answered with differs from the command line.
    return say("not-dated") if isinstance(error, DateUnknown) else str(error)


def failed(failures: Sequence[Failure], say: Wording) -> str:
    """Why some texts are no readouts."""
    lines = [say("not-read", count=len(failures))]
    for failure in failures[:MOST_LISTED]:
        reason = failure.reason[:_LONGEST_REASON]
        lines.append(say("not-read-line", name=failure.name, reason=reason))
    return "\n".join(lines)


def _rows(kept: Kept, say: Wording, *, addable: bool) -> list[list[Button]]:
    quietly = ("✓ " if kept.quietly else "") + say("quietly")
    add = (say("add"), button_data("draft", say, kept.id, "add"))
    toggle = (quietly, button_data("draft", say, kept.id, "quietly"))
    cancel = (say("cancel"), button_data("draft", say, kept.id, "cancel"))
    return [[add], [toggle], [cancel]] if addable else [[cancel]]

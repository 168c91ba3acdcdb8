"""The sides of a call beside each other: what both speak of, and what only one does."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from index.gazetteer import Gazetteer
from index.quoting import Quote
from index.readout import Readout, reading_order
from index.snapshot import Snapshot
from index.subjects import Call
from index.summary import homes_of, topics_of
from index.text import Language, normalise

# Greetings and thanks are no topic of a call.
_COURTESY = "protocol"
_EVERY = 1000


@dataclass(frozen=True)
class Side:
    """What one office published of a call.

    Attributes:
        name: of the office: what it is known by, else its site, else as it is written.
        readouts: those in the reader's language first.
    """

    name: str
    readouts: tuple[Readout, ...]


@dataclass(frozen=True)
class Point:
    """Topics and where they are spoken of.

    Attributes:
        topics: concept keys, the weightiest first.
        quotes: the sentence of each side that speaks of them.
    """

    topics: tuple[str, ...]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class Comparison:
    """The sides of a call beside each other.

    Attributes:
        only: for each side, the points that no other side makes.
        shared: the points of two sides or more.
    """

    sides: tuple[Side, ...]
    only: tuple[tuple[Point, ...], ...]
    shared: tuple[Point, ...]


def sides_of(
    readouts: Iterable[Readout], gazetteer: Gazetteer, language: Language
) -> tuple[Side, ...]:
    """The readouts of a call by the offices that published them."""
    ordered = sorted(readouts, key=lambda r: reading_order(r, language))
    sides: dict[str, list[Readout]] = {}
    for readout in ordered:
        sides.setdefault(_office(readout, gazetteer), []).append(readout)
    return tuple(Side(name, tuple(published)) for name, published in sides.items())


def _office(readout: Readout, gazetteer: Gazetteer) -> str:
    known = gazetteer.source_called(readout.source)
    if known:
        return known.id
    return urlsplit(readout.source_url).hostname or normalise(readout.source)


def compare(
    call: Call, language: Language, snapshot: Snapshot, gazetteer: Gazetteer
) -> Comparison | None:
    """What the sides of a call say, for a reader of a language; None when only one is heard."""
    sides = sides_of(call.readouts, gazetteer, language)
    if len(sides) < 2:
        return None
    named = {
        topic: [_sentence(side, topic, snapshot) for side in sides]
        for topic in _topics(call.readouts, snapshot, gazetteer)
    }
    only = [
        _points({t: quotes for t, quotes in named.items() if _speakers(quotes) == [number]})
        for number in range(len(sides))
    ]
    shared = {topic: quotes for topic, quotes in named.items() if len(_speakers(quotes)) > 1}
    return Comparison(sides, tuple(only), _points(shared))


def _speakers(quotes: Sequence[Quote | None]) -> list[int]:
    return [number for number, quote in enumerate(quotes) if quote]


def _topics(readouts: Sequence[Readout], snapshot: Snapshot, gazetteer: Gazetteer) -> Iterable[str]:
    """All topics of a call, the weightiest first."""
    pages = [snapshot.layout.pages[snapshot.numbers[readout.id]] for readout in readouts]
    kinds = {f"topic:{topic.id}": topic.kind for topic in gazetteer.topics.values()}
    topics = topics_of(pages, homes_of(readouts, gazetteer), snapshot, gazetteer, _EVERY)
    return [topic for topic in topics if kinds.get(topic) != _COURTESY]


def _points(named: dict[str, list[Quote | None]]) -> tuple[Point, ...]:
    """Topics that the same sentences name are one point."""
    points: dict[tuple[Quote, ...], list[str]] = {}
    for topic, quotes in named.items():
        points.setdefault(tuple(filter(None, quotes)), []).append(topic)
    return tuple(Point(tuple(topics), quotes) for quotes, topics in points.items())


def _sentence(side: Side, topic: str, snapshot: Snapshot) -> Quote | None:
    """The sentence of a side that says most of a topic: of few others, and not the opening."""
    found: list[tuple[tuple[bool, bool, int], Quote]] = []
    for readout in side.readouts:
        page = snapshot.layout.pages[snapshot.numbers[readout.id]]
        for number, (span, keys) in enumerate(zip(page.sentences, page.concepts, strict=True)):
            if topic in keys:
                rank = (readout != side.readouts[0], number == 0, len(keys))
                found.append((rank, Quote(readout, span.start, span.end, 1.0)))
    return min(found, key=lambda pair: pair[0])[1] if found else None

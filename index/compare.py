"""The sides of a call beside each other: what both speak of, and what only one does.

A side speaks of a topic when it names it, or says in other words, or the other language, what the
sentence says in which another side names it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder, Vectors
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
# Sentences of this likeness say the same. Of 345 topics that only one side of a call of the starter
# corpus names, the other tells 57 in words this alike; of 29 of these that were read, 26 rightly.
_SAME = 0.33
# What a sentence that lists more than this says of each is too little to be told by likeness.
_MOST_LISTED = 2


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
    call: Call, language: Language, snapshot: Snapshot, gazetteer: Gazetteer, encoder: Encoder
) -> Comparison | None:
    """What the sides of a call say, for a reader of a language; None when only one is heard."""
    sides = sides_of(call.readouts, gazetteer, language)
    if len(sides) < 2:
        return None
    topics = list(_topics(call.readouts, snapshot, gazetteer))
    likeness = _Likeness(sides, topics, snapshot, gazetteer, encoder)
    named = {
        topic: likeness.filled([_sentence(side, topic, snapshot) for side in sides])
        for topic in topics
    }
    only = [
        _points({t: quotes for t, quotes in named.items() if _speakers(quotes) == [number]})
        for number in range(len(sides))
    ]
    shared = {topic: quotes for topic, quotes in named.items() if len(_speakers(quotes)) > 1}
    return Comparison(sides, tuple(only), _points(shared))


class _Likeness:
    """How alike the sentences of a call's sides are."""

    def __init__(
        self,
        sides: Sequence[Side],
        topics: Iterable[str],
        snapshot: Snapshot,
        gazetteer: Gazetteer,
        encoder: Encoder,
    ) -> None:
        readouts = [(n, readout) for n, side in enumerate(sides) for readout in side.readouts]
        numbers = [snapshot.numbers[readout.id] for _, readout in readouts]
        pages = [snapshot.layout.pages[number] for number in numbers]
        self._quotes = [
            Quote(readout, span.start, span.end, 1.0)
            for (_, readout), page in zip(readouts, pages, strict=True)
            for span in page.sentences
        ]
        lengths = [len(page.sentences) for page in pages]
        self._side = np.repeat([n for n, _ in readouts], lengths)
        # The opening says who and when, on all sides alike.
        self._opens = np.concatenate([np.arange(length) == 0 for length in lengths])
        wanted = frozenset(topics)
        self._listed = [
            len(_narrowest(keys & wanted, gazetteer)) for page in pages for keys in page.concepts
        ]
        rows = np.concatenate([snapshot.layout.sentences_of(number) for number in numbers])
        plain = encoder.passages([quote.text for quote in self._quotes])
        self._alike = (self._evened(plain) + self._evened(snapshot.sentence_vectors[rows])) / 2

    def _evened(self, vectors: Vectors | NDArray[np.float16]) -> NDArray[np.float32]:
        """Cosines of all sentences (sentences × sentences): 0 is usual across sides, 1 the same.

        What is usual differs from call to call, with the heading or without, and between models.
        """
        single = vectors.astype(np.float32)
        cosines = single @ single.T
        usual = float(cosines[self._side[:, None] != self._side].mean())
        return np.asarray((cosines - usual) / max(1 - usual, 1e-6), np.float32)

    def filled(self, quotes: Sequence[Quote | None]) -> list[Quote | None]:
        """For each side the sentence that names a topic, else one that says the same as another's.

        Args:
            quotes: for each side the sentence that names it, or None.
        """
        known = [self._quotes.index(quote) for quote in quotes if quote]
        telling = [number for number in known if self._listed[number] <= _MOST_LISTED]
        return [quote or self._told(side, telling) for side, quote in enumerate(quotes)]

    def _told(self, side: int, telling: Sequence[int]) -> Quote | None:
        candidates = np.flatnonzero((self._side == side) & ~self._opens)
        if not len(candidates) or not telling:
            return None
        alike = self._alike[np.ix_(np.array(telling), candidates)].max(axis=0)
        best = int(alike.argmax())
        return self._quotes[candidates[best]] if alike[best] >= _SAME else None


def _narrowest(keys: frozenset[str], gazetteer: Gazetteer) -> frozenset[str]:
    """Concepts without those that others of them belong to."""
    return keys - {above for key in keys for above in list(gazetteer.with_ancestors(key))[1:]}


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

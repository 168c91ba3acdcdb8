"""A new call in a few lines: who, when, which topics, and the sentences that matter, quoted."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from index.encoder import Vectors
from index.gazetteer import Gazetteer
from index.layout import Page, countries_of
from index.quoting import Quote
from index.readout import Readout, reading_order
from index.snapshot import Snapshot
from index.subjects import Call
from index.text import Language

MOST_TOPICS = 5
MOST_SENTENCES = 3
# All sentences of a summary together, in characters.
LONGEST = 900
_SHORT, _LONG = 50, 420
# How much a sentence that repeats one already chosen loses (Carbonell & Goldstein 1998, "The Use
# of MMR"), and what the naming of rare topics is worth beside being central.
_REPETITION = 0.6
_TOPICS = 0.25
# What a sentence loses that points back to one that is not shown ("He said…", «وی افزود…»).
_POINTING = 0.2
_POINTS_BACK = re.compile(
    r"(?:he|she|his|her|they|their|it|its|this|these|that|those|such|both|او|وی|ایشان|آنان|آن‌ها"
    r"|این|همین)\b",
    re.I,
)
# The cosine of sentences that say the same in the same words.
_SAME = 0.95
# A place says less than a topic of what a call was about.
_PLACE = 0.6


@dataclass(frozen=True)
class Summary:
    """A call as it is announced.

    Attributes:
        readouts: of the call; the one quoted first.
        topics: concept keys, the weightiest first.
        quotes: key sentences of the first readout, in the order of the text.
    """

    readouts: tuple[Readout, ...]
    topics: tuple[str, ...]
    quotes: tuple[Quote, ...]


def summarise(call: Call, language: Language, snapshot: Snapshot, gazetteer: Gazetteer) -> Summary:
    """Sum a call up for a reader of a language, from the readout in it where there is one."""
    readouts = sorted(call.readouts, key=lambda r: reading_order(r, language))
    number = snapshot.numbers[readouts[0].id]
    topics = topics_of_call(readouts, snapshot, gazetteer)
    return Summary(tuple(readouts), topics, key_sentences(number, topics, snapshot))


def topics_of_call(
    readouts: Sequence[Readout], snapshot: Snapshot, gazetteer: Gazetteer
) -> tuple[str, ...]:
    """The topics of a call that the snapshot tells of; see `topics_of`."""
    pages = [snapshot.layout.pages[snapshot.numbers[readout.id]] for readout in readouts]
    return topics_of(pages, homes_of(readouts, gazetteer), snapshot, gazetteer)


def homes_of(readouts: Iterable[Readout], gazetteer: Gazetteer) -> frozenset[str]:
    """The countries of those who took part in a call."""
    return frozenset().union(*(countries_of(readout, gazetteer) for readout in readouts))


def topics_of(
    pages: Sequence[Page],
    homes: Collection[str],
    snapshot: Snapshot,
    gazetteer: Gazetteer,
    most: int = MOST_TOPICS,
) -> tuple[str, ...]:
    """The places and topics that a call's readouts name, by how often here and how rarely else.

    Left out is what would be said of any call: the participants' countries and capitals, and
    wide regions; also what a narrower concept beside it belongs to: Idlib says Syria.
    """
    counts = Counter(key for page in pages for keys in page.concepts for key in keys)
    named = {key for key in counts if not tells_little(key, homes, gazetteer)}
    wider = {
        above
        for key in named
        for above in list(gazetteer.with_ancestors(key))[1:]
        if counts[above] <= counts[key]
    }
    topics = {key.partition(":")[2] for key in named if key.startswith("topic:")}
    twins = {key for key in named if key.startswith("place:") and key[len("place:") :] in topics}
    total = len(snapshot.layout.pages) + 1

    def weight(key: str) -> float:
        kind = 1.0 if key.startswith("topic:") else _PLACE
        return kind * counts[key] * log(total / (1 + snapshot.spread[key]))

    kept = named - wider - twins
    return tuple(sorted(kept, key=lambda key: (-weight(key), key))[:most])


def tells_little(key: str, homes: Collection[str], gazetteer: Gazetteer) -> bool:
    """Whether a concept says nothing of what was talked about."""
    if key.startswith("person:") or key in homes:
        return True
    place = gazetteer.places.get(key.removeprefix("place:"))
    if place is None:
        return False
    country = gazetteer.country_of.get(place.country or "")
    at_home = place.kind == "capital" and f"place:{country}" in homes
    return at_home or (place.kind == "region" and place.country is None)


def key_sentences(number: int, topics: Sequence[str], snapshot: Snapshot) -> tuple[Quote, ...]:
    """The sentences of a readout that say most of it, in the order of its text.

    Each is central (its cosine with the mean of all), names topics of the call, says whom it is
    about, and repeats none of the others. The opening is left out where there is more: who and
    when stand above it.
    """
    readout, page = snapshot.readouts[number], snapshot.layout.pages[number]
    numbers = snapshot.layout.sentences_of(number)
    vectors = snapshot.sentence_vectors[numbers.start : numbers.stop].astype(np.float32)
    chosen: list[int] = []
    longest = readout.terms.longest(LONGEST)
    left = _candidates(page, longest)
    worth = _worth(vectors, page, topics) - _POINTING * _pointing(readout, page)
    room = longest
    while left and len(chosen) < MOST_SENTENCES:
        best = max(left, key=lambda i: worth[i] - _REPETITION * _likeness(vectors, i, chosen))
        left = [i for i in left if i != best and _likeness(vectors, i, [best]) < _SAME]
        length = page.sentences[best].end - page.sentences[best].start
        if not chosen or length <= room:
            chosen.append(best)
            room -= length
    spans = [page.sentences[i] for i in sorted(chosen)]
    return tuple(Quote(readout, span.start, span.end, 1.0) for span in spans)


def _candidates(page: Page, longest: int) -> list[int]:
    spans = page.sentences
    after = list(range(1, len(spans))) or [0]
    fitting = [i for i in after if _SHORT <= spans[i].end - spans[i].start <= min(_LONG, longest)]
    return fitting or after


def _worth(vectors: Vectors, page: Page, topics: Sequence[str]) -> NDArray[np.float32]:
    middle = vectors.mean(axis=0)
    central = vectors @ (middle / (np.linalg.norm(middle) or 1.0))
    named = [sum(topic in keys for topic in topics) for keys in page.concepts]
    return np.asarray(central + _TOPICS * np.log1p(named), np.float32)


def _pointing(readout: Readout, page: Page) -> NDArray[np.float32]:
    """1 for each sentence that points back, else 0."""
    found = [_POINTS_BACK.match(readout.text, span.start, span.end) for span in page.sentences]
    return np.asarray([bool(match) for match in found], np.float32)


def _likeness(vectors: Vectors, one: int, chosen: Sequence[int]) -> float:
    return max((float(vectors[one] @ vectors[other]) for other in chosen), default=0.0)

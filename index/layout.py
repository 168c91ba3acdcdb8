"""A corpus laid out: sentences, windows, and the concepts of each. No vectors yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from index.dates import DateRange
from index.gazetteer import Gazetteer
from index.linking import Linker
from index.passages import Passage, sentences, windows
from index.readout import Readout


@dataclass(frozen=True)
class Layout:
    """The passages of a corpus and the concepts of each; everything but vectors and words.

    Attributes:
        sentences: all sentences, readout by readout.
        windows: each window as (first, last + 1) sentence, of one readout.
        owner: for each window, the number of its readout.
        headings: for each readout, who took part, their countries, and the title's concepts.
        concepts: for each sentence, its concepts with all that they belong to.
    """

    sentences: tuple[Passage, ...]
    windows: tuple[tuple[int, int], ...]
    owner: tuple[int, ...]
    headings: tuple[frozenset[str], ...]
    concepts: tuple[frozenset[str], ...]

    def window_text(self, window: int, readout: Readout) -> str:
        """The text that a window covers."""
        first, end = self.windows[window]
        return readout.text[self.sentences[first].start : self.sentences[end - 1].end]

    def as_plain(self) -> dict[str, Any]:
        """The layout as data that JSON can hold."""
        return {
            "sentences": [(s.readout_id, s.start, s.end) for s in self.sentences],
            "windows": self.windows,
            "owner": self.owner,
            "headings": [sorted(keys) for keys in self.headings],
            "concepts": [sorted(keys) for keys in self.concepts],
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Layout":
        """The layout that `as_plain` gave."""
        return cls(
            sentences=tuple(Passage(*sentence) for sentence in plain["sentences"]),
            windows=tuple((first, end) for first, end in plain["windows"]),
            owner=tuple(plain["owner"]),
            headings=tuple(frozenset(keys) for keys in plain["headings"]),
            concepts=tuple(frozenset(keys) for keys in plain["concepts"]),
        )


def lay_out(readouts: Sequence[Readout], linker: Linker) -> Layout:
    """Split readouts into sentences and windows, and link the concepts of each."""
    everything: list[Passage] = []
    spans: list[tuple[int, int]] = []
    owner: list[int] = []
    headings, concepts = [], []
    for number, readout in enumerate(readouts):
        of = sentences(readout)
        for window in windows(of):
            spans.append((len(everything) + window.start, len(everything) + window.stop))
            owner.append(number)
        everything += of
        when = DateRange(readout.date, readout.date)
        concepts += [linker.keys(readout.text[s.start : s.end], when) for s in of]
        headings.append(heading_concepts(readout, linker))
    return Layout(tuple(everything), tuple(spans), tuple(owner), tuple(headings), tuple(concepts))


def heading_concepts(readout: Readout, linker: Linker) -> frozenset[str]:
    """Who took part, the countries they spoke for, and what the title names."""
    gazetteer = linker.gazetteer
    people = [p for p in readout.participants if p in gazetteer.people]
    countries = {
        f"place:{gazetteer.country_of[office.country]}"
        for person in people
        for office in gazetteer.people[person].offices_on(readout.date)
        if office.country in gazetteer.country_of
    }
    title = linker.keys(readout.title, DateRange(readout.date, readout.date))
    return title | countries | {f"person:{person}" for person in people}


def heading_text(readout: Readout, gazetteer: Gazetteer) -> str:
    """The title and the names of the participants: it travels along for embedding only."""
    names = [
        gazetteer.people[p].label(readout.language) if p in gazetteer.people else p
        for p in readout.participants
    ]
    missing = [name for name in names if name not in readout.title]
    return " – ".join([readout.title, *missing])

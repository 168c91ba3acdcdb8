"""A corpus laid out: sentences, windows, and the concepts of each. No vectors yet."""

from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any

from index.dates import DateRange
from index.gazetteer import Gazetteer
from index.linking import Linker
from index.passages import Passage, sentences, windows
from index.readout import Readout
from index.speakers import Speakers, speakers_of


@dataclass(frozen=True)
class Page:
    """One readout laid out.

    Attributes:
        sentences: its sentences.
        windows: each window as (first, last + 1) of them.
        heading: who took part, their countries, and the title's concepts.
        concepts: for each sentence, its concepts with all that they belong to.
        speakers: for each sentence, the participants whose words it reports.
        source: the id of the office that published it, or "".
    """

    sentences: tuple[Passage, ...]
    windows: tuple[tuple[int, int], ...]
    heading: frozenset[str]
    concepts: tuple[frozenset[str], ...]
    speakers: tuple[Speakers, ...]
    source: str = ""

    @cached_property
    def everything(self) -> frozenset[str]:
        """The concepts of the heading and of all sentences."""
        return self.heading.union(*self.concepts)

    def as_plain(self) -> list[Any]:
        """The page as data that JSON can hold."""
        return [
            [(s.readout_id, s.start, s.end) for s in self.sentences],
            self.windows,
            sorted(self.heading),
            [sorted(keys) for keys in self.concepts],
            [sorted(keys) for keys in self.speakers],
            self.source,
        ]

    @classmethod
    def from_plain(cls, plain: list[Any]) -> "Page":
        """The page that `as_plain` gave."""
        sentences, windows, heading, concepts, speakers, source = plain
        return cls(
            tuple(Passage(*sentence) for sentence in sentences),
            tuple((first, end) for first, end in windows),
            frozenset(heading),
            tuple(frozenset(keys) for keys in concepts),
            tuple(frozenset(keys) for keys in speakers),
            source,
        )


@dataclass(frozen=True)
class Layout:
    """The passages of a corpus, readout by readout; its sentences and windows are numbered through.

    Attributes:
        pages: each readout laid out.
    """

    pages: tuple[Page, ...]

    @cached_property
    def sentences(self) -> tuple[Passage, ...]:
        """All sentences."""
        return tuple(sentence for page in self.pages for sentence in page.sentences)

    @cached_property
    def concepts(self) -> tuple[frozenset[str], ...]:
        """The concepts of each sentence."""
        return tuple(keys for page in self.pages for keys in page.concepts)

    @cached_property
    def speakers(self) -> tuple[Speakers, ...]:
        """Who speaks in each sentence."""
        return tuple(keys for page in self.pages for keys in page.speakers)

    @cached_property
    def headings(self) -> tuple[frozenset[str], ...]:
        """The concepts of each readout's heading."""
        return tuple(page.heading for page in self.pages)

    @cached_property
    def windows(self) -> tuple[tuple[int, int], ...]:
        """Each window as (first, last + 1) sentence."""
        return tuple(
            (first + start, first + end)
            for first, page in zip(self._first_sentences, self.pages, strict=False)
            for start, end in page.windows
        )

    @cached_property
    def owner(self) -> tuple[int, ...]:
        """For each window, the number of its readout."""
        return tuple(number for number, page in enumerate(self.pages) for _ in page.windows)

    def sentences_of(self, readout: int) -> range:
        """The numbers of a readout's sentences."""
        return range(*self._first_sentences[readout : readout + 2])

    def windows_of(self, readout: int) -> range:
        """The numbers of a readout's windows."""
        return range(*self._first_windows[readout : readout + 2])

    @cached_property
    def _first_sentences(self) -> list[int]:
        return [0, *accumulate(len(page.sentences) for page in self.pages)]

    @cached_property
    def _first_windows(self) -> list[int]:
        return [0, *accumulate(len(page.windows) for page in self.pages)]

    def as_plain(self) -> list[Any]:
        """The layout as data that JSON can hold."""
        return [page.as_plain() for page in self.pages]

    @classmethod
    def from_plain(cls, plain: list[Any]) -> "Layout":
        """The layout that `as_plain` gave."""
        return cls(tuple(map(Page.from_plain, plain)))


def lay_out(readout: Readout, linker: Linker) -> Page:
    """Split a readout into sentences and windows, link the concepts of each and who speaks."""
    spans = sentences(readout)
    texts = [readout.text[span.start : span.end] for span in spans]
    when = DateRange(readout.date, readout.date)
    mentions = [linker.link(text, when) for text in texts]
    source = linker.gazetteer.source_called(readout.source)
    return Page(
        sentences=tuple(spans),
        windows=tuple((window.start, window.stop) for window in windows(spans)),
        heading=heading_concepts(readout, linker),
        concepts=tuple(linker.with_ancestors(named) for named in mentions),
        speakers=speakers_of(readout, texts, mentions, linker.gazetteer),
        source=source.id if source else "",
    )


def heading_concepts(readout: Readout, linker: Linker) -> frozenset[str]:
    """Who took part, the countries they spoke for, and what the title names."""
    people = {f"person:{p}" for p in readout.participants if p in linker.gazetteer.people}
    title = linker.keys(readout.title, DateRange(readout.date, readout.date))
    return title | countries_of(readout, linker.gazetteer) | people


def countries_of(readout: Readout, gazetteer: Gazetteer) -> frozenset[str]:
    """The countries that those who took part spoke for."""
    return frozenset(
        f"place:{gazetteer.country_of[office.country]}"
        for person in readout.participants
        if person in gazetteer.people
        for office in gazetteer.people[person].offices_on(readout.date)
        if office.country in gazetteer.country_of
    )


def heading_text(readout: Readout, gazetteer: Gazetteer) -> str:
    """The title and the names of the participants: it travels along for embedding only."""
    names = [
        gazetteer.people[p].label(readout.language) if p in gazetteer.people else p
        for p in readout.participants
    ]
    missing = [name for name in names if name not in readout.title]
    return " – ".join([readout.title, *missing])

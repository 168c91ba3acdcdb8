"""Spans of a readout: single sentences to quote, and windows of sentences to find."""

from dataclasses import dataclass

from index.readout import Readout
from index.sentences import sentence_spans
from index.text import normalise

WINDOW = 3


@dataclass(frozen=True)
class Passage:
    """`readout.text[start:end]` of the readout with that id: one or more whole sentences."""

    readout_id: str
    start: int
    end: int


def sentences(readout: Readout) -> list[Passage]:
    """The sentences of a readout that can be quoted: all but a repetition of its title."""
    title = normalise(readout.title).strip(" .")
    return [
        Passage(readout.id, start, end)
        for start, end in sentence_spans(readout.text)
        if normalise(readout.text[start:end]).strip(" .") != title
    ] or [Passage(readout.id, 0, len(readout.text))]


def windows(of: list[Passage], size: int = WINDOW) -> list[range]:
    """Every run of `size` neighbouring sentences, as ranges into the list of sentences.

    Windows overlap, so that an answer of two sentences is whole in one of them.
    """
    if len(of) <= size:
        return [range(len(of))]
    return [range(start, start + size) for start in range(len(of) - size + 1)]

"""A snapshot made from the store's readouts; what an earlier one has is taken over."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder, Progress
from index.gazetteer import Gazetteer
from index.layout import Layout, Page, heading_text, lay_out
from index.linking import Linker
from index.readout import Readout
from index.snapshot import Snapshot, dense_index, empty_snapshot
from index.store import Store
from index.text import terms


def build(
    key: str,
    readouts: Sequence[Readout],
    store: Store,
    encoder: Encoder,
    linker: Linker,
    progress: Progress | None = None,
    before: Snapshot | None = None,
) -> Snapshot:
    """Lay out, embed (only texts the store has no vector for) and index readouts.

    Args:
        before: an earlier snapshot by the same model and gazetteer; what it has is taken over.
    """
    reused = Reused(before or empty_snapshot(), readouts)
    layout = Layout(
        tuple(reused.page(n) or lay_out(readout, linker) for n, readout in enumerate(readouts))
    )
    texts = {n: _texts(readouts[n], layout.pages[n], linker.gazetteer) for n in reused.missing}
    windows = {number: part[0] for number, part in texts.items()}
    sentences = {number: part[1] for number, part in texts.items()}
    everything = [text for part in (windows, sentences) for some in part.values() for text in some]
    vectors = embed(everything, store, encoder, progress)
    cut = sum(map(len, windows.values()))
    window_vectors = reused.vectors(vectors[:cut], windows, "window_vectors")
    return Snapshot(
        key=key,
        readouts=tuple(readouts),
        layout=layout,
        window_vectors=window_vectors,
        sentence_vectors=reused.vectors(vectors[cut:], sentences, "sentence_vectors"),
        dense=dense_index(window_vectors),
        words=reused.before.words.rebuilt(
            reused.passages(lambda n: [terms(text, readouts[n].language) for text in windows[n]])
        ),
        concepts=reused.before.concepts.rebuilt(
            reused.passages(lambda n: _concepts(layout.pages[n]))
        ),
    )


def _texts(readout: Readout, page: Page, gazetteer: Gazetteer) -> tuple[list[str], list[str]]:
    """The windows and the sentences of a readout under its heading, as they are embedded."""
    heading, spans = heading_text(readout, gazetteer), page.sentences
    windows = (readout.text[spans[first].start : spans[end - 1].end] for first, end in page.windows)
    sentences = (readout.text[span.start : span.end] for span in spans)
    return [f"{heading}\n{text}" for text in windows], [f"{heading}\n{text}" for text in sentences]


def _concepts(page: Page) -> list[list[str]]:
    """The concepts of each window of a readout, its heading's with them."""
    return [sorted(page.heading.union(*page.concepts[first:end])) for first, end in page.windows]


class Reused:
    """What an earlier snapshot has of a corpus: nothing is made twice.

    Attributes:
        before: the earlier snapshot.
        missing: the numbers of the readouts that it does not have.
    """

    def __init__(self, before: Snapshot, readouts: Sequence[Readout]) -> None:
        self.before = before
        self._size = len(readouts)
        self._old = {
            number: before.numbers[readout.id]
            for number, readout in enumerate(readouts)
            if readout == before.by_id.get(readout.id)
        }
        self.missing = [number for number in range(self._size) if number not in self._old]

    def page(self, number: int) -> Page | None:
        """A readout as it was laid out."""
        return self.before.layout.pages[self._old[number]] if number in self._old else None

    def passages(self, tokens: Callable[[int], list[list[str]]]) -> list[Sequence[str] | int]:
        """For each window its number in the earlier snapshot or, for a new readout, its tokens."""
        found: list[Sequence[str] | int] = []
        for number in range(self._size):
            if number in self._old:
                found += self.before.layout.windows_of(self._old[number])
            else:
                found += tokens(number)
        return found

    def vectors(
        self,
        made: NDArray[np.float16],
        new: Mapping[int, Sequence[str]],
        name: Literal["window_vectors", "sentence_vectors"],
    ) -> NDArray[np.float16]:
        """The earlier vectors and the ones made for texts of `new` readouts, in corpus order."""
        known: NDArray[np.float16] = getattr(self.before, name)
        layout = self.before.layout
        of = layout.windows_of if name == "window_vectors" else layout.sentences_of
        parts, at = [], 0
        for number in range(self._size):
            if number in self._old:
                old = of(self._old[number])
                parts.append(known[old.start : old.stop])
            else:
                parts.append(made[at : at + len(new[number])])
                at += len(new[number])
        return np.concatenate(parts) if parts else made


def embed(
    texts: Sequence[str], store: Store, encoder: Encoder, progress: Progress | None = None
) -> NDArray[np.float16]:
    """Vectors (texts × dimensions), from the store where it has them, else made and stored."""
    hashes = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    known = store.vectors(encoder.fingerprint, list(dict.fromkeys(hashes)))
    new = {h: text for h, text in zip(hashes, texts, strict=True) if h not in known}
    if new:
        made = encoder.passages(list(new.values()), progress).astype(np.float16)
        fresh = dict(zip(new, made, strict=True))
        store.keep_vectors(encoder.fingerprint, fresh)
        known |= fresh
    return np.stack([known[h] for h in hashes]) if hashes else np.empty((0, 1), np.float16)

"""The archive: store, model and current snapshot together. Ask it, add to it."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Self

from index.answer import Answer, compose
from index.encoder import Encoder, Progress, SentenceEncoder
from index.errors import StoreError
from index.gazetteer import Gazetteer
from index.linking import Linker
from index.question import Question, understand
from index.reading import Failure, Reader
from index.readout import Readout
from index.resources import data_folder
from index.search import Ranking, search
from index.settings import ArchiveSettings
from index.snapshot import Snapshot, open_snapshot
from index.store import Store
from index.text import terms

log = logging.getLogger(__name__)


@dataclass
class Archive:
    """Answers questions from the readouts of a store.

    Safe to use from several threads: questions read one snapshot that is swapped whole.

    Attributes:
        cache: the folder for snapshots.
        today: gives the current day.
        progress: told how many of how many texts are embedded while a snapshot is built.
    """

    store: Store
    encoder: Encoder
    linker: Linker
    ranking: Ranking
    cache: Path
    today: Callable[[], date]
    progress: Progress | None = None
    _snapshot: Snapshot | None = None
    _state: tuple[int, str] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def open(
        cls,
        settings: ArchiveSettings,
        today: Callable[[], date],
        progress: Progress | None = None,
    ) -> Self:
        """Open the archive that settings describe; an empty one gets the starter corpus."""
        data = data_folder()
        archive = cls(
            store=Store.open(settings.database_url),
            encoder=SentenceEncoder(settings.model),
            linker=Linker(Gazetteer.load(data / "gazetteer")),
            ranking=Ranking.load(data / "ranking.json"),
            cache=settings.cache,
            today=today,
            progress=progress,
        )
        if settings.starter and archive.store.is_empty():
            archive.fill(data / "readouts")
        return archive

    def fill(self, folder: Path) -> None:
        """Add all readouts of a folder, or none.

        Raises:
            StoreError: a file of the folder is no readout.
        """
        results = list(Reader(self.linker, self.today()).read([folder]))
        for result in results:
            if isinstance(result, Failure):
                raise StoreError(f"starter corpus, {result.name}: {result.reason}")
        self.store.add_all(r.readout for r in results if not isinstance(r, Failure))

    @property
    def snapshot(self) -> Snapshot:
        """The current snapshot, opened at first use."""
        if self._snapshot is None:
            self.refresh()
        assert self._snapshot is not None
        return self._snapshot

    def refresh(self) -> bool:
        """Take up what has been added to the store; whether anything had."""
        with self._lock:
            state = self.store.state()
            if self._snapshot is not None and state == self._state:
                return False
            self._snapshot = open_snapshot(
                self.store, self.encoder, self.linker, self.cache, self.progress
            )
            self._state = state
            log.info("searching %d readouts", len(self._snapshot.readouts))
            return True

    def warm_up(self) -> None:
        """Load snapshot, model and lemmatiser now rather than at the first question."""
        self.snapshot.words.scores(terms("کتاب", "fa"))
        self.encoder.questions(["?"])

    def understand(self, text: str) -> Question:
        """What a question asks for."""
        return understand(text, self.linker, self.today(), known=self.snapshot.words)

    def ask(self, text: str) -> Answer:
        """Answer a question by quotation, or say that no readout does."""
        snapshot = self.snapshot
        question = self.understand(text)
        if question.is_empty:
            return Answer(question, found=False, probability=0.0)
        vectors = self.encoder.questions([question.text, question.focus])
        hits = search(question, vectors, snapshot, self.ranking)
        return compose(question, vectors, hits, snapshot, self.ranking)

    def find(self, digest: str) -> Readout | None:
        """The readout whose text has a hash that begins so."""
        return next((r for r in self.snapshot.readouts if r.digest.startswith(digest)), None)

    def add(self, readout: Readout) -> str:
        """Add a readout to the store. It is found after the next `refresh`."""
        return self.store.add(readout)

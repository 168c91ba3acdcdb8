"""The archive: store, model and current snapshot together. Ask it, add to it."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Self

from index.answer import Answer, compose
from index.asking import read_question
from index.cache import keep, open_snapshot
from index.conversation import Turn
from index.encoder import Encoder, Progress, SentenceEncoder
from index.errors import ModelError, StoreError
from index.gazetteer import Gazetteer
from index.linking import Linker
from index.pairing import Placed, place
from index.question import Question
from index.reading import Failure, Reader
from index.readout import Readout
from index.resources import data_folder
from index.search import Hit, Ranking, search
from index.settings import ArchiveSettings
from index.snapshot import Snapshot
from index.sources import Outlets, open_outlets
from index.store import Store
from index.text import terms
from index.versions import Versions, utc_now

log = logging.getLogger(__name__)

LAST_MODEL = "model.txt"


@dataclass(frozen=True)
class Search:
    """An answer and what it was chosen from: readouts by probability, best first."""

    answer: Answer
    hits: tuple[Hit, ...]
    snapshot: Snapshot


@dataclass
class Archive:
    """Answers questions from the readouts of a store.

    Safe to use from several threads: questions read one snapshot that is swapped whole, together
    with the model that made it.

    Attributes:
        encoder: the model in force.
        cache: the folder for snapshots, and for the name of the model last in force.
        today: gives the current day.
        progress: told how many of how many texts are embedded while a snapshot is built.
        now: gives the current time.
        outlets: the sources of new calls; of their texts no more is shown than they allow.
    """

    store: Store
    encoder: Encoder
    linker: Linker
    ranking: Ranking
    cache: Path
    today: Callable[[], date]
    progress: Progress | None = None
    now: Callable[[], datetime] = utc_now
    outlets: Outlets = field(default_factory=Outlets)
    _view: tuple[Snapshot, Encoder] | None = None
    _state: tuple[int, str] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def open(
        cls,
        settings: ArchiveSettings,
        today: Callable[[], date],
        progress: Progress | None = None,
    ) -> Self:
        """Open the archive that settings describe; an empty one gets the starter corpus.

        Raises:
            SettingsError: the file of sources cannot be used.
        """
        data = data_folder()
        gazetteer = Gazetteer.load(data / "gazetteer")
        archive = cls(
            store=Store.open(settings.database_url),
            encoder=SentenceEncoder(settings.model),
            linker=Linker(gazetteer),
            ranking=Ranking.load(data / "ranking.json"),
            cache=settings.cache,
            today=today,
            progress=progress,
            outlets=open_outlets(settings.sources, gazetteer),
        )
        if settings.starter and archive.store.is_empty():
            archive.fill(data / "readouts")
        return archive

    def fill(self, folder: Path) -> None:
        """Add all readouts of a folder, or none; they are no news.

        Raises:
            StoreError: a file of the folder is no readout.
        """
        results = list(Reader(self.linker, self.today()).read([folder]))
        for result in results:
            if isinstance(result, Failure):
                raise StoreError(f"starter corpus, {result.name}: {result.reason}")
        self.store.add_all((r.readout for r in results if not isinstance(r, Failure)), quietly=True)

    @property
    def snapshot(self) -> Snapshot:
        """The current snapshot, opened at first use."""
        return self._current()[0]

    def _current(self) -> tuple[Snapshot, Encoder]:
        if self._view is None:
            self.refresh()
        assert self._view is not None
        return self._view

    def refresh(self) -> bool:
        """Take up what has been added to the store; whether anything had."""
        with self._lock:
            state = self.store.state()
            if self._view is not None and state == self._state:
                return False
            self._take_up(self.encoder, state, self.progress)
            return True

    def change_model(self, encoder: Encoder, progress: Progress | None = None) -> None:
        """Read the readouts with another model; until they are, the present one answers.

        Raises:
            ModelError: the model cannot be loaded; the present one stays.
        """
        # The long work is done without the lock: meanwhile readouts are added and taken up.
        encoder.questions(["?"])
        keep(open_snapshot(self.store, encoder, self.linker, self.cache, progress), self.cache)
        with self._lock:
            self._take_up(encoder, self.store.state(), progress)

    def _take_up(self, encoder: Encoder, state: tuple[int, str], progress: Progress | None) -> None:
        before = self._view[0] if self._view and self._view[1] is encoder else None
        snapshot = open_snapshot(self.store, encoder, self.linker, self.cache, progress, before)
        known = tuple(map(self.outlets.with_terms, snapshot.readouts))
        snapshot = replace(snapshot, readouts=known)
        self.encoder, self._view, self._state = encoder, (snapshot, encoder), state
        log.info("searching %d readouts", len(snapshot.readouts))
        keep(snapshot, self.cache)
        self._remember(encoder)

    def _remember(self, encoder: Encoder) -> None:
        try:
            self.cache.mkdir(parents=True, exist_ok=True)
            (self.cache / LAST_MODEL).write_text(encoder.name, encoding="utf-8")
        except OSError as error:
            log.warning("the model's name cannot be kept in %s: %s", self.cache, error)

    def begin_with_last_model(self) -> None:
        """Load the model that was last in force, whose vectors are there; if it fails, the set one.

        A model that is set anew reads all readouts first: `change_model` does that meanwhile.

        Raises:
            ModelError: neither can be loaded.
        """
        wanted = self.encoder
        try:
            last = (self.cache / LAST_MODEL).read_text(encoding="utf-8")
        except OSError:
            last = wanted.name
        if last != wanted.name:
            self.encoder = SentenceEncoder(last)
            try:
                self.warm_up()
            except ModelError as error:
                log.warning("%s", error)
                self.encoder = wanted
        self.warm_up()

    def warm_up(self) -> None:
        """Load snapshot, model and lemmatiser now rather than at the first question."""
        self.snapshot.words.scores(terms("کتاب", "fa"))
        self.encoder.questions(["?"])

    def understand(self, text: str, before: Turn | None = None) -> Question:
        """What a question asks for; a follow-up, with what was asked `before`."""
        return read_question(text, self.snapshot, self.linker, self.today(), before)

    def ask(self, text: str, before: Turn | None = None) -> Answer:
        """Answer a question by quotation, or say that no readout does.

        Args:
            before: what was asked last in this conversation, for "and Syria?".
        """
        return self.search(text, before).answer

    def search(self, text: str, before: Turn | None = None) -> "Search":
        """A question's answer and how it was come by."""
        found = self._search(text, before)
        if before is not None and not before.question and not found.answer.found:
            # The call that was chosen says nothing of it: another may.
            return self._search(text, None)
        return found

    def _search(self, text: str, before: Turn | None) -> "Search":
        snapshot, encoder = self._current()
        question = read_question(text, snapshot, self.linker, self.today(), before)
        if question.is_empty:
            return Search(Answer(question, found=False, probability=0.0), (), snapshot)
        vectors = encoder.questions([question.text, question.focus])
        hits = search(question, vectors, snapshot, self.ranking)
        answer = compose(question, vectors, hits, snapshot, self.ranking)
        return Search(answer, tuple(hits), snapshot)

    def find(self, digest: str) -> Readout | None:
        """The readout whose text has a hash that begins so, or had before its source changed it."""
        found = next((r for r in self.snapshot.readouts if r.digest.startswith(digest)), None)
        if found is None and (earlier := Versions(self.store, self.now).find(digest)):
            found = self.outlets.with_terms(earlier)
        return found

    def is_current(self, readout: Readout) -> bool:
        """Whether a readout has the text that is searched, not an earlier one."""
        known = self.snapshot.by_id.get(readout.id)
        return known is not None and known.digest == readout.digest

    def add(self, readout: Readout, *, quietly: bool = False) -> str:
        """Add a readout to the store, once; the id under which its text is there.

        It is found, and announced, after the next `refresh`.
        """
        return self.take_in([readout], quietly=quietly)[0].id

    def take_in(self, new: Sequence[Readout], *, quietly: bool = False) -> list[Placed]:
        """Add readouts, all or none: each to the call that it tells of, and no text twice.

        Raises:
            StoreError: the id of one belongs to another text.
        """
        placed = place(new, self.store, self.linker)
        missing = [one.readout for one in placed if one.is_new]
        self.store.add_all(missing, quietly=quietly)
        return placed

    def revise(self, readout_id: str, text: str, title: str = "") -> bool:
        """Let a text that its source has changed take the place of a readout's; see `Versions`."""
        return Versions(self.store, self.now).revise(readout_id, text, title)

"""What many tests need: the project's gazetteer, a small archive, the whole one."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings

from bot.wording import Wording
from index.archive import Archive
from index.gazetteer import Gazetteer
from index.linking import Linker
from index.readout import Readout
from index.resources import data_folder
from index.search import Ranking
from index.settings import ArchiveSettings
from index.store import Store
from tests.botapi import BotApi, User
from tests.bots import chatting
from tests.calls import CALLS, PLAIN_RANKING, TODAY
from tests.encoders import WordEncoder

# A slow machine is no failure.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    """The project's own."""
    return Gazetteer.load(data_folder() / "gazetteer")


@pytest.fixture(scope="session")
def linker(gazetteer: Gazetteer) -> Linker:
    """A linker over it."""
    return Linker(gazetteer)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty SQLite file."""
    opened = Store.open(f"sqlite:///{tmp_path}/store.db")
    yield opened
    opened.close()


@pytest.fixture
def archive(store: Store, linker: Linker, tmp_path: Path) -> Archive:
    """An empty archive whose vectors come from words, not from a model."""
    ranking = Ranking.load(data_folder() / "ranking.json")
    return Archive(store, WordEncoder(), linker, ranking, tmp_path / "snapshots", lambda: TODAY)


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The starter corpus read by the bundled model: as a user has it. Do not add to it."""
    home = tmp_path_factory.mktemp("library")
    opened = Archive.open(ArchiveSettings(home=home), lambda: TODAY)
    assert opened.snapshot.readouts
    yield opened
    opened.store.close()


@pytest.fixture(scope="module")
def home(library: Archive, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the whole archive's folder, for processes of their own. Add what you like."""
    copy = tmp_path_factory.mktemp("home")
    return Path(shutil.copytree(library.cache.parent, copy, dirs_exist_ok=True))


@pytest.fixture(scope="session")
def small(linker: Linker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The calls of tests/calls.py, ranked by plain rules. Do not add to it."""
    home = tmp_path_factory.mktemp("small")
    store = Store.open(f"sqlite:///{home}/store.db")
    store.add_all(CALLS)
    opened = Archive(store, WordEncoder(), linker, PLAIN_RANKING, home / "cache", lambda: TODAY)
    assert len(opened.snapshot.readouts) == len(CALLS)
    yield opened
    store.close()


@pytest.fixture(scope="module")
def api(archive: Archive) -> Iterator[BotApi]:
    """A server with a bot that answers from the `archive` of a test's file."""
    with chatting(archive) as server:
        yield server


@pytest.fixture
def sara(api: BotApi) -> User:
    """A reader of English."""
    return api.user("Sara", language_code="en")


@pytest.fixture
def maryam(api: BotApi) -> User:
    """A reader of Persian."""
    return api.user("Maryam", language_code="fa")


@pytest.fixture
def say(gazetteer: Gazetteer) -> Wording:
    """English wording."""
    return Wording("en", gazetteer)


def make_readout(number: int = 1, **changes: object) -> Readout:
    """A readout of a call between Putin and Erdogan, with some fields changed."""
    fields: dict[str, object] = {
        "id": f"call-{number}",
        "title": "Phone call between Vladimir Putin and Recep Tayyip Erdogan",
        "text": f"The presidents discussed item {number}. They agreed to stay in contact.",
        "date": date(2021, 4, 9),
        "participants": ("vladimir-putin", "recep-tayyip-erdogan"),
        "language": "en",
        "source": "Kremlin",
        "source_url": "http://en.kremlin.ru/events/president/news/65328",
    }
    return Readout(**(fields | changes))  # type: ignore[arg-type]

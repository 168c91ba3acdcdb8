"""The store: nothing that was reported as added is ever lost."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from index.errors import StoreError
from index.schema import metadata
from index.store import Store
from tests.conftest import make_readout

ROOT = Path(__file__).parent.parent
ADDS_FOREVER = """
import sys
from itertools import count
from index.store import Store
from tests.conftest import make_readout

store = Store.open(sys.argv[1])
for number in count():
    print(store.add(make_readout(number)), flush=True)
"""


def url_of(store: Store) -> str:
    return store.engine.url.render_as_string()


def test_a_readout_comes_back_as_it_went_in(store: Store) -> None:
    readout = make_readout(text="«متن»\r\n\t😀 \u200cنیم‌فاصله", language="fa", licence="CC0-1.0")
    assert store.add(readout) == readout.id
    assert store.readouts() == [readout]


def test_the_same_text_is_added_once(store: Store) -> None:
    first = make_readout()
    assert store.add(first) == first.id
    state = store.state()
    again = make_readout(id="other", title="Another title", text=f"\n{first.text}  ")
    assert store.add(first) == store.add(again) == first.id
    assert store.state() == state
    assert store.readouts() == [first]


def test_an_id_belongs_to_one_text(store: Store) -> None:
    store.add(make_readout(1))
    with pytest.raises(StoreError, match="call-1: this id belongs to another text"):
        store.add(make_readout(1, text="Something else."))
    assert store.readouts() == [make_readout(1)]


def test_all_are_added_or_none(store: Store) -> None:
    store.add(make_readout(3))
    clash = make_readout(3, text="Something else.")
    with pytest.raises(StoreError, match="call-3"):
        store.add_all([make_readout(1), make_readout(2), clash])
    assert store.readouts() == [make_readout(3)]
    assert store.add_all([make_readout(1), make_readout(3)]) == ["call-1", "call-3"]


def test_a_new_readout_changes_the_state(store: Store) -> None:
    states = [store.state()]
    assert store.is_empty()
    for number in range(3):
        store.add(make_readout(number))
        states.append(store.state())
    assert not store.is_empty()
    assert len(set(states)) == 4


def test_reopening_loses_nothing(store: Store) -> None:
    readouts = [make_readout(number) for number in range(5)]
    store.add_all(readouts)
    store.keep_vectors("model", {"hash": np.ones(3, np.float16)})
    store.close()
    reopened = Store.open(url_of(store))
    assert reopened.readouts() == readouts
    assert reopened.vectors("model", ["hash", "none"])["hash"].tolist() == [1, 1, 1]
    reopened.close()


def test_vectors_belong_to_a_model_and_stay(store: Store) -> None:
    many = {f"{number}": np.full(2, number, np.float16) for number in range(1200)}
    store.keep_vectors("one", many)
    store.keep_vectors("one", {"7": np.zeros(2, np.float16)})
    found = store.vectors("one", [*many, "unknown"])
    assert {name: vector.tolist() for name, vector in found.items()} == {
        name: vector.tolist() for name, vector in many.items()
    }
    assert store.vectors("two", list(many)) == {}


def add_some(url: str, first: int) -> list[str]:
    """Add twenty readouts; neighbours share half of them."""
    store = Store.open(url)
    added = [store.add(make_readout(number)) for number in range(first, first + 20)]
    store.close()
    return added


def processes() -> Executor:
    return ProcessPoolExecutor(2, mp_context=get_context("spawn"))


@pytest.mark.parametrize("pool", [lambda: ThreadPoolExecutor(4), processes])
def test_many_add_at_once(pool: Callable[[], Executor], tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/shared.db"
    with pool() as executor:
        reported = list(executor.map(add_some, [url] * 4, range(0, 40, 10)))
    store = Store.open(url)
    assert {readout.id for readout in store.readouts()} == {
        name for few in reported for name in few
    }
    assert len(store.readouts()) == 50
    store.close()


def test_a_killed_process_loses_nothing_it_reported(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/killed.db"
    command = [sys.executable, "-c", ADDS_FOREVER, url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout
        reported = list(islice(process.stdout, 60))
        os.kill(process.pid, signal.SIGKILL)
        reported += process.stdout.readlines()
    store = Store.open(url)
    kept = [readout.id for readout in store.readouts()]
    assert {line.strip() for line in reported} <= set(kept)
    assert store.add(make_readout(10**6)) == "call-1000000"
    store.close()


def test_migrations_make_exactly_the_tables_of_the_code(store: Store) -> None:
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert set(inspect(connection).get_table_names()) == {*metadata.tables, "alembic_version"}


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "postgresql//reader:pa55word@db.example/calls",
        "postgresql://reader:pa55word@db.example:port/calls",
        "postgresql+nothing://reader:pa55word@db.example/calls",
        "nothing://reader:pa55word@db.example/calls",
        "sqlite:////dev/null/calls.db",
        "sqlite:////dev",
    ],
)
def test_a_wrong_url_is_one_line_without_the_password(url: str) -> None:
    with pytest.raises(StoreError) as caught:
        Store.open(url)
    assert "pa55word" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("These are notes, not a database. " * 100)
    with pytest.raises(StoreError, match=r"notes\.db: file is not a database; look at"):
        Store.open(f"sqlite:///{path}")


def test_a_database_of_a_later_version_is_refused_and_kept(store: Store) -> None:
    store.add(make_readout())
    engine = create_engine(url_of(store))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="9999"):
        Store.open(url_of(store))
    engine.dispose()
    assert store.readouts() == [make_readout()]


@pytest.mark.parametrize(
    "use",
    [
        Store.readouts,
        Store.is_empty,
        Store.state,
        lambda store: store.vectors("model", ["hash"]),
        lambda store: store.add(make_readout()),
        lambda store: store.keep_vectors("model", {"hash": np.ones(3, np.float16)}),
    ],
)
def test_a_broken_database_is_a_store_error(use: Callable[[Store], object], store: Store) -> None:
    with store.engine.begin() as connection:
        for table in metadata.tables:
            connection.execute(text(f"DROP TABLE {table}"))
    with pytest.raises(StoreError, match="no such table"):
        use(store)

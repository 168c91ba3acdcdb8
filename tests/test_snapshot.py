"""Snapshots are caches: whatever happens to one, the store gives it back."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import faiss
import numpy as np
import pytest

from index.archive import Archive
from index.cache import keep, open_snapshot
from index.gazetteer import Gazetteer
from index.linking import Linker
from index.snapshot import Snapshot
from index.store import Store
from tests.calls import CALLS, GAZA_EN, LIBYA_EN, LIBYA_FA
from tests.conftest import make_readout
from tests.encoders import WordEncoder

ROOT = Path(__file__).parent.parent
QUERY = ["libya", "vaccin", "place:libya", "person:joe-biden"]
# Dies at the third of the files of a snapshot.
DIES_WHILE_WRITING = """
import os, signal, sys
from pathlib import Path
import numpy as np
from index.gazetteer import Gazetteer
from index.linking import Linker
from index.resources import data_folder
from index.cache import keep, open_snapshot
from index.store import Store
from tests.encoders import WordEncoder

linker = Linker(Gazetteer.load(data_folder() / "gazetteer"))
cache = Path(sys.argv[2])
snapshot = open_snapshot(Store.open(sys.argv[1]), WordEncoder(), linker, cache)
saved, save = [], np.save

def save_or_die(path, array, **options):
    if len(saved) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    saved.append(save(path, array, **options))

np.save = save_or_die
keep(snapshot, cache)
"""


@pytest.fixture
def full(store: Store) -> Store:
    store.add_all(CALLS)
    return store


def opened(store: Store, encoder: WordEncoder, linker: Linker, cache: Path) -> Snapshot:
    """A snapshot as an archive opens one: from the cache, or built and kept there."""
    snapshot = open_snapshot(store, encoder, linker, cache)
    keep(snapshot, cache)
    return snapshot


def assert_same(one: Snapshot, other: Snapshot) -> None:
    assert (one.key, one.readouts, one.layout) == (other.key, other.readouts, other.layout)
    assert np.array_equal(one.window_vectors, other.window_vectors)
    assert np.array_equal(one.sentence_vectors, other.sentence_vectors)
    vectors = one.window_vectors.astype(np.float32)
    found, expected = (snapshot.dense.search(vectors, 5) for snapshot in (one, other))
    assert np.array_equal(found[0], expected[0])
    assert np.array_equal(found[1], expected[1])
    for name in ("words", "concepts"):
        scores = (getattr(snapshot, name).scores(QUERY) for snapshot in (one, other))
        assert np.array_equal(*scores)


def test_a_loaded_snapshot_equals_the_built_one(
    full: Store, linker: Linker, tmp_path: Path
) -> None:
    built = opened(full, WordEncoder(), linker, tmp_path / "cache")
    reader = WordEncoder()
    assert_same(opened(full, reader, linker, tmp_path / "cache"), built)
    assert_same(opened(full, reader, linker, tmp_path / "other"), built)
    assert reader.encoded == 0


def test_only_new_texts_are_embedded(archive: Archive) -> None:
    assert isinstance(archive.encoder, WordEncoder)
    archive.add(LIBYA_EN)
    archive.refresh()
    before = archive.encoder.encoded
    archive.add(GAZA_EN)
    assert archive.refresh()
    layout = archive.snapshot.layout
    new = [p for p in layout.sentences if p.readout_id == GAZA_EN.id]
    windows = sum(archive.snapshot.readouts[owner].id == GAZA_EN.id for owner in layout.owner)
    assert archive.encoder.encoded - before == len(new) + windows
    assert not archive.refresh()


def test_another_corpus_makes_another_snapshot(
    store: Store, linker: Linker, tmp_path: Path
) -> None:
    keys = set()
    for number in range(3):
        store.add(make_readout(number))
        snapshot = opened(store, WordEncoder(), linker, tmp_path)
        keys.add(snapshot.key)
        assert len(snapshot.readouts) == number + 1
    assert len(keys) == 3


def test_another_model_makes_another_snapshot(full: Store, linker: Linker, tmp_path: Path) -> None:
    small, large = (
        opened(full, WordEncoder(dimensions), linker, tmp_path) for dimensions in (32, 64)
    )
    assert small.key != large.key
    assert (small.dense.d, large.dense.d) == (32, 64)


def test_another_gazetteer_makes_another_snapshot(
    full: Store, gazetteer: Gazetteer, linker: Linker, tmp_path: Path
) -> None:
    places = {name: place for name, place in gazetteer.places.items() if name != "libya"}
    poorer = Linker(replace(gazetteer, places=places))
    with_libya, without = (opened(full, WordEncoder(), o, tmp_path) for o in (linker, poorer))
    assert "place:libya" in with_libya.concepts
    assert "place:libya" not in without.concepts


@pytest.mark.parametrize("content", [b"", b"\0" * 100, b"{", None, "half"])
def test_a_damaged_cache_is_built_again(
    content: bytes | str | None, full: Store, linker: Linker, tmp_path: Path
) -> None:
    built = opened(full, WordEncoder(), linker, tmp_path)
    files = [path for path in (tmp_path / built.key).rglob("*") if path.is_file()]
    assert len(files) > 8
    for path in files:
        if content is None:
            path.unlink()
        else:
            half = path.read_bytes()[: path.stat().st_size // 2]
            path.write_bytes(content if isinstance(content, bytes) else half)
        assert_same(opened(full, WordEncoder(), linker, tmp_path), built)


def test_a_process_killed_while_writing_leaves_no_half_cache(
    full: Store, linker: Linker, tmp_path: Path
) -> None:
    url, cache = full.engine.url.render_as_string(), tmp_path / "cache"
    command = [sys.executable, "-c", DIES_WHILE_WRITING, url, str(cache)]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    assert [path.name[:5] for path in cache.iterdir()] == ["part-"]
    encoder = WordEncoder()
    built = opened(full, encoder, linker, cache)
    assert encoder.encoded == 0, "the killed process had stored the vectors"
    assert (cache / built.key).is_dir()


def test_only_the_last_caches_are_kept(store: Store, linker: Linker, tmp_path: Path) -> None:
    for number in range(4):
        store.add(make_readout(number))
        last = opened(store, WordEncoder(), linker, tmp_path)
        os.utime(tmp_path / last.key, (number, number))
    assert len(list(tmp_path.glob("[0-9a-f]*"))) == 2
    assert (tmp_path / last.key).is_dir()


def test_a_cache_that_cannot_be_written_is_done_without(
    full: Store, linker: Linker, tmp_path: Path
) -> None:
    (tmp_path / "cache").write_text("a file where a folder should be")
    snapshot = opened(full, WordEncoder(), linker, tmp_path / "cache")
    assert len(snapshot.readouts) == len(CALLS)


def test_an_empty_store_has_an_empty_snapshot(archive: Archive) -> None:
    assert archive.snapshot.readouts == ()
    answer = archive.ask("What did they say about Libya?")
    assert (answer.found, answer.quotes, answer.nearest) == (False, (), ())
    archive.add(LIBYA_FA)
    assert archive.refresh()
    assert archive.snapshot.by_id == {LIBYA_FA.id: LIBYA_FA}


def test_a_snapshot_knows_whose_sentences_are_whose(small: Archive) -> None:
    snapshot = small.snapshot
    for number, readout in enumerate(snapshot.readouts):
        for sentence in snapshot.layout.sentences_of(number):
            assert snapshot.layout.sentences[sentence].readout_id == readout.id
        for window in snapshot.layout.windows_of(number):
            assert snapshot.layout.owner[window] == number
    assert isinstance(snapshot.dense, faiss.Index)
    assert snapshot.dense.ntotal == len(snapshot.layout.windows)

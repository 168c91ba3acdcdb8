"""Snapshots on disk: opened from there, or built and kept."""

import json
import logging
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.building import build
from index.encoder import Encoder, Progress
from index.layout import Layout
from index.lexical import Lexicon
from index.linking import Linker
from index.readout import Readout
from index.snapshot import Snapshot, dense_index, snapshot_key
from index.store import Store

log = logging.getLogger(__name__)

KEPT_CACHES = 2
# A part older than this was left by a process that was killed.
PART_SECONDS = 3600.0


def open_snapshot(
    store: Store,
    encoder: Encoder,
    linker: Linker,
    cache: Path,
    progress: Progress | None = None,
    before: Snapshot | None = None,
) -> Snapshot:
    """The snapshot of what the store holds now: from the cache, or built (and not yet cached).

    Args:
        before: a snapshot of an earlier corpus by the same model and gazetteer; what it has of the
            readouts is taken over.
    """
    readouts = store.readouts()
    key = snapshot_key(readouts, encoder.fingerprint, linker.gazetteer)
    if (found := _load(cache / key, key, readouts)) is not None:
        return found
    return build(key, readouts, store, encoder, linker, progress, before)


def keep(snapshot: Snapshot, cache: Path) -> None:
    """Cache a snapshot, if it is not; one that cannot be kept is said in the log and no loss."""
    if (cache / snapshot.key).is_dir():
        return
    try:
        _save(snapshot, cache)
    except OSError as error:
        log.warning("the snapshot cannot be kept in %s: %s", cache, error)


def _save(snapshot: Snapshot, cache: Path) -> None:
    """Write a snapshot beside its final place, then move it there in one step."""
    cache.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix="part-", dir=cache))
    np.save(part / "windows.npy", snapshot.window_vectors)
    np.save(part / "sentences.npy", snapshot.sentence_vectors)
    for name, lexicon in (("words", snapshot.words), ("concepts", snapshot.concepts)):
        (part / name).mkdir()
        lexicon.save(part / name)
    (part / "layout.json").write_text(json.dumps(snapshot.layout.as_plain()), "utf-8")
    try:
        part.rename(cache / snapshot.key)
    except OSError:
        # Another process has just written the same snapshot.
        shutil.rmtree(part, ignore_errors=True)
    _prune(cache)


def _prune(cache: Path) -> None:
    folders = sorted(
        (p for p in cache.iterdir() if p.is_dir() and not p.name.startswith("part-")),
        key=lambda p: p.stat().st_mtime,
    )
    abandoned = [p for p in cache.glob("part-*") if p.stat().st_mtime < time.time() - PART_SECONDS]
    for old in folders[:-KEPT_CACHES] + abandoned:
        shutil.rmtree(old, ignore_errors=True)


def _load(folder: Path, key: str, readouts: Sequence[Readout]) -> Snapshot | None:
    if not folder.is_dir():
        return None
    try:
        vectors = np.load(folder / "windows.npy")
        return Snapshot(
            key=key,
            readouts=tuple(readouts),
            layout=Layout.from_plain(json.loads((folder / "layout.json").read_text("utf-8"))),
            window_vectors=vectors,
            sentence_vectors=np.load(folder / "sentences.npy"),
            dense=dense_index(vectors),
            words=Lexicon.load(folder / "words"),
            concepts=Lexicon.load(folder / "concepts"),
        )
    except Exception as error:  # what faiss, numpy and bm25s raise at damaged files knows no bounds
        log.warning("the cached snapshot %s is damaged (%s): building it again", key, error)
        shutil.rmtree(folder, ignore_errors=True)
        return None

"""A text that its source changes is replaced; what was quoted of it stays true."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.archive import Archive
from index.errors import ReadoutError, StoreError
from index.outbox import Outbox
from index.quoting import Quote
from index.store import Store
from index.versions import Versions
from tests.calls import GAZA_EN, LIBYA_EN, LIBYA_FA, UKRAINE_EN

NEW = LIBYA_EN.text.replace("in December", "in spring") + " Grain came up, too."


@pytest.fixture
def filled(archive: Archive) -> Archive:
    archive.store.add_all([LIBYA_EN, LIBYA_FA, GAZA_EN, UKRAINE_EN], quietly=True)
    return archive


def test_the_new_text_is_searched_and_the_old_is_not(filled: Archive) -> None:
    assert filled.snapshot.by_id[LIBYA_EN.id].text == LIBYA_EN.text
    assert filled.revise(LIBYA_EN.id, NEW, "A new title")
    assert filled.refresh()
    found = filled.snapshot.by_id[LIBYA_EN.id]
    assert (found.text, found.title, found.call) == (NEW, "A new title", LIBYA_EN.call)
    assert len(filled.snapshot.readouts) == 4
    texts = [filled.snapshot.by_id[s.readout_id].text for s in filled.snapshot.layout.sentences]
    assert LIBYA_EN.text not in texts


def test_an_old_digest_finds_the_old_text(filled: Archive) -> None:
    filled.revise(LIBYA_EN.id, NEW)
    filled.refresh()
    old = filled.find(LIBYA_EN.digest[:16])
    assert old == LIBYA_EN
    assert Quote(old, 0, 12, 1.0).text == LIBYA_EN.text[:12]
    assert not filled.is_current(old)
    new = filled.find(filled.snapshot.by_id[LIBYA_EN.id].digest[:16])
    assert new
    assert new.text == NEW
    assert filled.is_current(new)
    assert filled.find("%") is None


def test_nobody_is_told_of_a_change(filled: Archive) -> None:
    filled.revise(LIBYA_EN.id, NEW)
    assert Outbox(filled.store, lambda: datetime.now(UTC)).unannounced() == []


def test_the_same_text_is_no_change(filled: Archive) -> None:
    before = filled.store.state()
    assert not filled.revise(LIBYA_EN.id, f"\n{LIBYA_EN.text} ", "Another title")
    assert filled.store.state() == before
    assert filled.store.readouts()[0].title == LIBYA_EN.title


def test_an_earlier_text_that_comes_again_is_known(filled: Archive) -> None:
    filled.revise(LIBYA_EN.id, NEW)
    assert filled.add(LIBYA_EN) == LIBYA_EN.id
    assert {readout.text for readout in filled.store.readouts()} == {
        NEW, LIBYA_FA.text, GAZA_EN.text, UKRAINE_EN.text
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "error", "message"),
    [
        ("nobody", NEW, StoreError, "nobody: there is no such readout"),
        (LIBYA_EN.id, GAZA_EN.text, StoreError, "libya.en: its new text is that of gaza.en"),
        (LIBYA_EN.id, " … ", ReadoutError, "libya.en: the text is empty"),
    ],
)
def test_what_cannot_be_a_new_text_changes_nothing(
    name: str, text: str, error: type[Exception], message: str, filled: Archive
) -> None:
    before = filled.store.state()
    with pytest.raises(error, match=message):
        filled.revise(name, text)
    assert filled.store.state() == before


def test_what_is_removed_is_gone_with_its_earlier_texts(filled: Archive) -> None:
    filled.revise(LIBYA_EN.id, NEW)
    assert filled.store.remove([LIBYA_EN.id]) == 1
    filled.refresh()
    assert filled.find(LIBYA_EN.digest) is None
    assert filled.store.holder(LIBYA_EN.digest) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(st.sampled_from(["One.", "Two.", "Three.", "Four."]), max_size=6))
def test_every_text_that_a_readout_ever_had_is_found(store: Store, texts: list[str]) -> None:
    moments = iter(range(1, 10))
    versions = Versions(store, lambda: datetime(2026, 1, next(moments), tzinfo=UTC))
    store.remove([LIBYA_EN.id])
    store.add(LIBYA_EN)
    states = [store.state()]
    for text in texts:
        if versions.revise(LIBYA_EN.id, text):
            states.append(store.state())
    had = [LIBYA_EN.text, *texts]
    (now,) = store.readouts()
    assert now.text == had[-1]
    assert len(set(states)) == len(states)
    for text in set(had) - {now.text}:
        old = versions.find(replace(LIBYA_EN, text=text).digest)
        assert old
        assert (old.id, old.text) == (LIBYA_EN.id, text)
    assert versions.find(now.digest) is None

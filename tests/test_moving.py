"""Out of one database, into another: nothing lost, nothing twice, nobody told again."""

import json
import stat
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, insert, select

import bot.cli  # noqa: F401 - adds the commands
from index.moving import export, take_over
from index.outbox import Outbox
from index.people import People
from index.readout import Readout
from index.schema import items, metadata, outbox, sources, subscriptions
from index.store import Store
from index.subjects import Call
from index.versions import Versions
from tests.calls import GAZA_EN, LIBYA_EN, LIBYA_FA, UKRAINE_EN
from tests.conftest import make_readout
from tests.test_cli import invoke

# The store's own clock is between the two.
NOW, LATER = (datetime(year, 11, 23, 9, tzinfo=UTC) for year in (2020, 2100))
TIED = replace(UKRAINE_EN, call_id=GAZA_EN.call)
CHANGED = replace(LIBYA_FA, text=LIBYA_FA.text + " گندم نیز مطرح شد.")
SOURCE = {
    "id": "kremlin",
    "etag": '"1"',
    "modified": "",
    "checked_at": NOW,
    "succeeded_at": None,
    "failures": 2,
    "problem": "slow",
    "told": True,
}
ITEM = {
    "url_hash": "ab" * 32,
    "source": "kremlin",
    "first_seen": NOW,
    "outcome": "readout",
    "readout": LIBYA_EN.id,
}


def clock() -> datetime:
    return NOW


def later() -> datetime:
    return LATER


def call_of(*readouts: Readout) -> Call:
    return Call(readouts[0].call, readouts, frozenset())


@pytest.fixture
def full(store: Store) -> Store:
    """A database in the middle of its life; Libya is announced, Gaza is not yet."""
    people, box = People(store, clock), Outbox(store, later)
    people.subscribe(7, "all")
    people.settle(7, language="fa", time_zone="Asia/Tehran")
    people.subscribe(8, "topic:libya")
    people.pause(8)
    store.add_all([LIBYA_EN, LIBYA_FA])
    assert box.announce([call_of(LIBYA_EN, LIBYA_FA)]) == 1
    parcel = box.take()
    assert parcel
    box.sent(parcel, 99)
    store.add_all([GAZA_EN, TIED])
    Versions(store, clock).revise(LIBYA_FA.id, CHANGED.text)
    box.broadcast("Hello", [])
    with store.writing() as connection:
        connection.execute(insert(sources).values(SOURCE))
        connection.execute(insert(items).values(ITEM))
    return store


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path}/other.db")
    yield opened
    opened.close()


@pytest.fixture
def file(full: Store, tmp_path: Path) -> Path:
    """All of it, with users."""
    path = tmp_path / "all.jsonl"
    export(full, path, users=True)
    return path


def rows(store: Store, table: Table) -> list[dict[str, Any]]:
    with store.reading() as connection:
        found = [dict(row._mapping) for row in connection.execute(select(table))]
    return sorted(found, key=lambda row: str(list(row.values())))


def everything(store: Store) -> dict[str, list[dict[str, Any]]]:
    return {name: rows(store, table) for name, table in metadata.tables.items()}


def test_all_comes_over_and_a_second_time_nothing(full: Store, other: Store, file: Path) -> None:
    moved = take_over(other, file)
    assert moved.refused == ()
    assert moved.known == Counter()
    assert moved.new == Counter(
        readout=4, version=1, source=1, item=1, chat=2, subscription=2, message=1
    )
    for name in ("readouts", "versions", "sources", "items", "chats"):
        assert everything(other)[name] == everything(full)[name]
    before = everything(other)
    again = take_over(other, file)
    assert (again.new, again.known) == (Counter(), moved.new)
    assert everything(other) == before


def test_what_is_here_changes_nothing_in_its_own_database(full: Store, file: Path) -> None:
    before = everything(full)
    moved = take_over(full, file)
    assert (moved.new, moved.refused) == (Counter(), ())
    assert everything(full) == before


def test_nobody_is_told_twice_and_nobody_is_left_out(other: Store, file: Path) -> None:
    take_over(other, file)
    box = Outbox(other, later)
    assert set(box.unannounced()) == {GAZA_EN.id, TIED.id}
    assert box.announce([call_of(GAZA_EN, TIED), call_of(LIBYA_EN, CHANGED)]) == 1
    parcel = box.take()
    assert parcel
    assert (parcel.chat.id, parcel.chat.language, parcel.about) == (7, "fa", (GAZA_EN.call,))
    assert parcel.message is None
    box.sent(parcel, 1)
    assert box.take() is None


def test_a_readout_comes_with_its_call_and_its_earlier_text(other: Store, file: Path) -> None:
    take_over(other, file)
    assert TIED in other.readouts()
    assert CHANGED in other.readouts()
    assert Versions(other).find(LIBYA_FA.digest) == LIBYA_FA


def test_users_are_left_out_unless_they_are_asked_for(full: Store, tmp_path: Path) -> None:
    path = tmp_path / "public.jsonl"
    counts = export(full, path)
    assert counts == Counter(readout=4, version=1, source=1, item=1)
    assert "chat" not in path.read_text("utf-8")
    names = [next(iter(json.loads(line))) for line in path.read_text("utf-8").splitlines()]
    assert names == ["readout"] * 4 + ["version", "source", "item"]


def test_only_its_owner_can_read_who_the_users_are(file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not list(file.parent.glob("*.part"))


def test_what_is_there_stays_as_it_is(other: Store, file: Path) -> None:
    mine = replace(GAZA_EN, id="mine", title="My title")
    clash = make_readout(id=LIBYA_EN.id)
    other.add_all([mine, clash], quietly=True)
    people = People(other, lambda: NOW - timedelta(days=3))
    people.settle(7, language="en")
    people.subscribe(7, "all")
    theirs = rows(other, subscriptions)
    moved = take_over(other, file)
    assert mine in other.readouts()
    assert clash in other.readouts()
    assert people.chat(7).language == "en"
    assert [row for row in rows(other, subscriptions) if row["chat_id"] == 7] == theirs
    assert moved.known == Counter(readout=1, chat=1, subscription=1)
    (refused,) = moved.refused
    assert refused.reason == "libya.en: this id belongs to another text: that one stays"
    assert Outbox(other, later).unannounced() == [TIED.id]


def readout_line(**changes: object) -> dict[str, object]:
    row = {
        "id": "new", "title": "", "text": "They spoke of wheat.", "date": "2021-04-09",
        "participants": ["vladimir-putin"], "language": "en", "source": "", "source_url": "",
        "licence": "", "kind": "news", "call_id": "", "added_at": "2026-01-01T00:00:00+00:00",
        "announced_at": None,
    }  # fmt: skip
    return {"readout": row | changes}


SUBSCRIPTION = {
    "chat_id": 7, "subject": "all", "rhythm": "daily", "hour": 8, "weekday": 0,
    "since": NOW.isoformat(),
}  # fmt: skip


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"\xff\xfe", "no JSON"),
        (b"{", "no JSON"),
        (b'"\\ud800"', "no JSON"),
        (b"[" * 100_000, "no JSON"),
        ([], "no object with one of: readout, version"),
        ({"leader": {}}, "no object with one of"),
        ({"readout": 3}, "no object with one of"),
        (readout_line(text=" "), "new: the text is empty"),
        (readout_line(text=None), "text null cannot be used"),
        (readout_line(date="1400-01-20"), "no Gregorian day"),
        (readout_line(language="de"), 'language "de" cannot be used'),
        (readout_line(participants="Putin"), 'participants "Putin" cannot be used'),
        (readout_line(participants=[3]), "participants [3] cannot be used"),
        (readout_line(added_at="yesterday"), 'added_at "yesterday" cannot be used'),
        (readout_line(id="x" * 300), 'id "xxx'),
        ({"version": {"readout_id": "nobody", "text": "Hm.", "replaced_at": NOW.isoformat()}},
         "readout 'nobody' is not here"),
        ({"subscription": SUBSCRIPTION}, "chat 7 is not here"),
        ({"subscription": SUBSCRIPTION | {"hour": 24}}, "hour 24 cannot be used"),
        ({"subscription": SUBSCRIPTION | {"hour": True}}, "hour true cannot be used"),
        ({"subscription": SUBSCRIPTION | {"chat_id": 10**30}}, "chat_id 1000"),
        ({"subscription": SUBSCRIPTION | {"since": "0001-01-01T00:00:00+09:00"}}, "since "),
        ({"chat": {"id": 7, "language": "fa", "time_zone": "Mars/Base", "paused": False,
                   "since": NOW.isoformat()}}, 'time_zone "Mars/Base" cannot be used'),
    ],
)  # fmt: skip
def test_a_bad_line_is_refused_and_the_others_go_in(
    line: object, reason: str, other: Store, tmp_path: Path
) -> None:
    good = json.dumps(readout_line(id="good", text="Good.")).encode()
    bad = line if isinstance(line, bytes) else json.dumps(line).encode()
    path = tmp_path / "bad.jsonl"
    path.write_bytes(b"\n".join([b"", bad, good]))
    moved = take_over(other, path)
    (refused,) = moved.refused
    assert refused.line == 2
    assert reason in refused.reason
    assert "\n" not in refused.reason
    assert [readout.id for readout in other.readouts()] == ["good"]


readouts_made = st.lists(
    st.builds(
        make_readout,
        st.integers(1, 6),
        text=st.text(min_size=1).filter(lambda t: any(c.isalnum() for c in t) and "\0" not in t),
        language=st.sampled_from(["fa", "en"]),
        call_id=st.sampled_from(["", "a-call"]),
        participants=st.lists(st.text(), max_size=3).map(tuple),
    ),
    max_size=5,
    unique_by=(lambda readout: readout.id, lambda readout: readout.digest),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(readouts_made)
def test_whatever_is_stored_comes_over_as_it_was(
    store: Store, other: Store, tmp_path: Path, made: list[Readout]
) -> None:
    for one in (store, other):
        one.remove([readout.id for readout in one.readouts()])
    store.add_all(made)
    export(store, tmp_path / "some.jsonl")
    assert take_over(other, tmp_path / "some.jsonl").refused == ()
    assert other.readouts() == store.readouts()


def test_many_lines_go_in(other: Store, store: Store, tmp_path: Path) -> None:
    store.add_all(make_readout(number) for number in range(1203))
    export(store, tmp_path / "many.jsonl")
    assert take_over(other, tmp_path / "many.jsonl").new == Counter(readout=1203)


def test_a_message_in_doubt_is_sent_again_as_after_a_crash(
    full: Store, other: Store, tmp_path: Path
) -> None:
    box = Outbox(full, later)
    box.announce([call_of(GAZA_EN, TIED)])
    assert box.take()
    export(full, tmp_path / "all.jsonl", users=True)
    take_over(other, tmp_path / "all.jsonl")
    assert Outbox(other, later).recover() == 1
    assert {row["state"] for row in rows(other, outbox)} == {"sent", "waiting"}


# --- the commands ---------------------------------------------------------------------------------


def test_the_commands_move_a_home(
    full: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LEADER_CALLS_DATABASE", full.engine.url.render_as_string())
    assert invoke("export", "all.jsonl", "--with-users").output.splitlines() == [
        "readouts: 4", "versions: 1", "sources: 1", "items: 1",
        "chats: 2", "subscriptions: 2", "messages: 1",
    ]  # fmt: skip
    monkeypatch.setenv("LEADER_CALLS_DATABASE", f"sqlite:///{tmp_path}/new.db")
    assert "readouts: 4 new, 0 known\n" in invoke("import", "all.jsonl").output
    with Path("all.jsonl").open("a", encoding="utf-8") as file:
        file.write("{}\n")
    again = invoke("import", "all.jsonl")
    assert "readouts: 0 new, 4 known\n" in again.output
    assert "failed all.jsonl:13: no object with one of" in again.output
    assert again.exit_code == 1
    assert len(invoke("list").output.splitlines()) == 2


def test_a_file_out_of_reach_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LEADER_CALLS_DATABASE", f"sqlite:///{tmp_path}/new.db")
    for command in ("import", "export"):
        result = invoke(command, "nowhere/all.jsonl")
        assert "nowhere/all.jsonl: No such file or directory" in str(result.exception)

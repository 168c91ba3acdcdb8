"""`leader-calls doctor`: what works is said, what is broken is said with what to do."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from typer.testing import CliRunner

import bot.cli  # noqa: F401 - adds the command
from bot.doctor import BAD, GOOD, OPEN, Surroundings, findings
from index.cli import app
from index.encoder import Encoder, SentenceEncoder
from index.polls import Polls
from index.store import Store
from tests.botapi import BotApi
from tests.botapi.client import TOKEN, call, wait_until
from tests.conftest import make_readout
from tests.encoders import WordEncoder

ROOT = Path(__file__).parent.parent
SECRET = "a-SECRET"
URL = "https://calls.example.org/updates"
NEWEST = max(path.name[:4] for path in (ROOT / "index/migrations/versions").glob("0*.py"))
NOWHERE = "http://127.0.0.1:1"


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi(TOKEN) as server:
        yield server


@pytest.fixture
def home(api: BotApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home of a bot that works."""
    monkeypatch.chdir(tmp_path)
    set_all(monkeypatch, HOME=str(tmp_path / "home"), TOKEN=TOKEN, API=api.url)
    return tmp_path / "home"


def set_all(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"LEADER_CALLS_{name}", value)


def look(
    encoder: Callable[[str], Encoder] = lambda name: WordEncoder(),
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    free: float = 5e9,
) -> dict[str, str]:
    """What is found, by what was looked at; no secret is in it."""
    seconds = map(float, count()).__next__
    found = list(findings(Surroundings(now, seconds, encoder, lambda folder: int(free))))
    assert not [f for f in found if TOKEN.partition(":")[2] in str(f) or SECRET in str(f)]
    return {finding.text.partition(":")[0]: str(finding) for finding in found}


def bad(found: dict[str, str]) -> set[str]:
    return {name for name, line in found.items() if line.startswith(BAD)}


def test_all_is_well(home: Path) -> None:
    store = Store.open(f"sqlite:///{home}/leader-calls.db")
    store.add(make_readout())
    store.close()
    assert list(look().values()) == [
        "✓ settings: all can be used",
        "✓ token: belongs to @leader_calls_bot (Leader Calls)",
        "✓ clock: agrees with Telegram's",
        "✓ webhook: none, updates are polled; updates that wait: 0",
        f"✓ database: can be written, at its newest migration ({NEWEST}); readouts: 1",
        "✓ model: words, 64 dimensions, 32 questions a second",
        f"✓ snapshots: {home}/snapshots can be written",
        f"✓ disk: 5.0 GB free at {home}",
        "– sources: none is watched; LEADER_CALLS_WATCH=yes changes that",
    ]


def test_looking_leaves_nothing_behind(home: Path) -> None:
    look()
    with sqlite3.connect(home / "leader-calls.db") as database:
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
    database.close()
    assert "readouts" in tables
    assert "doctor" not in tables
    assert list((home / "snapshots").iterdir()) == []


def test_a_token_that_telegram_does_not_know(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, TOKEN="123456:OTHER-part")
    found = look()
    assert bad(found) == {"token"}
    assert "does not know it; copy it again from @BotFather" in found["token"]
    assert "OTHER" not in str(found)


def test_no_token_at_all(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, TOKEN="")
    assert "get one from @BotFather" in look()["token"]


@pytest.mark.parametrize("address", [NOWHERE, "http://", "http://127.0.0.1:x"])
def test_a_telegram_that_cannot_be_reached(
    address: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_all(monkeypatch, API=address)
    found = look()
    assert bad(found) == {"telegram"}
    assert "check the network, a proxy and LEADER_CALLS_API" in found["telegram"]


def test_a_telegram_that_is_out_of_order(home: Path, api: BotApi) -> None:
    api.fault("getMe", 502)
    assert "answers 502; try again later" in look()["token"]


@pytest.mark.parametrize(
    ("minutes", "how"), [(3, "s ahead of Telegram's"), (-3, "s behind Telegram's")]
)
def test_a_clock_that_is_wrong(minutes: int, how: str, home: Path) -> None:
    said = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=minutes)
    found = look(now=lambda: said)
    assert bad(found) == {"clock"}
    assert how in found["clock"]
    assert "NTP" in found["clock"]


def test_a_webhook_that_is_not_ours(home: Path, api: BotApi) -> None:
    call(api, "setWebhook", url="https://elsewhere.example.org/")
    found = look()
    assert bad(found) == {"webhook"}
    assert "to https://elsewhere.example.org/, the settings say to poll" in found["webhook"]


def test_a_webhook_that_is_not_set_yet_and_then_is(
    home: Path, api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_all(monkeypatch, LISTEN="127.0.0.1:8080", WEBHOOK_URL=URL, WEBHOOK_SECRET=SECRET)
    assert look()["webhook"].startswith(f"{OPEN} webhook: not set yet")
    call(api, "setWebhook", url=URL)
    assert look()["webhook"] == f"{GOOD} webhook: set; updates that wait: 0"


def test_a_webhook_that_fails(home: Path, api: BotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, LISTEN="127.0.0.1:8080", WEBHOOK_SECRET=SECRET, WEBHOOK_URL=NOWHERE)
    call(api, "setWebhook", url=NOWHERE)
    api.user("Sara").say("What about Libya?")
    assert wait_until(lambda: bool(call(api, "getWebhookInfo")["result"].get("last_error_message")))
    found = look()
    assert bad(found) == {"webhook"}
    assert "updates that wait: 1" in found["webhook"]
    assert "Connection failed" in found["webhook"]


def test_a_database_that_cannot_be_written(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    look()
    only_read = f"sqlite:///file:{home}/leader-calls.db?mode=ro&uri=true"
    set_all(monkeypatch, DATABASE=only_read)
    found = look()
    assert bad(found) == {"database"}
    assert "readonly database" in found["database"]


def test_a_database_of_a_newer_version(home: Path) -> None:
    look()
    with sqlite3.connect(home / "leader-calls.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    assert "9999" in look()["database"]


def test_a_password_of_a_database_is_not_shown(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, DATABASE="mysql+nothing://reader:p4ssw0rd@db/calls")
    found = look()
    assert bad(found) == {"database"}
    assert "p4ssw0rd" not in str(found)


def test_a_database_without_readouts(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, STARTER="no")
    assert look()["database"].startswith(f"{OPEN} database: works but holds no readouts")


def test_a_model_that_is_not_there(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, MODEL="./none")
    found = look(encoder=SentenceEncoder)
    assert bad(found) == {"model"}
    assert "'./none' cannot be loaded" in found["model"]


def test_a_cache_that_cannot_be_written(home: Path) -> None:
    home.mkdir()
    (home / "snapshots").write_text("a file where the folder should be", "utf-8")
    found = look()
    assert bad(found) == {"snapshots"}
    assert "let the bot's user write there" in found["snapshots"]


def test_a_full_disk(home: Path) -> None:
    found = look(free=4e8)
    assert bad(found) == {"disk"}
    assert "0.4 GB free" in found["disk"]
    assert "make room" in found["disk"]


def test_all_is_broken_at_once(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.write_text("a file where the home should be", "utf-8")
    web = {"WEBHOOK_URL": URL, "LISTEN": "8080", "WEBHOOK_SECRET": f"{SECRET} !"}
    set_all(monkeypatch, API=NOWHERE, MODEL="./none", LOG="xml", **web)
    found = look(encoder=SentenceEncoder, free=0)
    assert bad(found) == {"settings", "telegram", "database", "model", "snapshots", "disk"}


def test_the_command_prints_a_line_each_and_its_status_tells(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_all(monkeypatch, MODEL="./none", TOKEN="123456-SECRET")
    result = CliRunner().invoke(app, ["doctor"])
    assert result.exit_code == 1
    marks = [line[0] for line in result.stdout.splitlines()]
    assert set(marks) <= {GOOD, BAD, OPEN}
    assert marks.count(BAD) >= 3
    assert "LEADER_CALLS_TOKEN: is no bot token" in result.stdout
    assert "SECRET" not in result.stdout


def test_the_command_ends_well_where_all_is_well(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    well = Surroundings(encoder=lambda name: WordEncoder(), free_bytes=lambda folder: 10**10)
    monkeypatch.setattr("bot.doctor.Surroundings", lambda: well)
    result = CliRunner().invoke(app, ["doctor"])
    assert (result.exit_code, BAD in result.stdout) == (0, False)


def test_sources_that_are_watched(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, WATCH="yes")
    assert re.fullmatch(r"✓ sources: \d+ are watched, none has failed", look()["sources"])
    store = Store.open(f"sqlite:///{home}/leader-calls.db")
    Polls(store, lambda: datetime.now(UTC)).failed("kremlin", "it answers 500")
    store.close()
    found = look()
    assert bad(found) == {"sources"}
    assert "fail, among them kremlin (it answers 500); `leader-calls sources`" in found["sources"]


def test_a_list_of_sources_that_cannot_be_used(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, WATCH="yes", SOURCES=str(home / "none.toml"))
    assert "none.toml cannot be read: No such file" in look()["sources"]

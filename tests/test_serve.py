"""`leader-calls serve` as a process of its own, with the bundled model and the starter corpus."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from index.archive import LAST_MODEL, Archive
from index.resources import data_folder
from index.store import Store
from tests.botapi import BotApi, User
from tests.botapi.client import TOKEN, wait_until
from tests.calls import NUCLEAR_EN

COMMAND = Path(sys.executable).with_name("leader-calls")
ADDED = replace(
    NUCLEAR_EN,
    id="madagascar.en",
    text="Both presidents praised the vanilla harvest of Madagascar. They will speak again soon.",
)
STOP_SECONDS = 5


def start(api: BotApi, home: Path, token: str = TOKEN) -> "subprocess.Popen[bytes]":
    names = {"HOME": str(home), "TOKEN": token, "API": api.url, "ANSWERS_A_MINUTE": "10000"}
    env = os.environ | {f"LEADER_CALLS_{name}": value for name, value in names.items()}
    with (home / "log.txt").open("wb") as log:
        return subprocess.Popen([COMMAND, "serve"], env=env, cwd=home, stdout=log, stderr=log)


@contextmanager
def serving(home: Path) -> Iterator[tuple[BotApi, "subprocess.Popen[bytes]"]]:
    """A server and a bot that polls it, killed afterwards if it still runs."""
    with BotApi(TOKEN) as api, start(api, home) as process:
        try:
            api.wait_for_call("getUpdates", timeout=120)
            yield api, process
        finally:
            process.kill()


@pytest.fixture(scope="module")
def running(home: Path) -> Iterator[tuple[BotApi, "subprocess.Popen[bytes]"]]:
    with serving(home) as both:
        yield both


@pytest.fixture
def api(running: tuple[BotApi, object]) -> BotApi:
    return running[0]


@pytest.mark.parametrize("command", ["/start", "/help"])
@pytest.mark.parametrize(("code", "word"), [("fa", "پرسش"), ("en", "question")])
def test_it_introduces_itself(command: str, code: str, word: str, api: BotApi) -> None:
    user = api.user("Reader", language_code=code)
    user.say(command)
    assert word in user.next_message().text


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("What did Putin and Erdogan say about Libya?", "Libya"),
        ("پوتین و اردوغان درباره لیبی چه گفتند؟", "لیبی"),
    ],
)
def test_it_quotes_both_readouts_of_a_call(
    question: str, word: str, sara: User, library: Archive
) -> None:
    sara.say(question)
    answer = sara.next_message()
    assert word in answer.quotes[0]
    sara.press(answer, answer.button_texts[0])
    other = sara.next_message()
    for quote in (*answer.quotes, *other.quotes):
        assert any(quote in readout.text for readout in library.snapshot.readouts)
    assert answer.quotes[0] != other.quotes[0]


@pytest.mark.parametrize(
    ("question", "refusal"),
    [
        ("What did Putin and Erdogan say about Taiwan?", "No readout here answers that."),
        ("پوتین و اردوغان درباره تایوان چه گفتند؟", "هیچ‌یک از متن‌های موجود"),
    ],
)
def test_it_says_no(question: str, refusal: str, sara: User) -> None:
    sara.say(question)
    answer = sara.next_message()
    assert (refusal in answer.text, answer.quotes) == (True, [])


@pytest.mark.parametrize(("status", "how"), [(500, "answer"), (429, "answer"), (500, "hang")])
def test_a_lost_answer_does_not_end_it(status: int, how: str, api: BotApi, sara: User) -> None:
    api.fault("sendMessage", status, how=how, chat=sara)  # type: ignore[arg-type]
    sara.say("/help")
    sara.say("What did Putin and Erdogan say about Libya?")
    sara.say("/start")
    assert "Hello" in sara.wait_for("Hello").text


def test_a_readout_that_another_process_adds_is_found(home: Path, sara: User) -> None:
    store = Store.open(f"sqlite:///{home}/leader-calls.db")
    store.add(ADDED)
    store.close()

    def is_found() -> bool:
        sara.say("What did Macron and Rouhani say about the vanilla harvest of Madagascar?")
        return "vanilla" in "".join(sara.next_message().quotes)

    assert wait_until(is_found, seconds=60)


def test_it_stops_cleanly_while_idle_and_its_log_has_no_token(
    running: tuple[BotApi, "subprocess.Popen[bytes]"], home: Path
) -> None:
    _, process = running
    process.send_signal(signal.SIGTERM)
    assert process.wait(STOP_SECONDS) == 0
    log = (home / "log.txt").read_text("utf-8")
    assert "searching" in log
    assert TOKEN.partition(":")[2] not in log
    assert "Libya" not in log


def test_it_stops_cleanly_while_answering(home: Path) -> None:
    with serving(home) as (api, process):
        readers = [api.user(f"Reader {n}") for n in range(5)]
        for reader in readers:
            reader.say("What did Putin and Erdogan say about Libya?")
        api.wait_for_call("sendChatAction")
        process.send_signal(signal.SIGTERM)
        assert process.wait(STOP_SECONDS) == 0


def test_a_token_that_telegram_does_not_know_is_one_line(home: Path) -> None:
    with BotApi(TOKEN) as api, start(api, home, "123456:SECRET") as process:
        assert process.wait(120) == 2
    log = (home / "log.txt").read_text("utf-8")
    errors = [line for line in log.splitlines() if line.startswith("leader-calls:")]
    assert len(errors) == 1
    assert "does not know this token" in errors[0]
    assert "SECRET" not in log
    assert "Traceback" not in log


def test_a_model_that_is_set_while_it_runs_takes_over_and_a_missing_one_does_not(
    home: Path, tmp_path: Path
) -> None:
    def log_has(words: str) -> bool:
        return wait_until(lambda: words in (home / "log.txt").read_text("utf-8"), seconds=300)

    other = shutil.copytree(data_folder() / "model", tmp_path / "other")
    with serving(home) as (api, _):
        reader = api.user("Reader", language_code="en")
        for model, words in (("./none", "'./none' cannot be loaded"), (other, "from now on")):
            (home / ".env").write_text(f"LEADER_CALLS_MODEL={model}\n", encoding="utf-8")
            assert log_has(words)
            reader.say("What did Putin and Erdogan say about Libya?")
            assert "Libya" in reader.next_message().quotes[0]
    assert "texts read, about 0 s left" in (home / "log.txt").read_text("utf-8")
    with serving(home):
        assert (home / "snapshots" / LAST_MODEL).read_text("utf-8") == str(other)
    (home / ".env").unlink()

"""A load test of the delivery: a bot process that is really killed, and a Bot API with faults.

The Bot API server is that of the tests, so that this runs in a checkout of the project only.
"""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table

from index.archive import Archive
from index.cli import output, today
from index.encoder import Progress
from index.errors import EvaluationError
from index.people import People
from index.readout import Readout
from index.settings import ArchiveSettings

if TYPE_CHECKING:
    from tests.botapi import BotApi, Message, User

TOKEN = "123456:LOAD-TEST"
QUESTION = "What did Putin and Erdogan say about Libya?"
BLOCKED = 0.03
FAULTS = {"429": 0.05, "500": 0.02}
NEWS = Readout(
    id="load-test.en",
    title="Telephone call between Emmanuel Macron and Luiz Inácio Lula da Silva",
    text=(
        "President Macron and President Lula spoke by telephone. They agreed on a joint fund for "
        "the forests of the Amazon and of Guiana. Both called for the trade agreement to be "
        "put to a vote. They will meet again in the spring."
    ),
    date=date(2026, 11, 1),
    participants=("emmanuel-macron", "luiz-inacio-lula-da-silva"),
    language="en",
    kind="summary",
)
_ROOT = Path(__file__).parent.parent
_SEND = "sendMessage"
_BETWEEN_QUESTIONS = 1.0
_START_SECONDS = 180.0
_AFTERWARDS = 5.0


@dataclass(frozen=True)
class Load:
    """What is tried.

    Attributes:
        subscribers: of every call; `BLOCKED` of them have blocked the bot.
        rate: messages a second.
        kills: how often the process is killed on the way.
    """

    subscribers: int
    rate: float
    kills: int
    seed: int = 1


@dataclass
class Drained:
    """What became of it. Times are seconds.

    Attributes:
        missed, twice: subscribers who did not block and got no message, or more than one.
        impatient: requests before a `retry_after` had passed.
        seconds: from the first message to the last.
        down: of these, while the bot was killed and started.
        requests: to send a message, answers and refused ones among them.
        answers: how long each question asked meanwhile took.
        held_up: of these, how long those took whose answer met a 429 first.
    """

    load: Load
    blocked: int
    missed: int = 0
    twice: int = 0
    impatient: int = 0
    unsubscribed: int = 0
    seconds: float = 0.0
    down: float = 0.0
    requests: int = 0
    answers: list[float] = field(default_factory=list)
    held_up: list[float] = field(default_factory=list)

    @property
    def prompt(self) -> list[float]:
        """How long the questions took whose answer Telegram did not ask to wait."""
        held_up = set(self.held_up)
        return [seconds for seconds in self.answers if seconds not in held_up]


def drain(load: Load, report: Progress) -> Drained:
    """Let a bot tell its subscribers of a new call; see who hears of it, and how often.

    Args:
        report: told how many of how many were reached.

    Raises:
        EvaluationError: this is no checkout of the project, or the bot does not start.
    """
    server = _bot_api()
    with tempfile.TemporaryDirectory(prefix="leader-calls-load-") as folder, server(TOKEN) as api:
        archive = Archive.open(ArchiveSettings(home=Path(folder)), today)
        archive.refresh()
        try:
            return _Trial(load, api, Path(folder), archive, report).run()
        finally:
            archive.store.close()


class _Trial:
    """One run: the readers, the process, and what is found."""

    def __init__(
        self, load: Load, api: "BotApi", home: Path, archive: Archive, report: Progress
    ) -> None:
        self.load, self.api, self.home, self.archive = load, api, home, archive
        self.report = report
        readers = [api.user(f"Reader {n}") for n in range(load.subscribers)]
        self.people = People(archive.store, lambda: datetime.now(UTC))
        self.people.subscribe_all([reader.id for reader in readers], "all")
        chance = random.Random(load.seed)
        self.blocked = chance.sample(readers, round(BLOCKED * load.subscribers))
        for reader in self.blocked:
            reader.block()
        gone = {reader.id for reader in self.blocked}
        self.wanted = [reader for reader in readers if reader.id not in gone]
        self.found = Drained(load, len(self.blocked))
        api.random_faults(FAULTS, load.seed, methods={_SEND})

    def run(self) -> Drained:
        """Publish, watch, count."""
        process = self._start()
        try:
            self.archive.add(NEWS)
            process = self._watch(process)
            time.sleep(_AFTERWARDS)
        finally:
            process.kill()
            process.wait()
        times = [len(reader.messages) for reader in self.wanted]
        self.found.missed, self.found.twice = times.count(0), sum(n > 1 for n in times)
        self.found.impatient = len(self.api.impatient())
        follow = [bool(self.people.subscriptions(reader.id)) for reader in self.blocked]
        self.found.unsubscribed = follow.count(False)
        return self.found

    def _watch(self, process: "subprocess.Popen[bytes]") -> "subprocess.Popen[bytes]":
        """Ask, and kill the process at even steps on the way, until all are reached."""
        asker, began = self.api.user("Asker"), 0.0
        kills = kill_steps(self.load.kills, len(self.wanted))
        while (reached := _reached(self.wanted)) < len(self.wanted):
            self.report(reached, len(self.wanted))
            began = began or (time.monotonic() if reached else 0.0)
            if kills and reached >= kills[0]:
                process, kills = self._killed(process), kills[1:]
            self._ask(asker)
            time.sleep(_BETWEEN_QUESTIONS)
        self.found.seconds = time.monotonic() - began
        self.found.requests = sum(
            len(calls) for calls in (self.api.calls(_SEND), self.api.refused(_SEND))
        )
        return process

    def _ask(self, asker: "User") -> None:
        asked, before = time.monotonic(), self._told_to_wait(asker)
        question = asker.say(QUESTION).id
        asker.wait_for(_answers(question), timeout=120)
        seconds = time.monotonic() - asked
        self.found.answers.append(seconds)
        if self._told_to_wait(asker) > before:
            self.found.held_up.append(seconds)

    def _told_to_wait(self, asker: "User") -> int:
        """How often the server has refused an answer for a while."""
        refused = self.api.refused(_SEND)
        mine = [call for call in refused if str(call.params.get("chat_id")) == str(asker.id)]
        return sum(call.error is not None and call.error.status == 429 for call in mine)

    def _killed(self, process: "subprocess.Popen[bytes]") -> "subprocess.Popen[bytes]":
        began = time.monotonic()
        process.kill()
        process.wait()
        process = self._start()
        self.found.down += time.monotonic() - began
        return process

    def _start(self) -> "subprocess.Popen[bytes]":
        """A bot that polls.

        Raises:
            EvaluationError: it does not.
        """
        settings = {
            "HOME": str(self.home),
            "TOKEN": TOKEN,
            "API": self.api.url,
            "MESSAGES_A_SECOND": str(self.load.rate),
            "ANSWERS_A_MINUTE": "1000",
        }
        env = os.environ | {f"LEADER_CALLS_{name}": value for name, value in settings.items()}
        polls = len(self.api.calls("getUpdates"))
        log = self.home / "log.txt"
        with log.open("ab") as out:
            command = [sys.executable, "-m", "bot", "serve"]
            process = subprocess.Popen(command, env=env, cwd=_ROOT, stdout=out, stderr=out)
        end = time.monotonic() + _START_SECONDS
        while len(self.api.calls("getUpdates")) == polls:
            if process.poll() is not None or time.monotonic() > end:
                process.kill()
                raise EvaluationError(f"the bot does not start: {log.read_text('utf-8')[-500:]}")
            time.sleep(0.05)
        return process


def kill_steps(kills: int, readers: int) -> list[int]:
    """After how many readers the bot is killed each time: evenly over the whole."""
    return [round((kill + 0.5) * readers / kills) for kill in range(kills)]


def _answers(question: int) -> "Callable[[Message], bool]":
    return lambda message: message.reply_to == question


def _reached(readers: "Sequence[User]") -> int:
    return sum(bool(reader.messages) for reader in readers)


def _bot_api() -> "type[BotApi]":
    sys.path.insert(0, str(_ROOT))
    try:
        from tests.botapi import BotApi
    except ImportError as error:
        raise EvaluationError(
            f"`bench delivery` needs a checkout of the project with its dev packages ({error}): "
            "clone it and run `make test` there first"
        ) from error
    return BotApi


def print_drained(found: Drained) -> None:
    """The table of a run."""
    load, reached = found.load, found.load.subscribers - found.blocked - found.missed
    per_second = found.requests / _working(found)
    table, held_up = Table("delivery", "", show_header=False), len(found.held_up)
    lines: list[tuple[str, str]] = [
        ("subscribers, of them blocked the bot", f"{load.subscribers:,}, {found.blocked:,}"),
        ("faults", ", ".join(f"{kind} {rate:.0%}" for kind, rate in FAULTS.items())),
        ("killed", f"{load.kills} times"),
        ("reached", f"{reached:,}"),
        ("missed", str(found.missed)),
        ("twice", str(found.twice)),
        ("blocked and unsubscribed", f"{found.unsubscribed:,}"),
        ("requests before a retry_after had passed", str(found.impatient)),
        ("messages a second", f"{reached / _working(found):.1f}"),
        ("with answers and refused requests (asked for)", f"{per_second:.1f} ({load.rate:g})"),
        ("questions asked meanwhile", str(len(found.answers))),
        ("answered within, p50 / p95", _quantiles(found.prompt)),
        ("the same with those that a 429 held up", f"{_quantiles(found.answers)} ({held_up})"),
    ]
    for line in lines:
        table.add_row(*line)
    output.print(table)


def _working(found: Drained) -> float:
    return max(found.seconds - found.down, 1e-9)


def _quantiles(seconds: Sequence[float]) -> str:
    if len(seconds) < 2:
        return "–"
    shares = statistics.quantiles(seconds, n=20, method="inclusive")
    return f"{1000 * shares[9]:.0f} / {1000 * shares[18]:.0f} ms"

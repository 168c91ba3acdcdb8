"""`leader-calls doctor`: looks at everything that the bot needs, a line each."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx
from pydantic import ValidationError

from bot.logs import Discretion
from bot.settings import Settings
from index.encoder import Encoder, SentenceEncoder
from index.errors import LeaderCallsError, SettingsError
from index.gazetteer import Gazetteer
from index.health import database_health, failing_sources
from index.resources import data_folder
from index.sources import open_outlets

GOOD, BAD, OPEN = "✓", "✗", "–"
FREE_BYTES = 1e9
# Telegram refuses nothing by the clock, but days asked about and times of sending go wrong.
CLOCK_SECONDS = 60.0
# Telegram shows the last error of a webhook for ever; an older one is past.
RECENT_SECONDS = 600.0
REQUEST_SECONDS = 10.0
SAMPLE = [
    "What did Putin and Erdogan say about Libya?",
    "پوتین و اردوغان درباره لیبی چه گفتند؟",
] * 16


@dataclass(frozen=True)
class Finding:
    """What was looked at and how it is: ✓ good, ✗ bad, – not looked at or not needed."""

    mark: str
    text: str

    def __str__(self) -> str:
        return f"{self.mark} {self.text}"


@dataclass(frozen=True)
class Surroundings:
    """What the doctor measures with.

    Attributes:
        now: the machine's time.
        seconds: grows by one a second.
        encoder: the model of a name.
        free_bytes: free space where a folder lies.
    """

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    seconds: Callable[[], float] = time.perf_counter
    encoder: Callable[[str], Encoder] = SentenceEncoder
    free_bytes: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free


def findings(around: Surroundings) -> Iterator[Finding]:
    """Everything there is to say, as it is found; no secret is shown.

    A setting that cannot be used counts as not set, so that one mistake does not hide another.
    """
    settings, mistakes = _settings()
    discretion = Discretion.of(settings)
    for finding in (*mistakes, *_examined(settings, around)):
        yield Finding(finding.mark, discretion.hide(finding.text))


def _settings() -> tuple[Settings, list[Finding]]:
    """The settings in force, those that cannot be used replaced by their defaults."""
    try:
        return Settings.read(), [Finding(GOOD, "settings: all can be used")]
    except SettingsError as error:
        lines = [Finding(BAD, f"settings: {line}") for line in str(error).split("\n")]
        cause = error.__cause__
        assert isinstance(cause, ValidationError)
        wrong = {str(detail["loc"][0]) for detail in cause.errors()}
        return _without(wrong), lines


def _without(wrong: set[str]) -> Settings:
    # Without its URL a webhook is none, and then nothing else about it is needed.
    wrong = wrong | ({"webhook_url"} if wrong & {"listen", "webhook_secret"} else set())
    defaults = {
        name: Settings.model_fields[name].get_default(call_default_factory=True) for name in wrong
    }
    return Settings(**defaults)


def _examined(settings: Settings, around: Surroundings) -> Iterator[Finding]:
    yield from _telegram(settings, around)
    yield _database(settings)
    yield _model(settings, around)
    yield _cache(settings)
    yield _disk(settings, around)
    yield _sources(settings)


def _telegram(settings: Settings, around: Surroundings) -> Iterator[Finding]:
    token = settings.token.get_secret_value()
    if not token:
        yield Finding(BAD, "token: LEADER_CALLS_TOKEN is not set; get one from @BotFather")
        return
    try:
        with httpx.Client(base_url=f"{settings.api}/bot{token}", timeout=REQUEST_SECONDS) as client:
            answer = client.get("/getMe")
            yield _token(settings, answer)
            yield _clock(answer, around)
            if answer.status_code == HTTPStatus.OK:
                yield _webhook(settings, client.get("/getWebhookInfo"), around)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        yield Finding(
            BAD,
            f"telegram: {settings.api} cannot be reached ({str(error) or type(error).__name__}); "
            "check the network, a proxy and LEADER_CALLS_API",
        )


def _token(settings: Settings, answer: httpx.Response) -> Finding:
    me = _result(answer)
    if "username" in me:
        return Finding(GOOD, f"token: belongs to @{me['username']} ({me['first_name']})")
    if answer.status_code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND):
        return Finding(
            BAD,
            f"token: {settings.api} does not know it; copy it again from @BotFather, "
            "and see that LEADER_CALLS_API is a Bot API server",
        )
    return Finding(BAD, f"token: {settings.api} answers {answer.status_code}; try again later")


def _clock(answer: httpx.Response, around: Surroundings) -> Finding:
    try:
        theirs = parsedate_to_datetime(answer.headers.get("date", ""))
    except ValueError:
        return Finding(OPEN, "clock: the Bot API server does not say what time it is")
    ahead = (around.now() - theirs).total_seconds()
    if abs(ahead) <= CLOCK_SECONDS:
        return Finding(GOOD, "clock: agrees with Telegram's")
    how = f"{abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'}"
    return Finding(BAD, f"clock: {how} Telegram's; switch time synchronisation (NTP) on")


def _webhook(settings: Settings, answer: httpx.Response, around: Surroundings) -> Finding:
    info = _result(answer)
    url, wanted = info.get("url", ""), settings.webhook_url
    waiting = f"updates that wait: {info.get('pending_update_count', 0)}"
    if url and url != wanted:
        return Finding(
            BAD,
            f"webhook: Telegram sends updates to {url}, the settings say {wanted or 'to poll'}; "
            "`leader-calls serve` changes that; see that no other program uses this token",
        )
    if wanted and not url:
        return Finding(OPEN, f"webhook: not set yet, `leader-calls serve` does that; {waiting}")
    error = info.get("last_error_message", "")
    age = around.now().timestamp() - info.get("last_error_date", 0)
    if error and age < RECENT_SECONDS:
        return Finding(
            BAD, f"webhook: {waiting}; {age:.0f} s ago: {error}; see that {url} leads to the bot"
        )
    return Finding(GOOD, f"webhook: {'set' if url else 'none, updates are polled'}; {waiting}")


def _result(answer: httpx.Response) -> dict[str, Any]:
    """The result of a Bot API answer; nothing when there is none."""
    try:
        body = answer.json()
    except ValueError:
        return {}
    result = body.get("result") if isinstance(body, dict) else None
    return result if isinstance(result, dict) else {}


def _database(settings: Settings) -> Finding:
    try:
        health = database_health(settings.database_url)
    except LeaderCallsError as error:
        return Finding(BAD, f"database: {error}")
    if not health.readouts and not settings.starter:
        return Finding(OPEN, "database: works but holds no readouts; `leader-calls add` adds some")
    at = f"at its newest migration ({health.migration})"
    return Finding(GOOD, f"database: can be written, {at}; readouts: {health.readouts}")


def _model(settings: Settings, around: Surroundings) -> Finding:
    encoder = around.encoder(settings.model)
    try:
        dimensions = encoder.questions(SAMPLE[:1]).shape[1]
        started = around.seconds()
        encoder.questions(SAMPLE)
    except LeaderCallsError as error:
        return Finding(BAD, f"model: {error}")
    speed = len(SAMPLE) / max(around.seconds() - started, 1e-9)
    name = Path(encoder.name).name
    return Finding(GOOD, f"model: {name}, {dimensions} dimensions, {speed:.0f} questions a second")


def _cache(settings: Settings) -> Finding:
    try:
        settings.cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.cache) as file:
            file.write(b"?")
    except OSError as error:
        return Finding(
            BAD,
            f"snapshots: {settings.cache} cannot be written ({error.strerror}); "
            "let the bot's user write there, or set LEADER_CALLS_HOME",
        )
    return Finding(GOOD, f"snapshots: {settings.cache} can be written")


def _disk(settings: Settings, around: Surroundings) -> Finding:
    home = settings.home.expanduser().absolute()
    there = next(folder for folder in (home, *home.parents) if folder.is_dir())
    free = around.free_bytes(there)
    said = f"disk: {free / 1e9:.1f} GB free at {home}"
    if free < FREE_BYTES:
        return Finding(BAD, f"{said}, less than {FREE_BYTES / 1e9:.0f}; make room")
    return Finding(GOOD, said)


def _sources(settings: Settings) -> Finding:
    if not settings.watch:
        return Finding(OPEN, "sources: none is watched; LEADER_CALLS_WATCH=yes changes that")
    try:
        gazetteer = Gazetteer.load(data_folder() / "gazetteer")
        watched = open_outlets(settings.sources, gazetteer).watched
        failing = failing_sources(settings.database_url)
    except LeaderCallsError as error:
        return Finding(BAD, f"sources: {str(error).splitlines()[0]}")
    problems = [f"{one.id} ({failing[one.id]})" for one in watched if one.id in failing]
    if problems:
        return Finding(
            BAD,
            f"sources: {len(problems)} of {len(watched)} fail, among them {problems[0]}; "
            "`leader-calls sources` shows all",
        )
    return Finding(GOOD, f"sources: {len(watched)} are watched, none has failed")

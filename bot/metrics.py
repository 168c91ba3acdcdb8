"""What the bot does, counted for Prometheus. No label holds a text, a name or an id of a user."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Literal, get_args

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)

Outcome = Literal["found", "not_found", "fact", "too_short", "failed", "limited"]
Stage = Literal["search", "send", "total"]
Delivered = Literal["sent", "retried", "blocked", "failed", "updated"]
TelegramCode = Literal["429", "403", "400", "401", "409", "5xx", "timeout", "network", "other"]
# Seconds. A search takes some 30 ms, a message to Telegram some 100; 10 s is given up on.
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
# Subclasses go before their parents: BadRequest and TimedOut are NetworkErrors.
_CODES: tuple[tuple[type[Exception], TelegramCode], ...] = (
    (RetryAfter, "429"),
    (Forbidden, "403"),
    (BadRequest, "400"),
    (InvalidToken, "401"),
    (Conflict, "409"),
    (TimedOut, "timeout"),
)


class Metrics:
    """Counts and times of one bot, in a registry of its own.

    Args:
        registry: where the figures are kept; a new one when None.
        clock: gives seconds that only grow.
    """

    content_type = CONTENT_TYPE_LATEST

    def __init__(
        self,
        registry: CollectorRegistry | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.registry = own = registry or CollectorRegistry()
        self._clock = clock
        ProcessCollector(registry=own)
        self._answers = _counter(own, "answers", "Questions by what came of them.", "outcome")
        self._seconds = Histogram(
            "leader_calls_answer_seconds",
            "How long an answer takes, by stage.",
            ["stage"],
            buckets=BUCKETS,
            registry=own,
        )
        self._deliveries = _counter(own, "deliveries", "Messages of the outbox.", "outcome")
        self._errors = _counter(own, "telegram_errors", "Refusals and failures.", "code")
        self._sources = _counter(own, "source_failures", "Sources not read.", "source")
        self._depth = _gauge(own, "outbox_rows", "Messages that wait in the outbox.")
        self._oldest = _gauge(own, "outbox_oldest_seconds", "Age of the oldest due message.")
        self._working = _gauge(own, "updates_in_progress", "Updates being worked on.")
        self._readouts = _gauge(own, "readouts", "Readouts that are searched.")
        self._begin_at_zero()

    def answered(self, outcome: Outcome) -> None:
        """Count a question."""
        self._answers.labels(outcome).inc()

    def took(self, stage: Stage, seconds: float) -> None:
        """Note how long a stage of an answer took."""
        self._seconds.labels(stage).observe(seconds)

    @contextmanager
    def timing(self, stage: Stage) -> Iterator[None]:
        """Note how long what is done within takes, also when it fails."""
        started = self._clock()
        try:
            yield
        finally:
            self.took(stage, self._clock() - started)

    def working(self) -> AbstractContextManager[object]:
        """Count an update as in progress while within."""
        return self._working.track_inprogress()

    def delivered(self, outcome: Delivered) -> None:
        """Count a message of the outbox."""
        self._deliveries.labels(outcome).inc()

    def outbox(self, rows: int, oldest_seconds: float) -> None:
        """Note how many messages wait and how long the oldest is due; 0 where none is."""
        self._depth.set(rows)
        self._oldest.set(oldest_seconds)

    def telegram_failed(self, error: Exception) -> None:
        """Count an error by what Telegram, or the way there, answered."""
        self._errors.labels(telegram_code(error)).inc()

    def searching(self, readouts: int) -> None:
        """Note how many readouts the snapshot in force holds."""
        self._readouts.set(readouts)

    def source_failed(self, source: str) -> None:
        """Count a source that could not be read, by its id in the gazetteer."""
        self._sources.labels(source).inc()

    def text(self) -> bytes:
        """All figures in Prometheus' text format."""
        return generate_latest(self.registry)

    def _begin_at_zero(self) -> None:
        """Show every label from the start: a rate is wrong where a count begins with its first."""
        for metric, labels in (
            (self._answers, get_args(Outcome)),
            (self._deliveries, get_args(Delivered)),
            (self._errors, get_args(TelegramCode)),
            (self._seconds, get_args(Stage)),
        ):
            for label in labels:
                metric.labels(label)


def telegram_code(error: Exception) -> TelegramCode:
    """What went wrong between the bot and Telegram, in a word."""
    for kind, code in _CODES:
        if isinstance(error, kind):
            return code
    if not isinstance(error, NetworkError):
        return "other"
    # The library has one class for both; what it takes over from httpx it names so.
    return "network" if error.message.startswith("httpx.") else "5xx"


def _counter(registry: CollectorRegistry, name: str, text: str, label: str) -> Counter:
    return Counter(f"leader_calls_{name}", text, [label], registry=registry)


def _gauge(registry: CollectorRegistry, name: str, text: str) -> Gauge:
    return Gauge(f"leader_calls_{name}", text, registry=registry)

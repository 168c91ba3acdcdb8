"""The log: text or JSON lines, without the bot's secrets and without what people write."""

import json
import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TextIO
from urllib.parse import urlsplit

from telegram.error import InvalidToken

from bot.settings import Settings

HIDDEN = "(hidden)"
# httpx writes the token into the addresses it logs, the others are many words about little.
_QUIET = ("httpx", "httpcore", "sentence_transformers", "bm25s", "alembic")
# Below INFO these log whole updates and answers.
_NO_DETAILS = ("telegram", "tornado", "asyncio")


class Discretion:
    """Takes the bot's secrets out of texts.

    Libraries write them into what they raise and log: the token stands in the address of every
    request, the password in the database's.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        # The longest first: one secret may stand in another.
        self._secrets = sorted(filter(None, secrets), key=len, reverse=True)

    @classmethod
    def of(cls, settings: Settings) -> "Discretion":
        """What knows the secrets of the settings: token, webhook secret, database password."""
        token = settings.token.get_secret_value()
        return cls(
            [
                token,
                token.partition(":")[2],
                settings.webhook_secret.get_secret_value(),
                _password(settings.database),
            ]
        )

    def hide(self, text: str) -> str:
        """The text without secrets."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return text


class TextLines(logging.Formatter):
    """A line of text a record: time (UTC, ISO 8601), level, logger, message; then tracebacks."""

    def __init__(self, discretion: Discretion) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._discretion = discretion

    def format(self, record: logging.LogRecord) -> str:
        """The record as text, tracebacks included."""
        return self._discretion.hide(super().format(record))

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        """The time in UTC."""
        return _utc(record)


class JsonLines(logging.Formatter):
    """A JSON object a record: time (UTC, ISO 8601), level, logger, message and exception."""

    def __init__(self, discretion: Discretion) -> None:
        super().__init__()
        self._discretion = discretion

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON."""
        line = {
            "time": _utc(record),
            "level": record.levelname,
            "logger": record.name,
            "message": self._discretion.hide(record.getMessage()),
        }
        if record.exc_info:
            line["exception"] = self._discretion.hide(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def configure(settings: Settings, stream: TextIO) -> None:
    """Log to a stream as the settings say, and only there."""
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    discretion = Discretion.of(settings)
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines(discretion) if settings.log == "json" else TextLines(discretion))
    handler.addFilter(_has_no_wrong_token)
    handler.addFilter(_without_updates)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    for name in _NO_DETAILS:
        logging.getLogger(name).setLevel(max(level, logging.INFO))


def _utc(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _has_no_wrong_token(record: logging.LogRecord) -> bool:
    """False for a record that tells at length what `serve` ends with in one line."""
    return not (record.exc_info and isinstance(record.exc_info[1], InvalidToken))


def _without_updates(record: logging.LogRecord) -> bool:
    """Blank what the telegram library fills in: updates it cannot read, and answers it cannot."""
    if record.name.partition(".")[0] == "telegram" and isinstance(record.args, tuple):
        record.args = tuple(arg if isinstance(arg, (int, float)) else HIDDEN for arg in record.args)
    return True


def _password(database: str) -> str:
    try:
        return urlsplit(database).password or ""
    except ValueError:
        return ""

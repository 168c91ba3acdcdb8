"""The log: readable, in UTC, without secrets and without what people write."""

import io
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import create_engine, text
from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.logs import HIDDEN, configure
from bot.settings import Settings
from index.errors import StoreError
from index.store import Store
from tests.botapi import BotApi
from tests.botapi.client import TOKEN
from tests.conftest import make_readout

SECRET = "webhook-SECRET"
PASSWORD = "p4ss"
SETTINGS = Settings(
    token=SecretStr(TOKEN),
    webhook_secret=SecretStr(SECRET),
    database=f"postgresql+psycopg://reader:{PASSWORD}@db/calls",
)
log = logging.getLogger("bot.test")


@pytest.fixture(autouse=True)
def _root() -> Iterator[None]:
    """Puts back what `configure` changes."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    names = [name for name in root.manager.loggerDict if "." not in name]
    levels = {name: logging.getLogger(name).level for name in names}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


@pytest.fixture(params=["text", "json"])
def stream(request: pytest.FixtureRequest) -> io.StringIO:
    """What is logged in each form."""
    made = io.StringIO()
    configure(SETTINGS.model_copy(update={"log": request.param}), made)
    return made


def json_lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_of_text_says_when_where_and_what() -> None:
    stream = io.StringIO()
    configure(SETTINGS, stream)
    log.warning("the source %s is silent", "kremlin")
    time, rest = stream.getvalue().split(" ", 1)
    assert rest == "WARNING bot.test: the source kremlin is silent\n"
    assert abs(datetime.fromisoformat(time) - datetime.now(UTC)).total_seconds() < 3600


def test_a_line_of_json_says_the_same_and_holds_a_traceback() -> None:
    stream = io.StringIO()
    configure(SETTINGS.model_copy(update={"log": "json"}), stream)
    log.info("تازه\nline")
    try:
        raise KeyError("place")
    except KeyError:
        log.exception("failed")
    first, second = json_lines(stream)
    assert (first["level"], first["logger"], first["message"]) == ("INFO", "bot.test", "تازه\nline")
    assert datetime.fromisoformat(first["time"]).tzinfo == UTC
    assert "exception" not in first
    assert second["exception"].startswith("Traceback")
    assert second["exception"].endswith("KeyError: 'place'")


@pytest.mark.parametrize("secret", [TOKEN, TOKEN.partition(":")[2], SECRET, PASSWORD])
def test_a_secret_is_hidden_wherever_it_stands(secret: str, stream: io.StringIO) -> None:
    try:
        raise OSError(f"no answer from https://api.telegram.org/bot{secret}/getMe")
    except OSError as error:
        log.exception("failed: %s", error)
    assert secret not in stream.getvalue()
    assert stream.getvalue().count(f"bot{HIDDEN}/getMe") == 2


def test_without_secrets_nothing_is_hidden() -> None:
    stream = io.StringIO()
    configure(Settings(), stream)
    log.info("plain")
    assert stream.getvalue().endswith("bot.test: plain\n")


def test_the_level_is_that_of_the_settings_and_httpx_is_quiet() -> None:
    stream = io.StringIO()
    configure(SETTINGS.model_copy(update={"log_level": "debug"}), stream)
    logging.getLogger("httpx").info("HTTP Request")
    logging.getLogger("telegram.ext.ExtBot").debug("parameters: a question")
    log.debug("detail")
    assert stream.getvalue().splitlines()[0].endswith("DEBUG bot.test: detail")
    assert len(stream.getvalue().splitlines()) == 1
    configure(SETTINGS.model_copy(update={"log_level": "error"}), stream)
    log.warning("not this")
    assert "not this" not in stream.getvalue()


def test_a_wrong_token_is_left_to_the_one_line_that_serve_ends_with(stream: io.StringIO) -> None:
    log.error("failed", exc_info=InvalidToken())
    assert stream.getvalue() == ""


async def test_what_telegram_sends_and_cannot_be_read_is_not_logged(stream: io.StringIO) -> None:
    with BotApi(TOKEN) as api:
        api.world.queue.put("message", {"text": "a private question"})
        async with Bot(TOKEN, base_url=api.base_url) as bot:
            with pytest.raises((TelegramError, TypeError, KeyError)):
                await bot.get_updates()
    assert "Error while parsing updates" in stream.getvalue()
    assert "private" not in stream.getvalue()


def test_what_was_to_be_stored_is_not_logged(tmp_path: Path, stream: io.StringIO) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    store, readout = Store.open(url), make_readout(text="a private question")
    with create_engine(url).begin() as other:
        other.execute(text("DROP TABLE readouts"))
    try:
        store.add(readout)
    except StoreError:
        log.exception("failed")
    store.close()
    assert "no such table" in stream.getvalue()
    assert "private" not in stream.getvalue()

"""The bot polling a Bot API server, in a thread of its own as in a process of its own."""

import asyncio
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from bot.app import build
from bot.settings import Settings
from index.archive import Archive
from index.linking import Linker
from index.readout import Readout
from index.resources import data_folder
from index.store import Store
from tests.botapi import BotApi, Message, User
from tests.botapi.client import TOKEN
from tests.calls import CALLS, PLAIN_RANKING, TODAY
from tests.encoders import WordEncoder

JOIN_SECONDS = 20


@contextmanager
def opened(home: Path, linker: Linker, readouts: Iterable[Readout] = CALLS) -> Iterator[Archive]:
    """An archive in a folder, ranked by plain rules. Its readouts are no news."""
    store = Store.open(f"sqlite:///{home}/store.db")
    store.add_all(readouts, quietly=True)
    encoder = WordEncoder()
    # Called as the model of the settings, or the bot would change to that one.
    encoder.name = str(data_folder() / "model")
    yield Archive(store, encoder, linker, PLAIN_RANKING, home / "cache", lambda: TODAY)
    store.close()


@contextmanager
def polling(api: BotApi, archive: Archive, **settings: int) -> Iterator[None]:
    """Let a bot poll the server and answer from an archive."""
    home = archive.cache.parent
    given = Settings(token=SecretStr(TOKEN), api=api.url, home=home)
    app = build(given.model_copy(update=settings), archive)
    loop = asyncio.new_event_loop()

    def poll() -> None:
        asyncio.set_event_loop(loop)
        app.run_polling(stop_signals=None, timeout=5, poll_interval=0)

    before = len(api.calls("getUpdates"))
    thread = threading.Thread(target=poll)
    thread.start()
    try:
        api.wait_for_call("getUpdates", lambda _: len(api.calls("getUpdates")) > before)
        yield
    finally:
        loop.call_soon_threadsafe(app.stop_running)
        thread.join(JOIN_SECONDS)
        assert not thread.is_alive()


@contextmanager
def chatting(archive: Archive, *, privacy: bool = True, **settings: int) -> Iterator[BotApi]:
    """A server with a bot."""
    with BotApi(TOKEN, privacy=privacy) as api, polling(api, archive, **settings):
        yield api


def with_button(message: Message, data: str) -> Message:
    """The message as if it had one button, named "Old"."""
    keyboard = {"inline_keyboard": [[{"text": "Old", "callback_data": data}]]}
    return Message({**message.raw, "reply_markup": keyboard})


def toast(user: User, message: Message, button: str) -> str:
    """What a reader is told at the press of a button; "" is nothing."""
    answer = user.press(message, button)
    assert answer is not None
    return str(answer.get("text", ""))

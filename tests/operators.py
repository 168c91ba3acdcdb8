"""A bot with two operators, who speak English and Persian, and a reader who follows every call."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from pydantic import SecretStr

from bot.app import build
from bot.settings import Settings
from bot.telling import DESK
from bot.wording import Wording
from index.archive import Archive
from index.drafts import Draft, Drafts
from index.linking import Linker
from index.outbox import Outbox
from index.people import People
from index.subjects import EVERYTHING
from tests import bots
from tests.botapi import BotApi, Message, User
from tests.botapi.client import TOKEN
from tests.website import reader

_T = TypeVar("_T")


def now() -> datetime:
    """The time."""
    return datetime.now(UTC)


@dataclass
class House:
    """The server, the archive that the bot answers from, and the people.

    Attributes:
        ann: an operator who speaks English.
        omid: an operator who speaks Persian.
        sara: a reader who follows every call.
    """

    api: BotApi
    archive: Archive
    ann: User
    omid: User
    sara: User

    @property
    def say(self) -> Wording:
        """What Ann reads."""
        return Wording("en", self.archive.linker.gazetteer)

    @property
    def say_fa(self) -> Wording:
        """What Omid reads."""
        return Wording("fa", self.archive.linker.gazetteer)

    @property
    def drafts(self) -> Drafts:
        """What the operators have not confirmed."""
        return Drafts(self.archive.store, now)

    @property
    def outbox(self) -> Outbox:
        """What is sent unasked."""
        return Outbox(self.archive.store, now)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Let the bot poll; its links lead to this machine."""
        home = self.archive.cache.parent
        admins = frozenset({self.ann.id, self.omid.id})
        settings = Settings(token=SecretStr(TOKEN), api=self.api.url, home=home, admins=admins)
        app = build(settings, self.archive)
        app.bot_data[DESK] = replace(app.bot_data[DESK], web=reader())
        loop = asyncio.new_event_loop()

        def poll() -> None:
            asyncio.set_event_loop(loop)
            app.run_polling(stop_signals=None, timeout=5, poll_interval=0)

        polls = len(self.api.calls("getUpdates"))
        thread = threading.Thread(target=poll)
        thread.start()
        try:
            self.api.wait_for_call(
                "getUpdates", lambda _: len(self.api.calls("getUpdates")) > polls
            )
            yield
        finally:
            loop.call_soon_threadsafe(app.stop_running)
            thread.join(bots.JOIN_SECONDS)
            assert not thread.is_alive()


@contextmanager
def opened(home: Path, linker: Linker) -> Iterator[House]:
    """A house whose bot does not run yet."""
    with bots.opened(home, linker) as archive, BotApi(TOKEN) as api:
        ann, omid = api.user("Ann", language_code="en"), api.user("Omid", language_code="fa")
        sara = api.user("Sara", language_code="en")
        People(archive.store, now).subscribe(sara.id, EVERYTHING)
        yield House(api, archive, ann, omid, sara)


def shown_again(user: User, shown: Message) -> Message:
    """The next version of a message."""
    return user.wait_for(lambda message: message.id == shown.id)


def proposed(house: House, text: str) -> Message:
    """What Ann is shown after `/add`."""
    house.ann.say(f"/add {text}")
    return house.ann.next_message()


def eventually(find: Callable[[], _T | None]) -> _T:
    """What there is soon, if not at once."""
    for _ in range(500):
        if found := find():
            return found
        time.sleep(0.02)
    raise AssertionError("it did not come in 10 s")


def draft_of(house: House, shown: Message) -> Draft:
    """What a message shows; its id is kept right after Telegram has given it."""
    return eventually(lambda: house.drafts.under(shown.chat_id, shown.id))

"""BotApi: Telegram's Bot API over real HTTP on 127.0.0.1, with the users on the other side."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from types import TracebackType
from typing import Self, TypeVar

from aiohttp import web

from tests.botapi.faults import Fault, Faults, FloodControl, How, error_of
from tests.botapi.gateway import Gateway
from tests.botapi.groups import Group
from tests.botapi.user import User
from tests.botapi.wire import Call, Json
from tests.botapi.world import QUERY_SECONDS, Chat, World

_T = TypeVar("_T")
_START_SECONDS = 10


class BotApi:
    """A server for one bot, in a thread of its own::

        with BotApi() as api:
            start_my_bot(base_url=api.base_url)
            sara = api.user("Sara", language_code="fa")
            sara.say("/start")
            assert "سلام" in sara.next_message().text

    ``port`` 0 takes a free one. With ``privacy`` the bot sees in groups only commands, mentions
    and replies to it. Where the server itself fails, leaving the ``with`` block raises.
    """

    def __init__(
        self,
        token: str = "123456:TEST-TOKEN",
        *,
        port: int = 0,
        name: str = "Leader Calls",
        username: str = "leader_calls_bot",
        privacy: bool = True,
    ) -> None:
        self.token = token
        self.port = port
        self.world = World(token, name, username, privacy)
        self._faults = Faults()
        self._gateway = Gateway(self.world, self._faults)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="botapi", daemon=True)
        self._runner: web.AppRunner | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        if self._gateway.crashes and error is None:
            raise self._gateway.crashes[0]

    def start(self) -> None:
        """Begin to listen; ``port`` and ``url`` are known from then on.

        Raises:
            OSError: the port is taken.
        """
        self._thread.start()
        try:
            self._in_loop(self._open())
        except OSError:
            self.stop()
            raise

    def stop(self) -> None:
        """Cut every connection and end the thread."""
        self._in_loop(self._shut())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_START_SECONDS)
        self._loop.close()

    @property
    def url(self) -> str:
        """``http://127.0.0.1:PORT``."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def base_url(self) -> str:
        """What python-telegram-bot's ``base_url`` is to be."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        """What python-telegram-bot's ``base_file_url`` is to be."""
        return f"{self.url}/file/bot"

    def user(
        self,
        first_name: str = "Sara",
        *,
        language_code: str | None = None,
        last_name: str | None = None,
        username: str | None = None,
        started: bool = True,
    ) -> User:
        """Return a new person; ``started`` says whether the bot may write to them already."""
        with self.world.lock:
            user_id = 200_000_000 + self.world.number()
            card: Json = {"id": user_id, "is_bot": False, "first_name": first_name}
            names = {"last_name": last_name, "username": username}
            names = {name: text for name, text in names.items() if text}
            language = {"language_code": language_code} if language_code else {}
            self.world.users[user_id] = {**card, **names, **language}
            self.world.inboxes[user_id] = []
            private = {"id": user_id, "type": "private", "first_name": first_name, **names}
            bot = "member" if started else "left"
            self.world.chats[user_id] = Chat(private, bot, {user_id: "member"})
        return User(self.world, self.world.users[user_id])

    def group(self, title: str, members: Sequence[User]) -> Group:
        """Return a new group with the bot in it; the first member created it."""
        with self.world.lock:
            chat_id = -4_000_000 - self.world.number()
            statuses = {user.id: "member" for user in members} | {members[0].id: "creator"}
            chat = Chat({"id": chat_id, "type": "group", "title": title}, members=statuses)
            self.world.chats[chat_id] = chat
            self.world.member_changed(chat, members[0].card, "left", "member")
            made = self.world.post(chat, members[0].card, {"group_chat_created": True})
            self.world.queue.put("message", made)
        return Group(self.world, chat)

    def calls(self, method: str | None = None) -> list[Call]:
        """Return every accepted request, in order, or those of one method."""
        with self.world.lock:
            return list(self._gateway.by_method[method] if method else self._gateway.calls)

    def refused(self, method: str | None = None) -> list[Call]:
        """Return every request that got an error, with the error."""
        with self.world.lock:
            return [call for call in self._gateway.refused if method in (None, call.method)]

    def impatient(self) -> list[Call]:
        """Return requests to a chat that came before its ``retry_after`` had passed."""
        with self.world.lock:
            return list(self._faults.impatient)

    def wait_for_call(
        self,
        method: str,
        predicate: Callable[[Call], bool] = lambda call: True,
        timeout: float = 10,
    ) -> Call:
        """Return the first accepted request of a method that fulfils the predicate.

        Raises:
            AssertionError: none came in time.
        """
        calls = self._gateway.by_method[method]
        with self.world.changed:
            found = self.world.changed.wait_for(
                lambda: next((call for call in calls if predicate(call)), None), timeout
            )
        if found is None:
            raise AssertionError(f"no such {method} in {timeout} s; refused: {self.refused()}")
        return found

    def transcript(self, chat: User | Group | int) -> str:
        """Return a conversation as text."""
        return self.world.conversations([_chat_id(chat)])

    def fault(
        self,
        method: str | None = None,
        status: int = 500,
        *,
        retry_after: int | None = None,
        description: str | None = None,
        times: int = 1,
        chat: User | Group | int | None = None,
        how: How = "answer",
        done: bool = False,
    ) -> None:
        """Let the next ``times`` requests (of a method, to a chat) go wrong.

        ``how`` is to ``answer`` with ``status``, to ``hang`` (never answer), or to ``cut`` the
        connection. With ``done`` the request is carried out and only the answer is lost.
        """
        error = error_of(status, retry_after, description)
        where = None if chat is None else _chat_id(chat)
        self._faults.planned.append(Fault(method, where, times, how, done, error))

    def random_faults(
        self, rates: Mapping[str, float], seed: int, methods: Collection[str] = ()
    ) -> None:
        """Let requests go wrong by chance: ``{"429": 0.05, "500": 0.02, "lost": 0.01}``.

        Kinds are 403, 429, 500, 502, ``hang``, ``cut`` (not done) and ``lost`` (done, then cut).
        Without ``methods``, all but those about updates and the bot itself are hit.

        Raises:
            ValueError: a kind is unknown.
        """
        self._faults.at_random(rates, seed, methods)

    def limits(
        self, per_second: int = 30, per_chat_per_second: int = 1, retry_after: int = 1
    ) -> None:
        """Answer 429 to messages and edits beyond this many, for ``retry_after`` seconds."""
        self._faults.control = FloodControl(per_second, per_chat_per_second, retry_after)

    def clear_faults(self) -> None:
        """End all faults and limits."""
        self._faults.planned.clear()
        self._faults.rates = {}
        self._faults.control = None

    def duplicate_next_update(self, *, after_confirmed: bool = False) -> None:
        """Deliver the next update twice: at once, or again after the bot confirmed it."""
        with self.world.lock:
            if after_confirmed:
                self.world.queue.again += 1
            else:
                self.world.queue.twice += 1

    def reorder_next_updates(self, count: int) -> None:
        """Hold the next ``count`` updates back and deliver them in reverse order."""
        self.world.queue.hold = count

    def release_updates(self) -> None:
        """Deliver updates held back by ``reorder_next_updates`` although not all came."""
        self.world.queue.release()

    def expire_queries(self) -> None:
        """Make every callback and inline query asked so far too old to be answered."""
        with self.world.lock:
            for query in (*self.world.callbacks.values(), *self.world.inlines.values()):
                query.born -= QUERY_SECONDS + 1

    def _in_loop(self, work: Coroutine[object, object, _T]) -> _T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_START_SECONDS)

    async def _open(self) -> None:
        self.world.queue.loop = self._loop
        app = self._gateway.app()
        self._runner = web.AppRunner(
            app, access_log=None, handler_cancellation=True, shutdown_timeout=0.05
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def _shut(self) -> None:
        self.world.queue.loop = None
        if self._runner:
            await self._runner.cleanup()


def _chat_id(chat: User | Group | int) -> int:
    return chat if isinstance(chat, int) else chat.id

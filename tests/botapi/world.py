"""Who and what there is: users, chats, messages, queries. Every method works on a World."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count
from threading import Condition, RLock
from typing import NamedTuple

from tests.botapi.files import FileStore
from tests.botapi.message import transcript, utf16_slice
from tests.botapi.updates import UpdateQueue
from tests.botapi.wire import ApiError, Json, bad_request, forbidden

QUERY_SECONDS = 15.0
"""How long a callback or inline query can be answered."""


@dataclass
class Chat:
    """A chat with its messages. ``bot`` and ``members`` are statuses of membership.

    A private chat has the bot's status ``left`` before it is started and ``kicked`` when blocked.
    """

    card: Json
    bot: str = "member"
    members: dict[int, str] = field(default_factory=dict)
    messages: dict[int, Json] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)
    moved_to: int = 0

    @property
    def id(self) -> int:
        """The chat's number."""
        return int(self.card["id"])

    @property
    def type(self) -> str:
        """``private``, ``group`` or ``supergroup``."""
        return str(self.card["type"])

    def find(self, message_id: object) -> Json | None:
        """Return a message that is there and not deleted."""
        if message_id in self.deleted or not isinstance(message_id, int):
            return None
        return self.messages.get(message_id)


@dataclass
class Query:
    """A callback or inline query: when it came, and the bot's answer to it."""

    born: float
    answer: Json | None = None


class Event(NamedTuple):
    """Something the bot did that a user sees: ``sent``, ``edited`` or ``deleted``."""

    kind: str
    message: Json


class World:
    """Everything behind the Bot API. Hold ``lock`` to read or change it."""

    def __init__(self, token: str, name: str, username: str, privacy: bool) -> None:
        self.token = token
        self.lock = RLock()
        self.changed = Condition(self.lock)
        self.bot: Json = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": name,
            "username": username,
        }
        self.privacy = privacy
        self.users: dict[int, Json] = {}
        self.chats: dict[int, Chat] = {}
        self.inboxes: dict[int, list[Event]] = {}
        self.files = FileStore()
        self.callbacks: dict[str, Query] = {}
        self.inlines: dict[str, Query] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        self.queue = UpdateQueue(self.lock)
        self.logged_out = False
        self._message_ids = count(1)
        self._numbers = count(1)

    def number(self) -> int:
        """Return a number not given before."""
        return next(self._numbers)

    def chat(self, chat_id: object) -> Chat:
        """Return the chat that a request names.

        Raises:
            ApiError: 400 where it is missing, unknown, or has moved to a supergroup.
        """
        if chat_id is None:
            raise bad_request("chat_id is empty")
        found = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if found is None:
            raise bad_request("chat not found")
        if found.moved_to:
            what = "Bad Request: group chat was upgraded to a supergroup chat"
            raise ApiError(400, what, migrate_to_chat_id=found.moved_to)
        return found

    def open_chat(self, chat_id: object) -> Chat:
        """Return the chat that a request writes to.

        Raises:
            ApiError: as ``chat``; 403 where the bot may not write there.
        """
        found = self.chat(chat_id)
        if found.bot == "member":
            return found
        if found.type != "private":
            gone = "kicked from" if found.bot == "kicked" else "not a member of"
            raise forbidden(f"bot {'was' if found.bot == 'kicked' else 'is'} {gone} the group chat")
        if found.bot == "kicked":
            raise forbidden("bot was blocked by the user")
        raise forbidden("bot can't initiate conversation with a user")

    def post(self, chat: Chat, sender: Json, content: Json, reply: Json | None = None) -> Json:
        """Add a message to a chat and return it."""
        message: Json = {
            "message_id": next(self._message_ids),
            "from": sender,
            "chat": chat.card,
            "date": int(time.time()),
            **content,
        }
        if reply is not None:
            shown = {name: part for name, part in reply.items() if name != "reply_to_message"}
            message["reply_to_message"] = shown
        chat.messages[message["message_id"]] = message
        return message

    def show(self, kind: str, chat: Chat, message: Json) -> None:
        """Let everyone in the chat see what the bot did."""
        event = Event(kind, message)
        for user_id in chat.members:
            self.inboxes[user_id].append(event)
        self.changed.notify_all()

    def is_seen(self, chat: Chat, message: Json) -> bool:
        """Return whether the bot gets a user's message: in groups, privacy hides most."""
        if chat.type == "private" or not self.privacy:
            return chat.bot == "member"
        replied = message.get("reply_to_message", {}).get("from")
        return chat.bot == "member" and (replied is self.bot or self._is_called(message))

    def _is_called(self, message: Json) -> bool:
        """Return whether a text has a command or mention that can mean the bot."""
        me = f"@{self.bot['username']}".lower()
        for entity in message.get("entities", []):
            part = utf16_slice(message["text"], entity["offset"], entity["length"]).lower()
            if entity["type"] == "mention" and part == me:
                return True
            if entity["type"] == "bot_command" and ("@" not in part or part.endswith(me)):
                return True
        return False

    def ask(self, queries: dict[str, Query]) -> str:
        """Open a query and return its id."""
        query_id = str(4_000_000_000 + self.number())
        queries[query_id] = Query(time.monotonic())
        return query_id

    def answerable(self, queries: dict[str, Query], query_id: object) -> Query:
        """Return the query that a request answers.

        Raises:
            ApiError: 400 where there is none, or it is too old.
        """
        query = queries.get(str(query_id))
        if query is None or time.monotonic() - query.born > QUERY_SECONDS:
            what = "query is too old and response timeout expired or query ID is invalid"
            raise bad_request(what)
        return query

    def member_changed(self, chat: Chat, by: Json, old: str, new: str) -> None:
        """Tell the bot that its own membership changed."""
        update = {
            "chat": chat.card,
            "from": by,
            "date": int(time.time()),
            "old_chat_member": self.member(self.bot, old),
            "new_chat_member": self.member(self.bot, new),
        }
        self.queue.put("my_chat_member", update)

    @staticmethod
    def member(user: Json, status: str) -> Json:
        """Return a ``ChatMember``."""
        extra: Json = {"until_date": 0} if status == "kicked" else {}
        extra |= {"is_anonymous": False} if status == "creator" else {}
        return {"user": user, "status": status, **extra}

    def conversations(self, chat_ids: Iterable[int]) -> str:
        """Return the transcripts of these chats."""
        with self.lock:
            chats = [self.chats[chat_id] for chat_id in chat_ids]
            return "\n".join(
                transcript(_title(chat), chat.messages.values(), chat.deleted) for chat in chats
            )


def _title(chat: Chat) -> str:
    return f"{chat.card.get('title') or chat.card.get('first_name')} ({chat.type} {chat.id})"

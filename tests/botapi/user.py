"""The other side of the chat: people who talk to the bot.

Everything here is synchronous and may be called from any thread. In an async test whose bot runs
on the same event loop, call the waiting verbs through ``asyncio.to_thread``.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence

from tests.botapi.checks import TEXT_LIMIT
from tests.botapi.cleaning import utf16_length
from tests.botapi.groups import Group
from tests.botapi.message import Message
from tests.botapi.wire import Json
from tests.botapi.world import Chat, Query, World

_FOUND = (
    ("url", re.compile(r"https?://\S+")),
    ("bot_command", re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,32}(@\w{3,32})?(?![\w/])")),
    ("mention", re.compile(r"(?<!\w)@[A-Za-z0-9_]{4,32}\b")),
    ("hashtag", re.compile(r"(?<!\w)#\w+")),
)

Predicate = Callable[[Message], bool] | str | None


def found_entities(text: str) -> list[Json]:
    """Return the entities that Telegram finds in a user's text by itself."""
    found = [
        {
            "type": kind,
            "offset": utf16_length(text[: match.start()]),
            "length": utf16_length(match.group()),
        }
        for kind, pattern in _FOUND
        for match in pattern.finditer(text)
    ]
    return sorted(found, key=lambda entity: entity["offset"])


class User:
    """A person. What the bot sends is read in order: each verb goes on where the last stopped."""

    def __init__(self, world: World, card: Json) -> None:
        self._world = world
        self.card = card
        self.id = int(card["id"])
        self._read = 0

    def say(self, text: str, chat: Group | None = None, reply_to: Message | None = None) -> Message:
        """Send a text, in private or in a group.

        Raises:
            ValueError: it is empty or longer than 4,096 UTF-16 units.
        """
        if not 0 < utf16_length(text) <= TEXT_LIMIT:
            raise ValueError(f"a client sends 1-4096 units, this has {utf16_length(text)}")
        entities = found_entities(text)
        body = {"text": text, **({"entities": entities} if entities else {})}
        return self._send(body, chat, reply_to)

    def send_photo(self, content: bytes, caption: str = "", chat: Group | None = None) -> Message:
        """Send a picture (PNG or JPEG)."""
        stored = self._world.files.add("photos", "photo.jpg", content)
        return self._send({"photo": stored.photo(), **_caption(caption)}, chat)

    def send_document(
        self, name: str, content: bytes, caption: str = "", chat: Group | None = None
    ) -> Message:
        """Send a file; the bot can download it."""
        stored = self._world.files.add("documents", name, content)
        return self._send({"document": stored.document(), **_caption(caption)}, chat)

    def send_sticker(self, emoji: str = "👍", chat: Group | None = None) -> Message:
        """Send a sticker."""
        shape = {"type": "regular", "width": 512, "height": 512, "emoji": emoji}
        shape |= {"is_animated": False, "is_video": False}
        stored = self._world.files.add("stickers", "sticker.webp", b"RIFF")
        return self._send({"sticker": {**stored.card(), **shape}}, chat)

    def send_voice(self, seconds: int = 3, chat: Group | None = None) -> Message:
        """Send a voice message."""
        stored = self._world.files.add("voice", "voice.oga", b"OggS")
        voice = {**stored.card(), "duration": seconds, "mime_type": "audio/ogg"}
        return self._send({"voice": voice}, chat)

    def forward_channel_post(
        self, text: str, channel: str = "News", chat: Group | None = None
    ) -> Message:
        """Forward a post of a channel."""
        card = {"id": -1_003_000_000_001, "type": "channel", "title": channel}
        origin = {"type": "channel", "chat": card, "message_id": 17, "date": int(time.time()) - 60}
        entities = found_entities(text)
        body = {"text": text, "forward_origin": origin}
        return self._send({**body, **({"entities": entities} if entities else {})}, chat)

    def edit(self, message: Message, text: str) -> Message:
        """Edit one's own message."""
        with self._world.lock:
            chat = self._world.chats[message.chat_id]
            old = {name: part for name, part in message.raw.items() if name != "entities"}
            entities = found_entities(text)
            new = {**old, "text": text, "edit_date": int(time.time())}
            new |= {"entities": entities} if entities else {}
            chat.messages[message.id] = new
            if self._world.is_seen(chat, new):
                self._world.queue.put("edited_message", new)
        return Message(new)

    def press(self, message: Message, button: str, timeout: float = 10) -> Json | None:
        """Press an inline button, named by its text or callback data.

        Returns:
            The parameters of answerCallbackQuery, or None where none came in time.

        Raises:
            AssertionError: there is no such button, or it calls nothing back.
        """
        found = message.button(button)
        if "callback_data" not in found:
            raise AssertionError(f"the button calls nothing back: {found}")
        with self._world.lock:
            body = self._pressed(message, found)
        return self._asked("callback_query", self._world.callbacks, timeout, body)

    def inline(self, query: str, offset: str = "", timeout: float = 10) -> Json:
        """Ask an inline query.

        Returns:
            The parameters of answerInlineQuery, with its ``results``.

        Raises:
            AssertionError: no answer came in time.
        """
        body = {"query": query, "offset": offset, "chat_type": "sender"}
        answer = self._asked("inline_query", self._world.inlines, timeout, body)
        if answer is None:
            raise AssertionError(f"no answer to the inline query {query!r} in {timeout} s")
        return answer

    def block(self) -> None:
        """Block the bot: from then on it gets 403 here."""
        self._set_bot("kicked")

    def unblock(self) -> None:
        """Take the block back."""
        self._set_bot("member")

    def next_message(self, timeout: float = 10, chat: Group | None = None) -> Message:
        """Return the next message that the bot sent (edits are passed over).

        Raises:
            AssertionError: none came in time; it shows the conversation.
        """
        return self._await(("sent",), None, timeout, chat)

    def wait_for(
        self, predicate: Predicate = None, timeout: float = 10, chat: Group | None = None
    ) -> Message:
        """Return the next message, new or edited, that contains a text or fulfils a predicate.

        Those before it are passed over.

        Raises:
            AssertionError: none came in time; it shows the conversation.
        """
        return self._await(("sent", "edited"), predicate, timeout, chat)

    def expect_silence(self, seconds: float = 0.5) -> None:
        """Check that the bot sends nothing more.

        Raises:
            AssertionError: it does.
        """
        with self._world.changed:
            said = self._world.changed.wait_for(lambda: self._scan(("sent",), None, None), seconds)
        if said:
            raise AssertionError(f"the bot was to be silent, but said {said.text!r}")

    @property
    def messages(self) -> list[Message]:
        """Everything that the bot sent so far where this user reads, first versions."""
        with self._world.lock:
            inbox = self._world.inboxes[self.id]
            return [Message(event.message) for event in inbox if event.kind == "sent"]

    def transcript(self) -> str:
        """Return every conversation of this user as text."""
        with self._world.lock:
            mine = [chat.id for chat in self._world.chats.values() if self.id in chat.members]
            return self._world.conversations(mine)

    def _send(self, body: Json, chat: Group | None, reply_to: Message | None = None) -> Message:
        with self._world.lock:
            place = self._world.chats[chat.id if chat else self.id]
            self._start(place)
            reply = place.messages[reply_to.id] if reply_to else None
            message = self._world.post(place, self.card, body, reply)
            if self._world.is_seen(place, message):
                self._world.queue.put("message", message)
        return Message(message)

    def _start(self, place: Chat) -> None:
        if place.type == "private":
            if place.bot == "kicked":
                raise AssertionError(f"{self.card['first_name']} has blocked the bot")
            place.bot = "member"

    def _pressed(self, message: Message, button: Json) -> Json:
        chat = self._world.chats[message.chat_id]
        gone = {"chat": chat.card, "message_id": message.id, "date": 0}
        current = chat.find(message.id) or gone
        instance = str(5_000_000_000 + abs(chat.id))
        return {"message": current, "chat_instance": instance, "data": button["callback_data"]}

    def _asked(
        self, kind: str, queries: dict[str, Query], timeout: float, body: Json
    ) -> Json | None:
        with self._world.changed:
            query_id = self._world.ask(queries)
            query = queries[query_id]
            self._world.queue.put(kind, {"id": query_id, "from": self.card, **body})
            return self._world.changed.wait_for(lambda: query.answer, timeout)

    def _set_bot(self, status: str) -> None:
        with self._world.lock:
            chat = self._world.chats[self.id]
            old, chat.bot = chat.bot, status
            self._world.member_changed(chat, self.card, old, status)

    def _await(
        self, kinds: Sequence[str], predicate: Predicate, timeout: float, chat: Group | None
    ) -> Message:
        place = chat.id if chat else None
        with self._world.changed:
            found = self._world.changed.wait_for(
                lambda: self._scan(kinds, predicate, place), timeout
            )
        if found is None:
            wanted = "message" if predicate is None else f"message with {predicate!r}"
            raise AssertionError(f"no {wanted} came in {timeout} s\n{self.transcript()}")
        return found

    def _scan(self, kinds: Sequence[str], predicate: Predicate, chat: int | None) -> Message | None:
        inbox = self._world.inboxes[self.id]
        while self._read < len(inbox):
            event = inbox[self._read]
            self._read += 1
            message = Message(event.message)
            in_place = chat in (None, message.chat_id)
            if event.kind in kinds and in_place and _fulfils(message, predicate):
                return message
        return None


def _fulfils(message: Message, predicate: Predicate) -> bool:
    if isinstance(predicate, str):
        return predicate in message.text
    return predicate is None or predicate(message)


def _caption(text: str) -> Json:
    return {"caption": text} if text else {}

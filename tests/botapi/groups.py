"""Groups that the bot sits in."""

from __future__ import annotations

from tests.botapi.wire import Json
from tests.botapi.world import Chat, World


class Group:
    """A group with the bot in it; its first member created it."""

    def __init__(self, world: World, chat: Chat) -> None:
        self._world = world
        self._chat = chat
        self.id = chat.id

    def add(self, user_id: int) -> None:
        """Let another user in."""
        with self._world.lock:
            self._chat.members[user_id] = "member"
            self._service({"new_chat_members": [self._world.users[user_id]]})

    def kick_bot(self) -> None:
        """Throw the bot out: from then on it gets 403."""
        with self._world.lock:
            self._chat.bot = "kicked"
            self._world.member_changed(self._chat, self._creator, "member", "kicked")

    def migrate(self) -> Group:
        """Turn the group into a supergroup: the old number gets 400 naming the new one."""
        with self._world.lock:
            card = {**self._chat.card, "type": "supergroup"}
            card["id"] = -1_002_000_000_000 - self._world.number()
            new = Group(self._world, Chat(card, members=self._chat.members))
            self._world.chats[new.id] = new._chat
            self._chat.moved_to = new.id
            self._service({"migrate_to_chat_id": new.id})
            new._service({"migrate_from_chat_id": self.id})
        return new

    @property
    def _creator(self) -> Json:
        return self._world.users[next(iter(self._chat.members))]

    def _service(self, content: Json) -> None:
        message = self._world.post(self._chat, self._creator, content)
        self._world.queue.put("message", message)

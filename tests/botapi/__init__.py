"""A Bot API server for tests: real HTTP, long polling and webhooks, strict about what it takes.

`BotApi` is the server, `User` and `Group` the people on the other side, `Message` what they read.
"""

from tests.botapi.groups import Group
from tests.botapi.message import Message
from tests.botapi.server import BotApi
from tests.botapi.user import User
from tests.botapi.wire import ApiError, Call

__all__ = ["ApiError", "BotApi", "Call", "Group", "Message", "User"]

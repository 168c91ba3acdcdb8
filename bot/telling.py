"""What handlers share: the desk they work at, and the wording a reader gets."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from telegram import CallbackQuery, Chat, Update
from telegram import Message as TelegramMessage
from telegram.error import BadRequest
from telegram.ext import ContextTypes

from bot.limits import Limits
from bot.metrics import Metrics
from bot.render import Message
from bot.sending import patiently, replace, reply
from bot.settings import Settings
from bot.wording import Wording
from index.archive import Archive
from index.outbox import Outbox
from index.people import Chat as KnownChat
from index.people import People
from index.text import Language
from index.web import Web

log = logging.getLogger(__name__)

DESK = "desk"
_T = TypeVar("_T")


@dataclass(frozen=True)
class Desk:
    """All that the bot works with.

    Attributes:
        new_calls: set when something may have come into the outbox.
        web: fetches the pages that operators send links to.
    """

    settings: Settings
    archive: Archive
    people: People
    outbox: Outbox
    metrics: Metrics
    limits: Limits
    now: Callable[[], datetime]
    new_calls: asyncio.Event = field(default_factory=asyncio.Event)
    web: Web = field(default_factory=Web)


def desk_of(context: ContextTypes.DEFAULT_TYPE) -> Desk:
    """The desk."""
    desk: Desk = context.bot_data[DESK]
    return desk


def archive_of(context: ContextTypes.DEFAULT_TYPE) -> Archive:
    """The archive that the bot answers from."""
    return desk_of(context).archive


def people_of(context: ContextTypes.DEFAULT_TYPE) -> People:
    """The chats that are known. Call its methods with `asyncio.to_thread`: they read a database."""
    return desk_of(context).people


def wording(context: ContextTypes.DEFAULT_TYPE, language: Language) -> Wording:
    """The wording of a language."""
    return Wording(language, archive_of(context).linker.gazetteer)


def language_of_user(update: Update) -> Language:
    """Persian for users whose Telegram is Persian, English for all others."""
    user = update.effective_user
    return "fa" if user and (user.language_code or "").lower().startswith("fa") else "en"


async def known_chat(update: Update, context: ContextTypes.DEFAULT_TYPE) -> KnownChat:
    """The chat of an update, with its choices."""
    assert update.effective_chat is not None
    return await asyncio.to_thread(people_of(context).chat, update.effective_chat.id)


async def say_to(update: Update, context: ContextTypes.DEFAULT_TYPE) -> Wording:
    """The wording in the language a chat has chosen, else in that of the user's Telegram."""
    chat = await known_chat(update, context)
    return wording(context, chat.language or language_of_user(update))


async def may_decide(update: Update) -> bool:
    """Whether a person may decide for a chat: anybody for their own, in groups those who run it."""
    chat, user = update.effective_chat, update.effective_user
    if chat is None or user is None:
        return False
    said = update.message
    # Who runs a group may write in its name.
    if chat.type == Chat.PRIVATE or (said and said.sender_chat and said.sender_chat.id == chat.id):
        return True
    member = await chat.get_member(user.id)
    return member.status in {"creator", "administrator"}


@dataclass(frozen=True)
class Press:
    """A button that was pressed.

    Attributes:
        say: the wording of the message's language, which the button holds.
        values: what its data says further.
    """

    query: CallbackQuery
    chat: int
    say: Wording
    values: tuple[str, ...]

    async def answer(self, text: str | None = None) -> None:
        """End the button's waiting, with a word to the reader if there is one."""
        try:
            await self.query.answer(text)
        except BadRequest as error:
            # Pressed while the bot was down: too late for a word, not for what was wanted.
            log.info("a button was not answered: %s", error.message)

    async def reply(self, message: Message, *, quoting: bool | None = None) -> TelegramMessage:
        """Send a message below that of the button; in groups, or if `quoting`, as a reply to it."""
        if said := self._said():
            return await reply(said, message, quoting=quoting)
        return await patiently(
            lambda: self.query.get_bot().send_message(
                self.chat,
                message.text,
                entities=message.entities,
                reply_markup=message.keyboard,
                disable_web_page_preview=True,
            )
        )

    async def replace(self, message: Message) -> None:
        """Put a message in the place of that of the button."""
        if said := self._said():
            await replace(said, message)
        else:
            await self.reply(message)

    def _said(self) -> TelegramMessage | None:
        """The message of the button; None when it is old or deleted: Telegram does not show it."""
        said = self.query.message
        return said if isinstance(said, TelegramMessage) and said.is_accessible else None


async def tell(update: Update, message: Message) -> None:
    """Answer a command; in groups as a reply to it."""
    assert update.effective_message is not None
    await reply(update.effective_message, message, quoting=None)


def pressed(update: Update, context: ContextTypes.DEFAULT_TYPE, values: int) -> Press:
    """Read the data of a button, `verb:language:value…`; the last of its values may hold colons."""
    query = update.callback_query
    assert query is not None
    assert update.effective_chat is not None
    _, language, *rest = str(query.data).split(":", values + 1)
    say = wording(context, "fa" if language == "fa" else "en")
    return Press(query, update.effective_chat.id, say, tuple(rest))

"""The menu of commands and the words that Telegram shows before a chat begins."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.sending import patiently
from bot.telling import Desk
from bot.wording import Wording

log = logging.getLogger(__name__)

COMMANDS = (
    "latest",
    "calls",
    "stats",
    "subscribe",
    "subscriptions",
    "timezone",
    "stop",
    "language",
    "about",
    "forget",
    "help",
)
IN_GROUPS = ("ask", "subscribe", "subscriptions", "timezone", "stop")


async def set_menu(bot: ExtBot[Any], desk: Desk) -> None:
    """Tell Telegram the commands and descriptions, in English for all and in Persian besides."""
    for language, code in (("en", None), ("fa", "fa")):
        say = Wording("fa" if language == "fa" else "en", desk.archive.linker.gazetteer)
        for send in _settings(bot, say, code):
            try:
                await patiently(send)
            except TelegramError as error:
                log.warning("the menu is not set: %s", error.message)
                return


def _settings(
    bot: ExtBot[Any], say: Wording, code: str | None
) -> list[Callable[[], Awaitable[bool]]]:
    private = [(name, say(f"command-{name}")) for name in COMMANDS]
    groups = [(name, say(f"command-{name}")) for name in IN_GROUPS]
    return [
        lambda: bot.set_my_commands(private, BotCommandScopeAllPrivateChats(), code),
        lambda: bot.set_my_commands(groups, BotCommandScopeAllGroupChats(), code),
        lambda: bot.set_my_description(say("description"), code),
        lambda: bot.set_my_short_description(say("short-description"), code),
    ]

"""Sending with patience: waits as long as Telegram asks, tries again when it is out of order."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TypeVar

from telegram import Message as TelegramMessage
from telegram.error import BadRequest, NetworkError, RetryAfter

from bot.render import Message

log = logging.getLogger(__name__)

ATTEMPTS = 4
# A 5xx is mostly over at once: the first try again is hardly felt.
BACKOFF_SECONDS, BACKOFF_GROWTH = 0.1, 5
_T = TypeVar("_T")


async def patiently(send: Callable[[], Awaitable[_T]]) -> _T:
    """The result of a request, tried up to `ATTEMPTS` times.

    A 429 is waited out for exactly the time it names, a 5xx or a broken connection with growing
    pauses. A time-out is not tried again: the message may have arrived.

    Raises:
        TelegramError: the last attempt's, or the first that another try would not help.
    """
    for attempt in range(1, ATTEMPTS):
        try:
            return await send()
        except RetryAfter as error:
            wait = seconds(error.retry_after)
        except NetworkError as error:
            # Its subclasses are refusals (BadRequest) and time-outs.
            if type(error) is not NetworkError:
                raise
            wait = BACKOFF_SECONDS * BACKOFF_GROWTH ** (attempt - 1)
        log.warning("Telegram did not take it, trying again in %.1f s", wait)
        await asyncio.sleep(wait)
    return await send()


async def reply(
    to: TelegramMessage, message: Message, *, quoting: bool | None = True
) -> TelegramMessage:
    """Send a message below another; in private chats `quoting` None does not show that one."""
    return await patiently(
        lambda: to.reply_text(
            message.text,
            entities=message.entities,
            reply_markup=message.keyboard,
            do_quote=quoting,
            allow_sending_without_reply=True,
            disable_web_page_preview=True,
        )
    )


async def replace(said: TelegramMessage, message: Message) -> None:
    """Put a message in the place of one that the bot has sent, if it is another."""
    if said.text == message.text and said.reply_markup == message.keyboard:
        return
    with _may_be_unchanged():
        await patiently(
            lambda: said.edit_text(
                message.text,
                entities=message.entities,
                reply_markup=message.keyboard,
                disable_web_page_preview=True,
            )
        )


@contextmanager
def _may_be_unchanged() -> Iterator[None]:
    """Two quick presses of a button ask for the same change: the second is no error."""
    try:
        yield
    except BadRequest as error:
        if "not modified" not in error.message:
            raise


def seconds(time: int | float | timedelta) -> float:
    """A time that the telegram library gives, in seconds."""
    return time.total_seconds() if isinstance(time, timedelta) else float(time)

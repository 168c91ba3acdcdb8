"""Questions in, quotations out."""

import asyncio
import logging
import time
from contextlib import suppress

from telegram import Message as TelegramMessage
from telegram import Update
from telegram.constants import ChatAction
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.render import Message, render_answer, render_quote
from bot.sending import patiently
from bot.telling import archive_of, language_of_user, wording
from index.answer import Quote
from index.errors import QuoteError

log = logging.getLogger(__name__)


async def on_question(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer a text message in the language it is written in."""
    asked = update.effective_message
    assert asked is not None
    assert asked.text is not None
    started = time.monotonic()
    with suppress(TelegramError):
        await asked.reply_chat_action(ChatAction.TYPING)
    answer = await asyncio.to_thread(archive_of(context).ask, asked.text)
    empty = answer.question.is_empty
    say = wording(context, language_of_user(update) if empty else answer.question.language)
    await reply(asked, render_answer(answer, say))
    log.info("answered: found %s in %.0f ms", answer.found, 1000 * (time.monotonic() - started))


async def on_other_readout(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Quote the same call from another readout: the button under an answer."""
    query = update.callback_query
    assert query is not None
    say = wording(context, language_of_user(update))
    quote = _quote_of(str(query.data), context)
    await query.answer(None if quote else say("gone"))
    if quote and isinstance(query.message, TelegramMessage):
        await reply(query.message, render_quote(quote, say))


async def reply(to: TelegramMessage, message: Message) -> None:
    """Send a message as a reply."""
    await patiently(
        lambda: to.reply_text(
            message.text,
            entities=message.entities,
            reply_markup=message.keyboard,
            do_quote=True,
            allow_sending_without_reply=True,
        )
    )


def _quote_of(data: str, context: ContextTypes.DEFAULT_TYPE) -> Quote | None:
    """The quotation of a button, or None when its readout is gone."""
    _, digest, start, end = data.split(":")
    readout = archive_of(context).find(digest)
    if readout is None:
        return None
    try:
        return Quote(readout, int(start), int(end), 1.0)
    except QuoteError:
        return None

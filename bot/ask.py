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
from index.errors import QuoteError
from index.quoting import Quote

log = logging.getLogger(__name__)

# What a chat was told last, for its follow-up questions.
TURN = "turn"
# The data of a button: language of the answer, hash of the text, start and end of the quotation.
OTHER_READOUT = r"^quote:(fa|en):[0-9a-f]+:\d+:\d+$"


async def on_question(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer a text message in the language it is written in."""
    asked = update.effective_message
    assert asked is not None
    assert asked.text is not None
    started = time.monotonic()
    with suppress(TelegramError):
        await asked.reply_chat_action(ChatAction.TYPING)
    before = context.chat_data.get(TURN) if context.chat_data is not None else None
    answer = await asyncio.to_thread(archive_of(context).ask, asked.text, before)
    if context.chat_data is not None and answer.found:
        context.chat_data[TURN] = answer.turn
    empty = answer.question.is_empty
    say = wording(context, language_of_user(update) if empty else answer.question.language)
    await reply(asked, render_answer(answer, say))
    log.info("answered: found %s in %.0f ms", answer.found, 1000 * (time.monotonic() - started))


async def on_other_readout(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Quote the same call from another readout: the button under an answer."""
    query = update.callback_query
    assert query is not None
    _, language, *place = str(query.data).split(":")
    say = wording(context, "fa" if language == "fa" else "en")
    quote = _quote_of(place, context)
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


def _quote_of(place: list[str], context: ContextTypes.DEFAULT_TYPE) -> Quote | None:
    """The quotation of a button's digest, start and end, or None when its readout is gone."""
    digest, start, end = place
    readout = archive_of(context).find(digest)
    if readout is None:
        return None
    try:
        return Quote(readout, int(start), int(end), 1.0)
    except QuoteError:
        return None

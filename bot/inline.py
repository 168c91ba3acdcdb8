"""Inline mode: `@bot libya` in any chat offers quotations to share."""

import asyncio
import logging

from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.error import BadRequest
from telegram.ext import ContextTypes

from bot.render import mark, render_quote
from bot.telling import archive_of, desk_of, language_of_user, wording
from bot.wording import Wording
from index.archive import Archive
from index.quoting import Quote, allowed
from index.subjects import calls_of
from index.summary import summarise
from index.text import Language

log = logging.getLogger(__name__)

MOST_CARDS = 10
_CACHE_SECONDS = 60
_SNIPPET = 150


async def on_inline(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Offer quotations that answer; for no words, the latest calls."""
    query = update.inline_query
    assert query is not None
    archive = archive_of(context)
    chat = await asyncio.to_thread(desk_of(context).people.chat, query.from_user.id)
    language = chat.language or language_of_user(update)
    quotes, spoken = await asyncio.to_thread(_quotes, query.query, language, archive)
    say = wording(context, spoken)
    cards = await asyncio.to_thread(lambda: [_card(quote, say) for quote in quotes])
    await _answer(query, cards, say)


def _quotes(text: str, language: Language, archive: Archive) -> tuple[list[Quote], Language]:
    """What to offer, and the language to offer it in."""
    if text.strip():
        found = archive.ask(text)
        return list(found.quotes[:MOST_CARDS]), found.question.language
    snapshot, gazetteer = archive.snapshot, archive.linker.gazetteer
    latest = calls_of(snapshot)[:MOST_CARDS]
    summaries = [summarise(call, language, snapshot, gazetteer) for call in latest]
    return [summary.quotes[0] for summary in summaries], language


def _card(quote: Quote, say: Wording) -> InlineQueryResultArticle:
    """A quotation as a card; shared, it becomes the message that the bot itself would send."""
    readout, message, shown = quote.readout, render_quote(quote, say), allowed([quote])
    return InlineQueryResultArticle(
        id=f"{mark(readout)}.{quote.start}.{quote.end}",
        title=f"{say.who(readout)} · {say.day(readout.date)}",
        description=shown[0].text[:_SNIPPET] if shown else say.source(readout),
        input_message_content=InputTextMessageContent(
            message.text,
            entities=message.entities,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        ),
    )


async def _answer(query: InlineQuery, cards: list[InlineQueryResultArticle], say: Wording) -> None:
    button = InlineQueryResultsButton(say("inline-ask"), start_parameter="inline")
    try:
        await query.answer(cards, cache_time=_CACHE_SECONDS, is_personal=True, button=button)
    except BadRequest as error:
        # Someone who types on has asked anew: the answer to the old words is not wanted any more.
        log.info("an inline query was not answered: %s", error.message)

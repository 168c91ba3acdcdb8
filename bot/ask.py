"""Questions in, quotations out."""

import asyncio
import logging
import time
from contextlib import suppress

from telegram import Message as TelegramMessage
from telegram import MessageEntity, Update
from telegram.constants import ChatAction
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.answers import render_answer, render_more
from bot.earlier import dated
from bot.limits import Verdict
from bot.metrics import Outcome
from bot.pace import Pace
from bot.render import Message, render_quote
from bot.sending import reply
from bot.telling import (
    archive_of,
    desk_of,
    people_of,
    pressed,
    say_to,
    wording,
)
from index.answer import Answer
from index.archive import Archive
from index.conversation import Turn
from index.errors import QuoteError
from index.quoting import Quote

log = logging.getLogger(__name__)

# The data of the buttons of this file, and what they do.
OTHER_READOUT = r"^quote:(fa|en):[0-9a-f]{16}:\d{1,9}:\d{1,9}$"
MORE = r"^more:(fa|en):\d{1,9}:\d{1,9}$"
ABOUT_CALL = r"^about:(fa|en):[0-9a-f]{16}$"
EXAMPLE = r"^example:(fa|en):[123]$"


async def on_question(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer a text message in the language it is written in."""
    asked = update.effective_message
    assert asked is not None
    await answer(asked, str(asked.text), update, context)


async def on_ask(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """`/ask question`: for groups, where other messages are not questions."""
    asked = update.effective_message
    assert asked is not None
    text = " ".join(context.args or ())
    if not text and asked.reply_to_message:
        text = asked.reply_to_message.text or ""
    await answer(asked, text, update, context)


async def on_group_message(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """In groups only what names the bot, or replies to it, is a question."""
    asked = update.effective_message
    assert asked is not None
    text = asked.text or ""
    name = f"@{context.bot.username}"
    mentions = asked.parse_entities([MessageEntity.MENTION]).values()
    if any(mention.lower() == name.lower() for mention in mentions):
        for mention in mentions:
            text = text.replace(mention, " ")
        await answer(asked, " ".join(text.split()), update, context)
    elif _is_reply_to(asked, context.bot.id):
        await answer(asked, text, update, context)


def _is_reply_to(message: TelegramMessage, bot: int) -> bool:
    before = message.reply_to_message
    return bool(before and before.from_user and before.from_user.id == bot)


async def on_example(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Ask one of the questions of /start: the bot writes it down and answers it."""
    press = pressed(update, context, 1)
    await press.answer()
    question = press.say(f"example-{press.values[0]}")
    asked = await press.reply(Message(press.say("you-ask", question=question)))
    await answer(asked, question, update, context, goes_on=False)


async def answer(
    asked: TelegramMessage,
    text: str,
    update: Update,
    context: ContextTypes.DEFAULT_TYPE,
    *,
    goes_on: bool = True,
) -> None:
    """Answer a question in reply to a message, within the limit of the person who asks.

    Args:
        goes_on: whether it may be a follow-up of the chat's last question.
    """
    desk, person = desk_of(context), update.effective_user or asked.chat
    verdict = desk.limits.ask(person.id)
    if verdict is not Verdict.ANSWER:
        desk.metrics.answered("limited")
        if verdict is Verdict.SAY_SLOWER:
            say = await say_to(update, context)
            await reply(asked, Message(say("slower", count=desk.limits.wait(person.id))))
        return
    pace = context.bot.rate_limiter
    assert isinstance(pace, Pace)
    pace.begin_answer()
    try:
        with desk.metrics.working(), desk.metrics.timing("total"):
            before = await _last_question(asked, context) if goes_on else None
            await _answer(asked, text, before, update, context)
    finally:
        pace.end_answer()


async def _last_question(asked: TelegramMessage, context: ContextTypes.DEFAULT_TYPE) -> Turn | None:
    return await asyncio.to_thread(people_of(context).last_question, asked.chat_id)


async def _answer(
    asked: TelegramMessage,
    text: str,
    before: Turn | None,
    update: Update,
    context: ContextTypes.DEFAULT_TYPE,
) -> None:
    desk, started = desk_of(context), time.monotonic()
    typing = asyncio.create_task(_show_typing(asked))
    with desk.metrics.timing("search"):
        found = await asyncio.to_thread(desk.archive.ask, text, before)
    number = 0
    if found.found:
        number = await asyncio.to_thread(desk.people.remember, asked.chat_id, found.turn)
    empty = found.question.is_empty
    say = await say_to(update, context) if empty else wording(context, found.question.language)
    message = await asyncio.to_thread(render_answer, found, say, number)
    with desk.metrics.timing("send"):
        await reply(asked, message)
    desk.metrics.answered(_outcome(found))
    typing.cancel()
    log.info("answered: found %s in %.0f ms", found.found, 1000 * (time.monotonic() - started))


async def _show_typing(asked: TelegramMessage) -> None:
    with suppress(TelegramError):
        await asked.reply_chat_action(ChatAction.TYPING)


def _outcome(found: Answer) -> Outcome:
    if found.question.is_empty:
        return "too_short"
    if not found.found:
        return "not_found"
    return "fact" if found.fact else "found"


async def on_other_readout(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Quote the same call from another readout, or the whole paragraph."""
    press = pressed(update, context, 3)
    archive = archive_of(context)
    quote = await asyncio.to_thread(_quote_of, press.values, archive)
    await press.answer(None if quote else press.say("gone"))
    if quote:
        message = dated(render_quote(quote, press.say), quote.readout, archive, press.say)
        await press.reply(message, quoting=True)


async def on_more(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Quote further calls that answer the question of a message."""
    press = pressed(update, context, 2)
    number, shown = map(int, press.values)
    people = people_of(context)
    turn = await asyncio.to_thread(people.question, press.chat, number)
    found = await asyncio.to_thread(archive_of(context).ask, turn.question) if turn else None
    message = render_more(found, press.say, number, shown) if found else None
    await press.answer(None if message else press.say("gone-question"))
    if message:
        await press.reply(message, quoting=True)


async def on_about_call(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Let the next question be about one call."""
    press = pressed(update, context, 1)
    readout = await asyncio.to_thread(archive_of(context).find, press.values[0])
    await press.answer(None if readout else press.say("gone"))
    if readout:
        turn = Turn("", readout.call)
        await asyncio.to_thread(people_of(context).remember, press.chat, turn)
        who, when = press.say.who(readout), press.say.day(readout.date)
        asks = Message(press.say("ask-now", who=who, when=when))
        await press.reply(asks, quoting=True)


def _quote_of(place: tuple[str, ...], archive: Archive) -> Quote | None:
    """The quotation of a button's digest, start and end, or None when its readout is gone."""
    digest, start, end = place
    readout = archive.find(digest)
    if readout is None:
        return None
    try:
        return Quote(readout, int(start), int(end), 1.0)
    except QuoteError:
        return None

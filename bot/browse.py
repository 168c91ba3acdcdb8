"""Looking around: the latest calls, one call, the whole of a readout."""

import asyncio
import re

from telegram import Update
from telegram.ext import ContextTypes

from bot.announcing import render_summary
from bot.catalogue import Choice, is_choice, list_message, picks_message
from bot.earlier import dated
from bot.render import Button, Message, button_data, mark
from bot.sides import compare_row
from bot.telling import archive_of, people_of, pressed, say_to, tell
from bot.whole import page_message, pages_of
from bot.wording import Wording
from index.archive import Archive
from index.conversation import Turn
from index.subjects import Call, calls_of
from index.summary import summarise

CALL = r"^call:(fa|en):[0-9a-f]{16}$"
TEXT = r"^(text|page):(fa|en):[0-9a-f]{16}:\d{1,9}$"
CALLS = r"^calls:(fa|en):\d{1,9}:(|q\d{1,9}|y\d{4}|(person|place|topic):.+)$"
PICK = r"^pick:(fa|en):(calls|follow):(person|place|topic|year):\d{1,9}$"

_MARK = re.compile(r"[0-9a-f]{16}")


async def on_latest(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Show the latest call."""
    say, archive = await say_to(update, context), archive_of(context)
    calls = await asyncio.to_thread(calls_of, archive.snapshot)
    message = await _card(calls[0], archive, say) if calls else Message(say("no-calls"))
    await tell(update, message)


async def on_calls(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """List the latest calls; those that words after the command describe, where there are any."""
    say, words = await say_to(update, context), " ".join(context.args or ())
    choice = Choice()
    if words:
        assert update.effective_chat is not None
        turn, chat = Turn(words), update.effective_chat.id
        choice = Choice(
            words, f"q{await asyncio.to_thread(people_of(context).remember, chat, turn)}"
        )
    message = await asyncio.to_thread(list_message, archive_of(context), choice, say, 0)
    await tell(update, message)


async def on_calls_page(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Turn to a page of a list of calls."""
    press = pressed(update, context, 2)
    archive, page, chosen = archive_of(context), int(press.values[0]), press.values[1]
    words = ""
    if chosen.startswith("q"):
        turn = await asyncio.to_thread(people_of(context).question, press.chat, int(chosen[1:]))
        words = turn.question if turn else ""
    choice = Choice(words, chosen)
    if not is_choice(choice, archive.linker.gazetteer):
        await press.answer(press.say("gone-list"))
        return
    message = await asyncio.to_thread(list_message, archive, choice, press.say, page)
    await press.answer()
    await press.replace(message)


async def on_pick(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Offer leaders, countries, topics or years: to list calls by, or to follow."""
    press = pressed(update, context, 3)
    purpose, kind, page = press.values
    message = await asyncio.to_thread(
        picks_message, archive_of(context), purpose, kind, press.say, int(page)
    )
    await press.answer()
    await press.replace(message)


async def on_call(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Show one call."""
    press = pressed(update, context, 1)
    archive = archive_of(context)
    call = await asyncio.to_thread(call_named, archive, press.values[0])
    await press.answer(None if call else press.say("gone"))
    if call:
        await press.reply(await _card(call, archive, press.say))


async def on_text(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Show the whole of a readout: its first page as a new message, the others in its place."""
    press = pressed(update, context, 2)
    digest, page = press.values[0], int(press.values[1])
    archive = archive_of(context)
    readout = await asyncio.to_thread(archive.find, digest)
    call = await asyncio.to_thread(call_named, archive, digest) if readout else None
    if readout is None or call is None or page >= len(pages_of(readout)):
        await press.answer(press.say("gone"))
        return
    message = page_message(readout, call, page, press.say)
    message = dated(message, readout, archive, press.say)
    message = message.with_rows(compare_row(call, archive, press.say))
    await press.answer()
    if str(press.query.data).startswith("page:"):
        await press.replace(message)
    else:
        await press.reply(message)


async def send_call(
    update: Update, context: ContextTypes.DEFAULT_TYPE, name: str, say: Wording
) -> bool:
    """Show the call of a link; whether there is one."""
    archive = archive_of(context)
    call = await asyncio.to_thread(call_named, archive, name)
    if call:
        await tell(update, await _card(call, archive, say))
    return call is not None


async def send_subject(
    update: Update, context: ContextTypes.DEFAULT_TYPE, name: str, say: Wording
) -> bool:
    """List the calls about the topic, place or person of a link; whether there is such a one."""
    archive = archive_of(context)
    gazetteer = archive.linker.gazetteer
    kinds = {"topic": gazetteer.topics, "place": gazetteer.places, "person": gazetteer.people}
    key = next((f"{kind}:{name}" for kind, names in kinds.items() if name in names), None)
    if key is None:
        return False
    message = await asyncio.to_thread(list_message, archive, Choice("", key), say, 0)
    await tell(update, message.with_rows([follow_button(key, say)]))
    return True


def follow_button(key: str, say: Wording) -> Button:
    """A button to follow a subject."""
    return say("follow", subject=say.subject(key)), button_data("follow", say, key)


def call_named(archive: Archive, name: str) -> Call | None:
    """The call with an id, or that a readout tells of which buttons name so."""
    snapshot = archive.snapshot
    named = (n for n, r in enumerate(snapshot.readouts) if name in (r.call, mark(r)))
    number = next(named, None)
    if number is None and _MARK.fullmatch(name) and (earlier := archive.find(name)):
        number = snapshot.numbers.get(earlier.id)
    return None if number is None else calls_of(snapshot, [number])[0]


async def _card(call: Call, archive: Archive, say: Wording) -> Message:
    snapshot, gazetteer = archive.snapshot, archive.linker.gazetteer
    summary = await asyncio.to_thread(summarise, call, say.language, snapshot, gazetteer)
    return render_summary(summary, say, new=False).with_rows(compare_row(call, archive, say))

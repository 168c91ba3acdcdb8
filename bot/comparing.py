"""Comparing the sides of a call in the chat."""

import asyncio

from telegram import Update
from telegram.ext import ContextTypes

from bot.browse import call_named
from bot.render import Message
from bot.sides import compare_message
from bot.telling import archive_of, pressed
from bot.wording import Wording
from index.archive import Archive
from index.compare import compare

COMPARE = r"^compare:(fa|en):[0-9a-f]{16}$"


async def on_compare(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Show what each side of a call speaks of and the other leaves out."""
    press = pressed(update, context, 1)
    found = await asyncio.to_thread(_compared, archive_of(context), press.values[0], press.say)
    if isinstance(found, Message):
        await press.answer()
        await press.reply(found)
    else:
        await press.answer(found)


def _compared(archive: Archive, digest: str, say: Wording) -> Message | str:
    """The comparison, or why there is none."""
    call = call_named(archive, digest)
    if call is None:
        return say("gone")
    gazetteer = archive.linker.gazetteer
    found = compare(call, say.language, archive.snapshot, gazetteer, archive.encoder)
    return compare_message(found, call, say) if found else say("compare-one")

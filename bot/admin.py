"""For those who run the bot: how it stands, and the handlers of all that only they may do."""

import asyncio
from collections.abc import Collection

from telegram import MessageEntity, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, ContextTypes, MessageHandler, filters

from bot import adding, broadcasting, operators, removing
from bot.render import Draft, Message
from bot.telling import Desk, desk_of, say_to
from bot.web import Bot
from bot.wording import Wording

STATES = ("waiting", "sending", "stale", "sent", "failed")


def add_handlers(application: Bot, ids: Collection[int]) -> None:
    """Add what operators may do; to be tried before what everybody may.

    For all others their commands are unknown ones.
    """
    operator = operators.from_operators(ids)
    commands = {
        "admin": on_admin,
        "add": adding.on_add,
        "remove": removing.on_remove,
        "broadcast": broadcasting.on_broadcast,
    }
    channel_post = operators.ChannelPost() & (filters.TEXT | filters.CAPTION)
    reply = filters.REPLY & filters.TEXT & ~filters.COMMAND
    buttons = {
        adding.DRAFT: adding.on_draft,
        removing.REMOVE: removing.on_removal,
        broadcasting.BROADCAST: broadcasting.on_broadcast_decided,
        operators.DISMISS: operators.on_dismiss,
    }
    application.add_handler(MessageHandler(operator & filters.Document.ALL, adding.on_document))
    application.add_handler(MessageHandler(operator & channel_post, adding.on_channel_post))
    for name, handler in commands.items():
        application.add_handler(CommandHandler(name, handler, operator))
    application.add_handler(MessageHandler(operator & reply, adding.on_reply))
    for pattern, handler in buttons.items():
        application.add_handler(CallbackQueryHandler(handler, pattern=pattern))


async def on_admin(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say how the bot stands."""
    asked, say = update.effective_message, await say_to(update, context)
    assert asked is not None
    await operators.tell(asked, await asyncio.to_thread(overview, desk_of(context), say))


def overview(desk: Desk, say: Wording) -> Message:
    """Calls, chats and outbox in a few lines, and what operators can do."""
    lines = [*_calls(desk, say), *_chats(desk, say), *_outbox(desk, say)]
    draft = Draft().add(say("admin-title"), MessageEntity.BOLD)
    return draft.add("\n\n" + "\n".join(lines) + "\n\n" + say("admin-commands")).done()


def _calls(desk: Desk, say: Wording) -> list[str]:
    readouts = desk.archive.snapshot.readouts
    if not readouts:
        return [say("about-empty")]
    newest = max(readouts, key=lambda readout: readout.date)
    calls = len({readout.call for readout in readouts})
    return [
        say("admin-calls", calls=calls, readouts=len(readouts)),
        say("admin-newest", who=say.who(newest), when=say.when(newest.date)),
    ]


def _chats(desk: Desk, say: Wording) -> list[str]:
    known, following = desk.people.count()
    return [say("admin-chats", known=known, following=following)]


def _outbox(desk: Desk, say: Wording) -> list[str]:
    states, depth = desk.outbox.states(), desk.outbox.depth()
    some = [
        say("admin-state", state=say(f"state-{state}"), count=states[state])
        for state in STATES
        if state in states
    ]
    if not some:
        return [say("admin-outbox-empty")]
    due = say("admin-due", count=depth.due, seconds=round(depth.oldest))
    return [say("admin-outbox", states=say.listed(some)), due]

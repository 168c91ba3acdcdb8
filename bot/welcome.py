"""The first words, the language, what the bot is; and a friendly line for what is no question."""

import asyncio

from telegram import Update
from telegram.ext import ContextTypes

from bot.browse import send_call, send_subject
from bot.render import Button, Draft, Message, button_data
from bot.telling import archive_of, people_of, pressed, say_to, tell
from bot.wording import Wording
from index.archive import Archive
from index.text import Language

LANGUAGE = r"^language:(fa|en)(:start)?$"
FORGET = r"^forget:(fa|en)$"
_EXAMPLES = (1, 2, 3)
# Ends the data of the language button below the greeting.
_GREETING = "start"
_OTHER: dict[Language, Language] = {"fa": "en", "en": "fa"}
_MOST_SOURCES = 12


async def on_start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say what the bot does, with three questions to try; or open what a link names."""
    target = (context.args or [""])[0]
    say = await say_to(update, context)
    kind, _, name = target.partition("_")
    if kind == "call" and await send_call(update, context, name, say):
        return
    if kind == "topic" and await send_subject(update, context, name, say):
        return
    await tell(update, start_message(say))


async def on_help(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say how to ask and how to read an answer."""
    await tell(update, Message((await say_to(update, context))("help")))


async def on_language(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Offer the two languages."""
    say = await say_to(update, context)
    buttons = [_speak(some, button_data("language", some)) for some in (say, _other(say))]
    await tell(update, Message(say("choose-language")).with_rows(buttons))


async def on_language_chosen(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Speak another language in this chat from now on."""
    press = pressed(update, context, 1)
    await asyncio.to_thread(people_of(context).settle, press.chat, language=press.say.language)
    await press.answer()
    chosen = Message(press.say("language-chosen"))
    await press.replace(start_message(press.say) if press.values == (_GREETING,) else chosen)


async def on_about(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say what the texts are and whose, and from when to when."""
    say = await say_to(update, context)
    await tell(update, await asyncio.to_thread(about_message, archive_of(context), say))


async def on_forget(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Ask whether all that is known of a chat is to be deleted."""
    say = await say_to(update, context)
    button = (say("forget-yes"), button_data("forget", say))
    await tell(update, Message(say("forget-ask")).with_rows([button]))


async def on_forget_confirmed(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Delete all that is known of a chat."""
    press = pressed(update, context, 0)
    await asyncio.to_thread(people_of(context).forget, press.chat)
    await press.answer()
    await press.replace(Message(press.say("forgotten")))


async def on_unknown_command(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Point to /help."""
    await tell(update, Message((await say_to(update, context))("unknown-command")))


async def on_unknown_button(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """A button of an earlier version of the bot."""
    query = update.callback_query
    assert query is not None
    await query.answer((await say_to(update, context))("gone-button"))


async def on_other_content(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say that only text is read."""
    await tell(update, Message((await say_to(update, context))("only-text")))


def start_message(say: Wording) -> Message:
    """The greeting, with questions to try and the other language as buttons."""
    examples = [[(say(f"example-{n}"), button_data("example", say, n))] for n in _EXAMPLES]
    other = _other(say)
    speak = _speak(other, button_data("language", other, _GREETING))
    return Message(say("start")).with_rows(*examples, [speak])


def _other(say: Wording) -> Wording:
    return say.in_language(_OTHER[say.language])


def _speak(say: Wording, data: str) -> Button:
    return say(f"language-{say.language}"), data


def about_message(archive: Archive, say: Wording) -> Message:
    """How many calls, of when, published by whom, and under which terms."""
    readouts = archive.snapshot.readouts
    if not readouts:
        return Message(say("about-empty"))
    days = [readout.date for readout in readouts]
    draft = Draft().add(
        say(
            "about",
            calls=len({readout.call for readout in readouts}),
            count=len(readouts),
            first=say.day(min(days)),
            last=say.day(max(days)),
        )
    )
    names = [say.source(readout) for readout in readouts if readout.source]
    often = sorted(set(names), key=lambda name: (-names.count(name), name))
    shown = say.listed(often[:_MOST_SOURCES])
    more = len(often) - _MOST_SOURCES
    draft.add("\n\n" + say("about-sources", names=shown))
    if more > 0:
        draft.add(" " + say("about-more-sources", count=more))
    ours = sum(readout.kind == "summary" for readout in readouts)
    if ours == len(readouts):
        draft.add("\n\n" + say("about-only-summaries"))
    elif ours:
        draft.add("\n\n" + say("about-summaries", count=ours))
    return draft.add("\n\n" + say("about-code")).done()

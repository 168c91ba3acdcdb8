"""The first words: /start, /help, and a friendly line for what is not a question."""

from telegram import Update
from telegram.ext import ContextTypes

from bot.sending import patiently
from bot.telling import language_of_user, wording


async def on_start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say what the bot does, with three questions to try."""
    say = wording(context, language_of_user(update))
    examples = {f"example{n}": say(f"example-{n}") for n in (1, 2, 3)}
    await _tell(update, say("start", **examples))


async def on_help(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say how to ask and how to read an answer."""
    await _tell(update, wording(context, language_of_user(update))("help"))


async def on_unknown_command(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Point to /help."""
    await _tell(update, wording(context, language_of_user(update))("unknown-command"))


async def on_other_content(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say that only text is read."""
    await _tell(update, wording(context, language_of_user(update))("only-text"))


async def _tell(update: Update, text: str) -> None:
    message = update.effective_message
    assert message is not None
    await patiently(lambda: message.reply_text(text))

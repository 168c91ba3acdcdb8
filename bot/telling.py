"""What handlers share: the archive they ask and the wording of a language."""

from telegram import Update
from telegram.ext import ContextTypes

from bot.wording import Wording
from index.archive import Archive
from index.text import Language

ARCHIVE = "archive"


def archive_of(context: ContextTypes.DEFAULT_TYPE) -> Archive:
    """The archive that the bot answers from."""
    archive: Archive = context.bot_data[ARCHIVE]
    return archive


def wording(context: ContextTypes.DEFAULT_TYPE, language: Language) -> Wording:
    """The wording of a language."""
    return Wording(language, archive_of(context).linker.gazetteer)


def language_of_user(update: Update) -> Language:
    """Persian for users whose Telegram is Persian, English for all others."""
    user = update.effective_user
    return "fa" if user and (user.language_code or "").lower().startswith("fa") else "en"

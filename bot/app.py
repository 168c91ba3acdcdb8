"""The Telegram application: handlers in the order in which they are tried, and its life."""

import asyncio
import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

from telegram import Update
from telegram.error import InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.ask import OTHER_READOUT, on_other_readout, on_question
from bot.settings import Settings
from bot.telling import ARCHIVE, language_of_user, wording
from bot.welcome import on_help, on_other_content, on_start, on_unknown_command
from index.archive import Archive
from index.encoder import Progress, SentenceEncoder
from index.errors import LeaderCallsError, SettingsError
from index.settings import ArchiveSettings

log = logging.getLogger(__name__)

HEARTBEAT = "heartbeat"
TASKS = "tasks"
REFRESH_SECONDS = 10.0
REPORT_SECONDS = 15.0
POLL_SECONDS = 20
STOP_SECONDS = 4.0
_PRIVATE = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
Bot: TypeAlias = Application[Any, Any, Any, Any, Any, Any]


def build(settings: Settings, archive: Archive, *, signals: bool = False) -> Bot:
    """An application that answers from an archive; with `signals`, SIGINT and SIGTERM stop it."""
    application = (
        Application.builder()
        .token(settings.token.get_secret_value())
        .base_url(f"{settings.api}/bot")
        .base_file_url(f"{settings.api}/file/bot")
        .concurrent_updates(True)
        .post_init(_begin_with_signals if signals else _begin)
        .post_stop(_end)
        .build()
    )
    application.bot_data[ARCHIVE] = archive
    application.bot_data[HEARTBEAT] = settings.home.expanduser() / "heartbeat"
    application.add_handler(CommandHandler("start", on_start, _PRIVATE))
    application.add_handler(CommandHandler("help", on_help, _PRIVATE))
    application.add_handler(MessageHandler(_PRIVATE & filters.COMMAND, on_unknown_command))
    application.add_handler(MessageHandler(_PRIVATE & filters.TEXT, on_question))
    application.add_handler(CallbackQueryHandler(on_other_readout, pattern=OTHER_READOUT))
    application.add_handler(MessageHandler(_PRIVATE & ~filters.StatusUpdate.ALL, on_other_content))
    application.add_error_handler(on_error)
    return application


def run(settings: Settings, archive: Archive) -> None:
    """Poll until SIGINT or SIGTERM; then finish what is being answered, `STOP_SECONDS` at most.

    Raises:
        SettingsError: Telegram does not know the token.
    """
    try:
        build(settings, archive, signals=True).run_polling(
            timeout=POLL_SECONDS,
            bootstrap_retries=-1,
            allowed_updates=[Update.MESSAGE, Update.CALLBACK_QUERY],
            stop_signals=None,
        )
    except InvalidToken as error:
        raise SettingsError(
            f"LEADER_CALLS_TOKEN: {settings.api} does not know this token; "
            "copy it again from @BotFather"
        ) from error


async def on_error(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Log what went wrong, then tell the person whose question was not answered."""
    error = context.error
    log.error("update failed: %s", type(error).__name__, exc_info=error)
    if isinstance(error, (NetworkError, RetryAfter)) or not isinstance(update, Update):
        return
    if update.effective_message is None:
        return
    try:
        say = wording(context, language_of_user(update))
        await update.effective_message.reply_text(say("failed"))
    except TelegramError as again:
        log.warning("could not say so: %s", type(again).__name__)


async def _begin_with_signals(application: Bot) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, _stop, application)
    await _begin(application)


async def _begin(application: Bot) -> None:
    archive = application.bot_data[ARCHIVE]
    application.bot_data[TASKS] = [
        asyncio.create_task(_keep_fresh(archive, application.bot_data[HEARTBEAT])),
        asyncio.create_task(_keep_model(archive, lambda: ArchiveSettings.read().model)),
    ]


def _stop(application: Bot) -> None:
    """Stop polling; a send or an embedding that hangs does not keep the process alive.

    Leaving hard loses nothing: the store writes in transactions, snapshots are moved into place
    when whole, and Telegram keeps an update until the next poll acknowledges it.
    """
    deadline = threading.Timer(STOP_SECONDS, os._exit, [0])
    deadline.daemon = True
    deadline.start()
    application.stop_running()


async def _end(application: Bot) -> None:
    for task in application.bot_data[TASKS]:
        task.cancel()


async def _keep_fresh(archive: Archive, heartbeat: Path) -> None:
    """Take up readouts that are added while the bot runs, also by other processes.

    After each look at the database the heartbeat file is touched: its age is the bot's health.
    """
    while True:
        await asyncio.sleep(REFRESH_SECONDS)
        try:
            await asyncio.to_thread(archive.refresh)
            await asyncio.to_thread(heartbeat.touch)
        except (LeaderCallsError, OSError) as error:
            log.warning("new readouts are not searched yet: %s", error)


async def _keep_model(archive: Archive, wanted: Callable[[], str]) -> None:
    """Change to the model of the settings, also when a .env file changes while the bot runs.

    The present model answers until the other has read all readouts. One that fails is not tried
    again before another is set.
    """
    failed = ""
    while True:
        try:
            encoder = SentenceEncoder(await asyncio.to_thread(wanted))
            if encoder.name not in {archive.encoder.name, failed}:
                failed = encoder.name
                log.info("reading all readouts with %s; %s answers", failed, archive.encoder.name)
                await asyncio.to_thread(archive.change_model, encoder, reading_log())
                log.info("%s answers from now on", encoder.name)
                failed = ""
        except (LeaderCallsError, OSError) as error:
            log.error("%s answers on: %s", archive.encoder.name, error)
        await asyncio.sleep(REFRESH_SECONDS)


def reading_log() -> Progress:
    """Logs how far a re-reading is, every `REPORT_SECONDS`, and how long it may still take."""
    started = reported = time.monotonic()

    def report(done: int, total: int) -> None:
        nonlocal reported
        now = time.monotonic()
        if now - reported >= REPORT_SECONDS or done == total:
            left = (now - started) / done * (total - done)
            log.info("%d of %d texts read, about %.0f s left", done, total, left)
            reported = now

    return report

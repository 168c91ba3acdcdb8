"""The Telegram application: its handlers in the order in which they are tried."""

import asyncio
import logging
import time
from datetime import UTC, datetime

from telegram import Update
from telegram.error import InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot import admin, ask, browse, comparing, inline, subscribe, welcome
from bot.life import LIFE, Life, serve_webhook
from bot.limits import Limits
from bot.membership import on_membership, on_moved
from bot.metrics import Metrics
from bot.pace import Pace
from bot.settings import Settings
from bot.stats import on_stats
from bot.telling import DESK, Desk, language_of_user, wording
from bot.web import Bot
from index.archive import Archive
from index.errors import SettingsError
from index.outbox import Outbox
from index.people import People
from index.web import Web

log = logging.getLogger(__name__)

POLL_SECONDS = 20
# Updates worked on at once; more wait in the queue, so that a flood fills no memory with work.
MOST_UPDATES = 64
UPDATES = [
    Update.MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
]
_NEW = filters.UpdateType.MESSAGE
_PRIVATE = filters.ChatType.PRIVATE & _NEW
_GROUPS = filters.ChatType.GROUPS & _NEW


def build(settings: Settings, archive: Archive, *, signals: bool = False) -> Bot:
    """An application that answers from an archive; with `signals`, SIGINT and SIGTERM stop it."""
    metrics = Metrics()
    life = Life(settings, signals=signals)
    application = (
        Application.builder()
        .token(settings.token.get_secret_value())
        .base_url(f"{settings.api}/bot")
        .base_file_url(f"{settings.api}/file/bot")
        .concurrent_updates(MOST_UPDATES)
        .rate_limiter(Pace(settings.messages_a_second, metrics))
        .post_init(life.begin)
        .post_stop(life.end)
        .build()
    )
    application.bot_data[DESK] = make_desk(settings, archive, metrics)
    application.bot_data[LIFE] = life
    admin.add_handlers(application, settings.admins)
    _add_commands(application)
    _add_buttons(application)
    application.add_handler(InlineQueryHandler(inline.on_inline))
    application.add_handler(ChatMemberHandler(on_membership, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, on_moved))
    application.add_handler(MessageHandler(_PRIVATE & filters.TEXT, ask.on_question))
    application.add_handler(
        MessageHandler(_GROUPS & filters.TEXT & ~filters.COMMAND, ask.on_group_message)
    )
    application.add_handler(
        MessageHandler(_PRIVATE & ~filters.StatusUpdate.ALL, welcome.on_other_content)
    )
    application.add_error_handler(on_error)
    return application


def make_desk(settings: Settings, archive: Archive, metrics: Metrics) -> Desk:
    """The desk for an archive, with the wall clock."""

    def now() -> datetime:
        return datetime.now(UTC)

    return Desk(
        settings=settings,
        archive=archive,
        people=People(archive.store, now),
        outbox=Outbox(archive.store, now),
        metrics=metrics,
        limits=Limits(settings.answers_a_minute, time.monotonic),
        now=now,
        web=Web(settings.user_agent),
    )


def _add_commands(application: Bot) -> None:
    private = {
        "start": welcome.on_start,
        "help": welcome.on_help,
        "language": welcome.on_language,
        "about": welcome.on_about,
        "forget": welcome.on_forget,
        "latest": browse.on_latest,
        "calls": browse.on_calls,
        "stats": on_stats,
    }
    # In groups, for those who run them; what they ask there is answered by `ask`.
    everywhere = {
        "ask": ask.on_ask,
        "subscribe": subscribe.on_subscribe,
        "subscriptions": subscribe.on_subscriptions,
        "timezone": subscribe.on_time_zone,
        "stop": subscribe.on_stop,
    }
    for name, handler in private.items():
        application.add_handler(CommandHandler(name, handler, _PRIVATE))
    for name, handler in everywhere.items():
        application.add_handler(CommandHandler(name, handler, _PRIVATE | _GROUPS))
    application.add_handler(MessageHandler(_PRIVATE & filters.COMMAND, welcome.on_unknown_command))


def _add_buttons(application: Bot) -> None:
    buttons = {
        ask.OTHER_READOUT: ask.on_other_readout,
        ask.MORE: ask.on_more,
        ask.ABOUT_CALL: ask.on_about_call,
        ask.EXAMPLE: ask.on_example,
        browse.CALL: browse.on_call,
        browse.TEXT: browse.on_text,
        browse.CALLS: browse.on_calls_page,
        browse.PICK: browse.on_pick,
        comparing.COMPARE: comparing.on_compare,
        subscribe.FOLLOW: subscribe.on_follow,
        subscribe.MINE: subscribe.on_mine,
        subscribe.EDIT: subscribe.on_edit,
        subscribe.UNFOLLOW: subscribe.on_unfollow,
        subscribe.RHYTHM: subscribe.on_rhythm,
        subscribe.ZONE: subscribe.on_zone,
        subscribe.HOUR: subscribe.on_hour,
        subscribe.WEEKDAY: subscribe.on_weekday,
        subscribe.RESUME: subscribe.on_resume,
        welcome.LANGUAGE: welcome.on_language_chosen,
        welcome.FORGET: welcome.on_forget_confirmed,
    }
    for pattern, handler in buttons.items():
        application.add_handler(CallbackQueryHandler(handler, pattern=pattern))
    application.add_handler(CallbackQueryHandler(welcome.on_unknown_button))


def run(settings: Settings, archive: Archive) -> None:
    """Work until SIGINT or SIGTERM; then finish what is being answered, `STOP_SECONDS` at most.

    Raises:
        SettingsError: Telegram does not know the token or refuses the webhook, or the web server
            cannot listen.
    """
    application = build(settings, archive, signals=True)
    try:
        if settings.webhook_url:
            asyncio.run(serve_webhook(application, settings, UPDATES))
        else:
            application.run_polling(
                timeout=POLL_SECONDS,
                bootstrap_retries=-1,
                allowed_updates=UPDATES,
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

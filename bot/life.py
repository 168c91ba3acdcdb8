"""What goes on beside the answering, and how it ends."""

import asyncio
import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from telegram.error import NetworkError

from bot.delivery import Delivery, announce
from bot.menu import set_menu
from bot.ready import checks_of
from bot.settings import Settings
from bot.telling import DESK, Desk
from bot.watching import Watch
from bot.web import Bot, Webhook, WebServer, set_webhook
from index.archive import Archive
from index.encoder import Progress, SentenceEncoder
from index.errors import LeaderCallsError
from index.settings import ArchiveSettings

log = logging.getLogger(__name__)

LIFE = "life"
REFRESH_SECONDS = 10.0
REPORT_SECONDS = 15.0
STOP_SECONDS = 4.0


class Life:
    """What goes on beside the answering, from the first update to the last."""

    def __init__(self, settings: Settings, *, signals: bool) -> None:
        self._settings, self._signals = settings, signals
        self._heartbeat = settings.home.expanduser() / "heartbeat"
        self._tasks: list[asyncio.Task[None]] = []
        self._delivery: Delivery | None = None
        self._delivering: asyncio.Task[None] | None = None
        self._web: WebServer | None = None
        self.stopped = asyncio.Event()

    async def begin(self, application: Bot) -> None:
        """Start all of it."""
        desk: Desk = application.bot_data[DESK]
        if self._signals:
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, self._stop, application)
        self._delivery = Delivery(desk, application.bot)
        if self._settings.listen:
            polls = not self._settings.webhook_url
            checks = checks_of(application, desk.archive, self._heartbeat, time.time, polls=polls)
            hook = Webhook.of(application, self._settings)
            self._web = WebServer(self._settings.listen, checks, desk.metrics, hook)
            await self._web.start()
        self._delivering = asyncio.create_task(self._delivery.run())
        self._tasks = [
            self._delivering,
            asyncio.create_task(_keep_fresh(desk, self._heartbeat)),
            asyncio.create_task(_keep_model(desk.archive, lambda: ArchiveSettings.read().model)),
            asyncio.create_task(set_menu(application.bot, desk)),
        ]
        if self._settings.watch:
            watch = Watch.of(desk, application.bot)
            self._tasks.append(asyncio.create_task(watch.run()))

    def _stop(self, application: Bot) -> None:
        """Stop; a send or an embedding that hangs does not keep the process alive.

        Leaving hard loses nothing: the store writes in transactions, snapshots are moved into
        place when whole, and Telegram keeps an update until the next poll acknowledges it.
        """
        deadline = threading.Timer(STOP_SECONDS, os._exit, [0])
        deadline.daemon = True
        deadline.start()
        self.stopped.set()
        if not self._settings.webhook_url:
            application.stop_running()

    async def end(self, application: Bot) -> None:
        """Let the message that is under way be sent and marked; end the rest."""
        if self._delivery and self._delivering:
            self._delivery.stop()
            await asyncio.wait([self._delivering], timeout=STOP_SECONDS / 2)
        for task in self._tasks:
            task.cancel()
        if self._web:
            await self._web.stop()


async def _keep_fresh(desk: Desk, heartbeat: Path) -> None:
    """Take up readouts that are added while the bot runs, also by other processes; announce them.

    After each look at the database the heartbeat file is touched: its age is the bot's health.
    """
    while True:
        try:
            await asyncio.to_thread(desk.archive.refresh)
            if await asyncio.to_thread(announce, desk):
                desk.new_calls.set()
            depth = await asyncio.to_thread(desk.outbox.depth)
            desk.metrics.outbox(depth.due, depth.oldest)
            desk.metrics.searching(len(desk.archive.snapshot.readouts))
            await asyncio.to_thread(heartbeat.touch)
        except (LeaderCallsError, OSError) as error:
            log.warning("new readouts are not searched yet: %s", error)
        await asyncio.sleep(REFRESH_SECONDS)


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


async def serve_webhook(application: Bot, settings: Settings, updates: Sequence[str]) -> None:
    """Take the updates that Telegram sends to the web server until stopped."""
    life: Life = application.bot_data[LIFE]
    await _reach(application)
    async with application:
        await life.begin(application)
        await application.start()
        await set_webhook(application, settings, updates)
        await life.stopped.wait()
        await application.stop()
        await life.end(application)


async def _reach(application: Bot) -> None:
    """Wait until Telegram can be reached."""
    while True:
        try:
            await application.initialize()
        except NetworkError as error:
            log.warning("Telegram cannot be reached yet: %s", error.message)
            await asyncio.sleep(REFRESH_SECONDS)
        else:
            return

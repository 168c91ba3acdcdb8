"""Whether the bot is ready to answer: the checks behind /readyz."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

from bot.web import Bot, Check
from index.archive import Archive

# The heart beats every 10 s; after a minute something hangs.
OLDEST_BEAT_SECONDS = 60.0


def checks_of(
    application: Bot, archive: Archive, heartbeat: Path, now: Callable[[], float], *, polls: bool
) -> Mapping[str, Check]:
    """All checks, by name.

    Args:
        heartbeat: the file that is touched while the bot works.
        now: seconds since the epoch, like the file's times.
        polls: whether updates are polled; a webhook gets them otherwise.
    """

    async def updates() -> str:
        return _receives(application, polls)

    async def store() -> str:
        await asyncio.to_thread(archive.store.state)
        return ""

    async def snapshot() -> str:
        await asyncio.to_thread(lambda: archive.snapshot)
        return ""

    async def beats() -> str:
        return await asyncio.to_thread(_beats, heartbeat, now)

    return {"updates": updates, "store": store, "snapshot": snapshot, "heartbeat": beats}


def _receives(application: Bot, polls: bool) -> str:
    if not application.running:
        return "the application does not run"
    if polls and not (application.updater and application.updater.running):
        return "updates are not polled"
    return ""


def _beats(heartbeat: Path, now: Callable[[], float]) -> str:
    try:
        age = now() - heartbeat.stat().st_mtime
    except OSError:
        return "has not beaten yet"
    return f"stopped {age:.0f} s ago" if age > OLDEST_BEAT_SECONDS else ""

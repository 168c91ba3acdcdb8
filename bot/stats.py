"""The calls in numbers: /stats, with a picture and what it shows in words."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

from telegram import Update
from telegram.constants import ChatAction
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.pictures import Pictures, pair_names, size_line, subject_name
from bot.sending import patiently
from bot.telling import archive_of, say_to
from bot.wording import Wording
from index.archive import Archive
from index.dates import Calendar
from index.statistics import Statistics, statistics

PICTURES = "pictures"
MOST_NAMED = 3


@dataclass(frozen=True)
class Report:
    """What is sent: a picture with a caption, or a text alone (`picture` is empty)."""

    text: str
    picture: bytes = b""


async def on_stats(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Show the calls in numbers, and how often the subject after the command is mentioned."""
    asked = update.effective_message
    assert asked is not None
    say = await say_to(update, context)
    pictures: Pictures = context.bot_data.setdefault(PICTURES, Pictures())
    with suppress(TelegramError):
        await asked.reply_chat_action(ChatAction.UPLOAD_PHOTO)
    subject = " ".join(context.args or ())
    report = await asyncio.to_thread(report_on, subject, archive_of(context), say, pictures)
    if report.picture:
        await patiently(lambda: asked.reply_photo(report.picture, caption=report.text))
    else:
        await patiently(lambda: asked.reply_text(report.text))


def report_on(subject: str, archive: Archive, say: Wording, pictures: Pictures) -> Report:
    """The statistics of an archive, with a subject in the reader's words, or "" for none."""
    keys = subject_of(subject, archive)
    if subject and not keys:
        example = f"/stats {say('stats-example')}"
        return Report(say("stats-unknown", example=example))
    snapshot = archive.snapshot
    calendar: Calendar = "jalali" if say.language == "fa" else "gregorian"
    counted = statistics(snapshot, archive.linker.gazetteer, calendar, keys)
    if not counted.calls:
        return Report(say("stats-empty"))
    return Report(caption(counted, say), pictures.picture(snapshot.key, counted, say))


def subject_of(text: str, archive: Archive) -> frozenset[str]:
    """The concept keys of the first place or topic that a text names, else of the first person."""
    question = archive.understand(text)
    return next(iter([*question.subjects, *question.people]), frozenset())


def caption(counted: Statistics, say: Wording) -> str:
    """What the picture shows, in words: for those who do not see it."""
    lines = [size_line(counted, say)]
    if counted.busiest:
        month, calls = say.period(counted.busiest.dates), counted.busiest.calls
        lines.append(say("stats-busiest", month=month, calls=say("stats-calls", count=calls)))
    if counted.subject:
        name = subject_name(counted, say)
        lines.append(say("stats-mentions", subject=name, count=counted.mentions))
    if counted.pairs:
        lines += ["", say("stats-top"), *_top_pairs(counted, say)]
    return "\n".join(lines)


def _top_pairs(counted: Statistics, say: Wording) -> list[str]:
    return [
        say("stats-pair", who=pair_names(pair, say), calls=say("stats-calls", count=pair.calls))
        for pair in counted.pairs[:MOST_NAMED]
    ]

"""Following: what to be told of, how often, and at what hour of one's own day."""

import asyncio
import re

from telegram import Update
from telegram.ext import ContextTypes

from bot.following import (
    full_message,
    offers,
    overview_message,
    resume_button,
    subscription_message,
    to_follow_message,
)
from bot.render import Message
from bot.telling import (
    Press,
    archive_of,
    desk_of,
    known_chat,
    may_decide,
    people_of,
    pressed,
    say_to,
    tell,
)
from bot.timing import hours_message, is_zone, zone_named, zones_message
from bot.wording import Wording
from index.errors import LimitReached
from index.people import People, Subscription
from index.subjects import EVERYTHING, is_known, subjects_named
from index.text import normalise

FOLLOW = r"^follow:(fa|en):.+$"
MINE = r"^mine:(fa|en)$"
EDIT = r"^edit:(fa|en):\d{1,9}$"
UNFOLLOW = r"^unfollow:(fa|en):\d{1,9}$"
RHYTHM = r"^rhythm:(fa|en):\d{1,9}:(at_once|daily|weekly)$"
ZONE = r"^zone:(fa|en):\d{1,9}:(at_once|daily|weekly):.+$"
HOUR = r"^hour:(fa|en):\d{1,9}:(daily|weekly):(\d|1\d|2[0-3])$"
WEEKDAY = r"^weekday:(fa|en):\d{1,9}:[0-6]$"
RESUME = r"^resume:(fa|en)$"
_EVERYTHING = re.compile(
    r"^(?:all|everything|every call|all calls|any|همه|همه چیز|همه تماس ها|تمام تماس ها|هر تماسی)$"
)


async def on_subscribe(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Follow what stands after the command, or offer what can be followed."""
    say = await say_to(update, context)
    if not await may_decide(update):
        await tell(update, Message(say("only-admins")))
        return
    text = " ".join(context.args or ())
    subjects = await asyncio.to_thread(_subjects_in, text, context)
    # Two leaders together stand first, and are what was meant.
    if len(subjects) == 1 or (subjects and subjects[0].startswith("pair:")):
        await tell(update, await _follow(update, context, subjects[0], say))
    elif subjects:
        await tell(update, Message(say("subscribe-which")).with_rows(*offers(subjects, say)))
    else:
        question = say("subscribe-unknown", what=text[:100]) if text else say("subscribe-what")
        await tell(update, to_follow_message(question, say))


async def on_follow(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Follow the subject of a button."""
    press = pressed(update, context, 1)
    if not is_known(press.values[0], archive_of(context).linker.gazetteer):
        await press.answer(press.say("gone-subject"))
    elif await _allowed(update, press):
        await press.answer()
        message = await _follow(update, context, press.values[0], press.say)
        await tell(update, message)


async def on_subscriptions(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """List what this chat follows, with buttons to change and to end each."""
    say = await say_to(update, context)
    if not await may_decide(update):
        await tell(update, Message(say("only-admins")))
        return
    await tell(update, await _overview(update, context, say))


async def on_mine(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """The same list, by a button."""
    press = pressed(update, context, 0)
    if await _allowed(update, press):
        await press.answer()
        await press.replace(await _overview(update, context, press.say))


async def on_edit(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Show one subscription."""
    press = pressed(update, context, 1)
    if await _allowed(update, press):
        number = int(press.values[0])
        found = await asyncio.to_thread(people_of(context).subscription, press.chat, number)
        await _show(press, found, update, context)


async def on_unfollow(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """End one subscription."""
    press = pressed(update, context, 1)
    if await _allowed(update, press):
        number = int(press.values[0])
        ended = await asyncio.to_thread(people_of(context).unsubscribe, press.chat, number)
        await press.answer(press.say("unfollowed" if ended else "gone-subscription"))
        await press.replace(await _overview(update, context, press.say))


async def on_rhythm(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Tell at once from now on, or ask for the hour; before the first hour for the time zone."""
    press = pressed(update, context, 2)
    number, rhythm = int(press.values[0]), press.values[1]
    if not await _allowed(update, press):
        return
    if rhythm == "at_once":
        changed = await _change(context, press, number, rhythm=rhythm)
        await _show(press, changed, update, context)
        return
    await press.answer()
    zone = (await known_chat(update, context)).time_zone
    if zone:
        await press.replace(hours_message(number, rhythm, zone, press.say))
    else:
        await press.replace(zones_message(number, rhythm, press.say))


async def on_zone(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Keep the time zone, then ask for the hour where one is wanted."""
    press = pressed(update, context, 3)
    number, rhythm, zone = int(press.values[0]), press.values[1], press.values[2]
    if not is_zone(zone):
        await press.answer(press.say("gone-button"))
        return
    if not await _allowed(update, press):
        return
    await asyncio.to_thread(people_of(context).settle, press.chat, time_zone=zone)
    await press.answer()
    if number:
        await press.replace(hours_message(number, rhythm, zone, press.say))
    else:
        await press.replace(Message(press.say("zone-kept", zone=press.say.zone(zone))))


async def on_hour(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Tell every day, or every week, at an hour from now on."""
    press = pressed(update, context, 3)
    number, rhythm, hour = int(press.values[0]), press.values[1], int(press.values[2])
    if await _allowed(update, press):
        changed = await _change(context, press, number, rhythm=rhythm, hour=hour)
        await _show(press, changed, update, context)


async def on_weekday(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Tell on another day of the week."""
    press = pressed(update, context, 2)
    if await _allowed(update, press):
        number, day = map(int, press.values)
        await _show(press, await _change(context, press, number, weekday=day), update, context)


async def on_time_zone(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """`/timezone Paris` keeps a time zone; without a city the command offers some."""
    say, text = await say_to(update, context), " ".join(context.args or ())
    assert update.effective_chat is not None
    if not await may_decide(update):
        await tell(update, Message(say("only-admins")))
        return
    zone = await asyncio.to_thread(zone_named, text) if text else None
    if zone:
        await asyncio.to_thread(people_of(context).settle, update.effective_chat.id, time_zone=zone)
        await tell(update, Message(say("zone-kept", zone=say.zone(zone))))
    else:
        await tell(update, zones_message(0, "at_once", say, unknown=text[:60]))


async def on_stop(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Send nothing unasked any more; what is followed stays known."""
    say = await say_to(update, context)
    assert update.effective_chat is not None
    if not await may_decide(update):
        await tell(update, Message(say("only-admins")))
        return
    await asyncio.to_thread(people_of(context).pause, update.effective_chat.id)
    await tell(update, Message(say("stopped")).with_rows([resume_button(say)]))


async def on_resume(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Send new calls again."""
    press = pressed(update, context, 0)
    if await _allowed(update, press):
        await asyncio.to_thread(people_of(context).resume, press.chat)
        await press.answer(press.say("resumed"))
        await press.replace(await _overview(update, context, press.say))


async def _follow(
    update: Update, context: ContextTypes.DEFAULT_TYPE, subject: str, say: Wording
) -> Message:
    """Follow a subject; says so, or why not."""
    chat, people = await known_chat(update, context), people_of(context)
    # A week begins on Saturday in Iran and Afghanistan.
    weekday = 5 if say.language == "fa" else 0
    try:
        made, new = await asyncio.to_thread(people.subscribe, chat.id, subject, weekday)
    except LimitReached:
        return full_message(say)
    await asyncio.to_thread(_settle, people, chat.id, chat.language is None, chat.paused, say)
    return subscription_message(made, chat.time_zone, say, new=new)


def _settle(people: People, chat: int, unknown: bool, paused: bool, say: Wording) -> None:
    """New calls will come unasked: in which language is settled now, and that they are wanted."""
    if unknown:
        people.settle(chat, language=say.language)
    if paused:
        people.resume(chat)


def _subjects_in(text: str, context: ContextTypes.DEFAULT_TYPE) -> list[str]:
    if _EVERYTHING.match(normalise(text).strip(" .!؟?")):
        return [EVERYTHING]
    if not text:
        return []
    desk = desk_of(context)
    question = desk.archive.understand(text)
    return subjects_named(question, desk.archive.linker.gazetteer, desk.now().date())


async def _change(
    context: ContextTypes.DEFAULT_TYPE, press: Press, number: int, **values: str | int
) -> Subscription | None:
    people = people_of(context)
    return await asyncio.to_thread(lambda: people.change(press.chat, number, **values))


async def _allowed(update: Update, press: Press) -> bool:
    if await may_decide(update):
        return True
    await press.answer(press.say("only-admins"))
    return False


async def _show(
    press: Press,
    found: Subscription | None,
    update: Update,
    context: ContextTypes.DEFAULT_TYPE,
) -> None:
    """Put a subscription in the place of the pressed message."""
    if found is None:
        await press.answer(press.say("gone-subscription"))
        return
    await press.answer()
    zone = (await known_chat(update, context)).time_zone
    await press.replace(subscription_message(found, zone, press.say))


async def _overview(update: Update, context: ContextTypes.DEFAULT_TYPE, say: Wording) -> Message:
    chat = await known_chat(update, context)
    mine = await asyncio.to_thread(people_of(context).subscriptions, chat.id)
    return overview_message(mine, say, paused=chat.paused)

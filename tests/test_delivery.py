"""Delivery over HTTP: everybody once, whatever Telegram answers."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import select
from telegram.ext import ExtBot

from bot.app import make_desk
from bot.delivery import Delivery, announce
from bot.metrics import Metrics
from bot.pace import Pace
from bot.settings import Settings
from bot.telling import Desk
from index.archive import Archive
from index.linking import Linker
from index.readout import Readout
from index.schema import outbox
from index.store import Store
from tests.botapi import BotApi, User
from tests.botapi.client import TOKEN, wait_until
from tests.calls import GAZA_EN, GAZA_FA, LIBYA_EN, LIBYA_FA, NUCLEAR_EN, PLAIN_RANKING, TODAY
from tests.encoders import WordEncoder

RATE = 500.0


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi(TOKEN) as server:
        yield server


@pytest.fixture
def desk(linker: Linker, tmp_path: Path) -> Iterator[Desk]:
    """A desk whose clock can be put forward with `later`."""
    store = Store.open(f"sqlite:///{tmp_path}/store.db")
    archive = Archive(
        store, WordEncoder(), linker, PLAIN_RANKING, tmp_path / "cache", lambda: TODAY
    )
    settings = Settings(token=SecretStr(TOKEN), home=tmp_path)
    yield make_desk(settings, archive, Metrics())
    store.close()


@pytest.fixture
async def bot(api: BotApi, desk: Desk) -> AsyncIterator[ExtBot[int]]:
    pace = Pace(RATE, desk.metrics)
    async with ExtBot(TOKEN, base_url=api.base_url, rate_limiter=pace) as made:
        yield made


@pytest.fixture
def delivery(bot: ExtBot[int], desk: Desk) -> Delivery:
    return Delivery(desk, bot)


def publish(desk: Desk, *readouts: Readout) -> int:
    desk.archive.store.add_all(readouts)
    desk.archive.refresh()
    return announce(desk)


async def drain(delivery: Delivery, desk: Desk) -> None:
    """Deliver all that is due, and what the pace of a chat holds back for a moment."""
    while await delivery.step() or await _held_back(desk):
        pass


async def _held_back(desk: Desk) -> bool:
    await asyncio.sleep(0.02)
    return _due_in(desk, 1.2)


def later(desk: Desk, seconds: float) -> None:
    """Put the desk's clock forward."""
    before = desk.outbox._now
    desk.outbox._now = lambda: before() + timedelta(seconds=seconds)


def sent(desk: Desk, outcome: str) -> float:
    found = desk.metrics.registry.get_sample_value(
        "leader_calls_deliveries_total", {"outcome": outcome}
    )
    return found or 0.0


def follow(desk: Desk, *users: User, subject: str = "all") -> None:
    for user in users:
        desk.people.subscribe(user.id, subject)


async def test_each_reader_gets_the_summary_in_their_language(
    api: BotApi, desk: Desk, delivery: Delivery
) -> None:
    sara, maryam = api.user("Sara"), api.user("Maryam")
    follow(desk, sara, maryam)
    desk.people.settle(maryam.id, language="fa")
    assert publish(desk, LIBYA_EN, LIBYA_FA) == 2
    await drain(delivery, desk)
    (english,), (persian,) = sara.messages, maryam.messages
    assert "Vladimir Putin and Recep" in english.text
    assert "ولادیمیر پوتین و رجب" in persian.text
    assert "9 April 2021 (20 Farvardin 1400)" in english.text
    assert "۲۰ فروردین ۱۴۰۰" in persian.text
    assert "Libya" in english.text
    assert all(quote in LIBYA_EN.text for quote in english.quotes)
    assert all(quote in LIBYA_FA.text for quote in persian.quotes)
    assert english.quotes
    assert persian.quotes
    assert [text.split()[0] for text in english.button_texts] == ["Full", "Full", "Ask"]


async def test_the_other_sides_readout_is_an_update_of_the_message(
    api: BotApi, desk: Desk, delivery: Delivery
) -> None:
    sara = api.user("Sara")
    follow(desk, sara)
    publish(desk, GAZA_EN)
    await drain(delivery, desk)
    publish(desk, GAZA_FA)
    await drain(delivery, desk)
    (first,) = sara.messages
    (edit,) = api.calls("editMessageText")
    assert edit.params["message_id"] == first.id
    assert "One more readout" in edit.params["text"]
    assert sent(desk, "updated") == 1


async def test_a_message_that_was_deleted_is_not_sent_again(
    api: BotApi, desk: Desk, bot: ExtBot[int], delivery: Delivery
) -> None:
    sara = api.user("Sara")
    follow(desk, sara)
    publish(desk, GAZA_EN)
    await drain(delivery, desk)
    await bot.delete_message(sara.id, sara.messages[0].id)
    publish(desk, GAZA_FA)
    await drain(delivery, desk)
    assert len(sara.messages) == 1
    assert desk.outbox.states() == {"sent": 1}


async def test_a_429_is_waited_out_and_the_others_go_on(
    api: BotApi, desk: Desk, delivery: Delivery
) -> None:
    readers = [api.user(f"Reader {n}") for n in range(4)]
    follow(desk, *readers)
    api.fault("sendMessage", 429, retry_after=60, chat=readers[0])
    publish(desk, LIBYA_EN)
    await drain(delivery, desk)
    assert [len(reader.messages) for reader in readers] == [0, 1, 1, 1]
    later(desk, 55)
    assert not await delivery.step()
    later(desk, 5)
    await drain(delivery, desk)
    assert [len(reader.messages) for reader in readers] == [1, 1, 1, 1]
    assert sent(desk, "retried") == 1


async def test_two_429s_in_a_row_stop_everything_for_so_long(
    api: BotApi, desk: Desk, delivery: Delivery
) -> None:
    readers = [api.user(f"Reader {n}") for n in range(5)]
    follow(desk, *readers)
    api.fault("sendMessage", 429, retry_after=1, times=2)
    publish(desk, LIBYA_EN)
    await delivery.step()
    await delivery.step()
    assert not any(reader.messages for reader in readers)
    while any(not reader.messages for reader in readers):
        await delivery.step()
        await asyncio.sleep(0.01)
    assert not api.impatient()
    assert [len(reader.messages) for reader in readers] == [1] * 5


@pytest.mark.parametrize(("status", "how"), [(500, "answer"), (502, "answer"), (500, "cut")])
async def test_trouble_is_backed_off_from(
    status: int, how: str, api: BotApi, desk: Desk, delivery: Delivery
) -> None:
    sara = api.user("Sara")
    follow(desk, sara)
    api.fault("sendMessage", status, how=how, times=3)  # type: ignore[arg-type]
    publish(desk, LIBYA_EN)
    waits = []
    for _ in range(3):
        await delivery.step()
        waits.append(_wait(desk))
        later(desk, waits[-1])
    assert waits == [2, 4, 8]
    await drain(delivery, desk)
    assert len(sara.messages) == 1


def _wait(desk: Desk) -> int:
    """For how many seconds the only row was put off."""
    with desk.archive.store.reading() as connection:
        row = connection.execute(select(outbox)).one()
    waits: float = (row.due_at - row.changed_at).total_seconds()
    return round(waits)


def _due_in(desk: Desk, seconds: float) -> bool:
    before = desk.outbox._now
    desk.outbox._now = lambda: before() + timedelta(seconds=seconds)
    try:
        return desk.outbox.depth().due > 0
    finally:
        desk.outbox._now = before


@pytest.mark.parametrize("how", ["blocked", "gone"])
async def test_a_closed_chat_is_unsubscribed_and_not_tried_again(
    how: str, api: BotApi, desk: Desk, delivery: Delivery
) -> None:
    sara, maryam = api.user("Sara"), api.user("Maryam")
    follow(desk, sara, maryam)
    if how == "blocked":
        sara.block()
    else:
        api.fault("sendMessage", 400, description="Bad Request: chat not found", chat=sara)
    publish(desk, LIBYA_EN)
    await drain(delivery, desk)
    assert len(maryam.messages) == 1
    assert desk.people.subscriptions(sara.id) == []
    assert sent(desk, "blocked") == 1
    assert publish(desk, GAZA_EN) == 1


async def test_a_group_that_moved_gets_it_at_its_new_id(
    api: BotApi, desk: Desk, delivery: Delivery
) -> None:
    sara = api.user("Sara")
    group = api.group("Readers", [sara])
    desk.people.subscribe(group.id, "all")
    new = group.migrate()
    publish(desk, LIBYA_EN)
    await drain(delivery, desk)
    assert [m.chat_id for m in sara.messages if m.quotes] == [new.id]
    assert [s.subject for s in desk.people.subscriptions(new.id)] == ["all"]


async def test_a_refused_message_is_given_up_and_holds_nobody_up(
    api: BotApi, desk: Desk, delivery: Delivery
) -> None:
    sara, maryam = api.user("Sara"), api.user("Maryam")
    follow(desk, sara, maryam)
    api.fault("sendMessage", 400, description="Bad Request: ENTITY_BOUNDS_INVALID", chat=sara)
    publish(desk, LIBYA_EN)
    await drain(delivery, desk)
    assert (len(sara.messages), len(maryam.messages)) == (0, 1)
    assert desk.outbox.states() == {"failed": 1, "sent": 1}


async def test_one_chat_gets_one_message_a_second(
    api: BotApi, desk: Desk, delivery: Delivery
) -> None:
    sara = api.user("Sara")
    follow(desk, sara)
    api.limits(per_second=1000)
    publish(desk, LIBYA_EN, GAZA_EN, NUCLEAR_EN)
    while len(sara.messages) < 3:
        await delivery.step()
        await asyncio.sleep(0.02)
    assert not api.refused("sendMessage")


async def test_a_digest_tells_of_all_its_calls_and_opens_each(
    api: BotApi, desk: Desk, delivery: Delivery
) -> None:
    maryam = api.user("Maryam")
    desk.people.settle(maryam.id, language="fa")
    made, _ = desk.people.subscribe(maryam.id, "all")
    desk.people.change(maryam.id, made.id, rhythm="daily", hour=8)
    publish(desk, LIBYA_FA, GAZA_FA)
    assert not await delivery.step()
    later(desk, 86_400)
    await drain(delivery, desk)
    (digest,) = maryam.messages
    assert digest.text.startswith("۲ تماس تازه")
    assert len(digest.quotes) == len(digest.button_texts) == 2
    assert {quote in LIBYA_FA.text + GAZA_FA.text for quote in digest.quotes} == {True}
    later(desk, 86_400)
    await drain(delivery, desk)
    assert len(maryam.messages) == 1


async def test_a_call_that_was_removed_meanwhile_is_not_sent(
    api: BotApi, desk: Desk, delivery: Delivery
) -> None:
    sara = api.user("Sara")
    follow(desk, sara)
    publish(desk, LIBYA_EN, NUCLEAR_EN)
    desk.archive.store.remove([LIBYA_EN.id])
    desk.archive.refresh()
    await drain(delivery, desk)
    assert len(sara.messages) == 1
    assert desk.outbox.states() == {"failed": 1, "sent": 1}


async def test_a_broadcast_arrives_as_it_was_written(
    api: BotApi, desk: Desk, delivery: Delivery
) -> None:
    sara = api.user("Sara")
    desk.people.settle(sara.id, language="en")
    desk.outbox.broadcast("We move 🚚 on Friday", [{"type": "bold", "offset": 11, "length": 9}])
    await drain(delivery, desk)
    (message,) = sara.messages
    assert message.text == "We move 🚚 on Friday"
    assert message.raw["entities"] == [{"type": "bold", "offset": 11, "length": 9}]


async def test_what_was_in_doubt_is_sent_after_a_restart(
    api: BotApi, desk: Desk, delivery: Delivery
) -> None:
    readers = [api.user(f"Reader {n}") for n in range(3)]
    follow(desk, *readers)
    publish(desk, LIBYA_EN)
    assert desk.outbox.take() is not None
    running = asyncio.create_task(delivery.run())
    await asyncio.to_thread(wait_until, lambda: all(reader.messages for reader in readers))
    delivery.stop()
    await asyncio.wait_for(running, 5)
    assert [len(reader.messages) for reader in readers] == [1, 1, 1]


async def test_many_with_faults_get_it_once_each(
    api: BotApi, desk: Desk, delivery: Delivery
) -> None:
    readers = [api.user(f"Reader {n}") for n in range(120)]
    follow(desk, *readers)
    blocked = readers[::30]
    for reader in blocked:
        reader.block()
    api.random_faults({"429": 0.05, "500": 0.05}, seed=4, methods={"sendMessage"})
    publish(desk, LIBYA_EN)
    running = asyncio.create_task(delivery.run())
    wanted = [reader for reader in readers if reader not in blocked]
    await asyncio.to_thread(wait_until, lambda: all(r.messages for r in wanted), 60)
    delivery.stop()
    await asyncio.wait_for(running, 5)
    assert {len(reader.messages) for reader in wanted} == {1}
    assert not any(reader.messages for reader in blocked)
    assert not api.impatient()
    assert not any(desk.people.subscriptions(reader.id) for reader in blocked)


async def test_a_long_call_fits_one_message(api: BotApi, desk: Desk, delivery: Delivery) -> None:
    sara = api.user("Sara")
    follow(desk, sara)
    sentences = " ".join(f"They spoke at length about item {n} 😀 of the list." for n in range(300))
    publish(desk, replace(LIBYA_EN, text=sentences), replace(GAZA_EN, text="A" * 9000 + "."))
    await drain(delivery, desk)
    assert len(sara.messages) == 2

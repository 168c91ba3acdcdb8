"""Watching: what is due is looked at, operators decide on doubts and hear of failures once."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from telegram.ext import ExtBot

from bot.app import make_desk
from bot.metrics import Metrics
from bot.settings import Settings
from bot.telling import Desk
from bot.watching import Watch
from index.archive import Archive
from index.errors import SettingsError
from index.harvest import Harvest
from index.linking import Linker
from index.settings import ArchiveSettings
from index.sources import Outlets
from tests.botapi import Message, User
from tests.botapi.client import TOKEN
from tests.calls import TODAY
from tests.operators import House, eventually, opened, shown_again
from tests.press import CALL, Clock, Press, judge, outlet_of
from tests.website import Reply, Site, reader, serving

TITLE = "Telephone conversation with President of Türkiye"


@pytest.fixture
def house(linker: Linker, tmp_path: Path) -> Iterator[House]:
    with opened(tmp_path, linker) as house:
        yield house


@pytest.fixture
def press() -> Iterator[Press]:
    with serving() as site:
        yield Press(site)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(house: House, clock: Clock, tmp_path: Path) -> Desk:
    admins = frozenset({house.ann.id, house.omid.id})
    settings = Settings(api=house.api.url, home=tmp_path, admins=admins)
    desk = make_desk(settings, house.archive, Metrics())
    desk.people.settle(house.omid.id, language="fa")
    return replace(desk, now=clock)


@pytest.fixture
async def bot(house: House) -> AsyncIterator[ExtBot[None]]:
    async with ExtBot(TOKEN, base_url=house.api.base_url) as made:
        yield made


def watch_of(desk: Desk, bot: ExtBot[None], site: Site) -> Watch:
    harvest = Harvest(desk.archive, reader(), judge, desk.now)
    broken = outlet_of(site, "broken", address=site.url("/broken"))
    idle = outlet_of(site, "idle", watched=False)
    return Watch(desk, bot, harvest, Outlets((broken, outlet_of(site, every=30), idle)))


@pytest.fixture
def watch(desk: Desk, bot: ExtBot[None], press: Press) -> Watch:
    press.site.pages["/broken"] = Reply(b"<rss version='2.0'><channel/></rss>")
    return watch_of(desk, bot, press.site)


async def heard(user: User) -> Message:
    return await asyncio.to_thread(user.next_message)


async def test_new_calls_come_in_when_they_are_due(
    watch: Watch, press: Press, house: House, clock: Clock
) -> None:
    press.post("/news/1", TITLE, *CALL)
    press.serve_atom()
    before = len(house.archive.store.readouts())
    await watch.step()
    assert len(house.archive.store.readouts()) == before + 1
    looks = press.site.paths.count("/feed")
    clock.time += timedelta(minutes=29)
    await watch.step()
    assert press.site.paths.count("/feed") == looks
    clock.time += timedelta(minutes=1)
    await watch.step()
    assert press.site.paths.count("/feed") == looks + 1


async def test_a_doubt_is_put_to_the_operators(
    watch: Watch, press: Press, house: House, clock: Clock
) -> None:
    press.post("/news/1", TITLE, *CALL, "It was perhaps the last.")
    press.serve_atom()
    await watch.step()
    doubts = house.say("source-doubts", source="The Press Office", count=1)
    assert (await heard(house.ann)).text == doubts
    shown = await heard(house.ann)
    assert shown.text.startswith(house.say("proposal"))
    assert press.site.url("/news/1") in {e.get("url") for e in shown.raw["entities"]}
    assert "دفتر مطبوعاتی" in (await heard(house.omid)).text
    assert (await heard(house.omid)).text.startswith(house.say_fa("proposal"))
    clock.time += timedelta(hours=1)
    await watch.step()
    before = len(house.archive.store.readouts())
    with house.running():
        house.ann.press(shown, house.say("add"))
        added = await asyncio.to_thread(shown_again, house.ann, shown)
    assert added.text.startswith("Added: ")
    (new,) = house.archive.store.readouts()[before:]
    assert (new.source, new.licence, new.kind) == ("Kremlin", "CC-BY-4.0", "readout")


async def test_a_failure_is_told_once_and_its_end_too(
    watch: Watch, press: Press, desk: Desk, house: House, clock: Clock
) -> None:
    press.serve_atom()
    press.site.pages["/broken"] = Reply(status=500)
    for _ in range(3):
        await watch.step()
        clock.time += timedelta(days=1)
    text = (await heard(house.ann)).text
    assert text.startswith("A source cannot be read: The Press Office\n")
    assert "answers 500 Internal Server Error" in text
    press.site.pages["/broken"] = Reply(b"<rss version='2.0'><channel/></rss>")
    await watch.step()
    works = house.say("source-works", source="The Press Office")
    assert (await heard(house.ann)).text == works
    assert b'source_failures_total{source="broken"} 3.0' in desk.metrics.text()


async def test_a_server_is_left_alone_for_as_long_as_it_asks(
    watch: Watch, press: Press, clock: Clock
) -> None:
    press.site.pages["/feed"] = Reply(status=429, headers={"Retry-After": "7200"})
    await watch.step()
    clock.time += timedelta(minutes=119)
    await watch.step()
    assert press.site.paths.count("/feed") == 1
    clock.time += timedelta(minutes=1)
    await watch.step()
    assert press.site.paths.count("/feed") == 2


async def test_an_operator_out_of_reach_is_asked_again(
    watch: Watch, press: Press, house: House, clock: Clock
) -> None:
    press.post("/news/1", TITLE, *CALL, "It was perhaps the last.")
    press.serve_atom()
    house.ann.block()
    house.omid.block()
    await watch.step()
    house.ann.unblock()
    clock.time += timedelta(hours=1)
    await watch.step()
    assert (await heard(house.ann)).text.startswith("The Press Office has published a text")


async def test_without_operators_doubts_are_let_go(
    desk: Desk, bot: ExtBot[None], press: Press, clock: Clock
) -> None:
    settings = desk.settings.model_copy(update={"admins": frozenset()})
    press.post("/news/1", TITLE, *CALL, "It was perhaps the last.")
    press.serve_atom()
    press.site.pages["/broken"] = Reply(status=500)
    watch = watch_of(replace(desk, settings=settings), bot, press.site)
    await watch.step()
    clock.time += timedelta(hours=1)
    await watch.step()
    assert press.site.paths.count("/news/1") == 1


async def test_it_goes_on_until_it_is_cancelled(watch: Watch, press: Press, house: House) -> None:
    press.post("/news/1", TITLE, *CALL)
    press.serve_atom()
    before = len(house.archive.store.readouts())
    running = asyncio.create_task(watch.run())
    store = house.archive.store
    await asyncio.to_thread(eventually, lambda: len(store.readouts()) > before)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    press.post("/news/2", "Telephone conversation", *CALL)
    press.serve_atom()
    look = await asyncio.to_thread(watch._harvest.look, outlet_of(press.site))
    assert [found.outcome for found in look.found] == ["later", "known"]


def test_the_sources_of_the_settings_are_watched(
    desk: Desk, bot: ExtBot[None], tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match=r"none\.toml cannot be read"):
        Archive.open(ArchiveSettings(home=tmp_path, sources=Path("none.toml")), lambda: TODAY)
    opened = Archive.open(ArchiveSettings(home=tmp_path, starter=False), lambda: TODAY)
    watch = Watch.of(replace(desk, archive=opened), bot)
    assert len(watch._outlets.watched) >= 18
    opened.store.close()
